import { z } from 'zod';
import type { Board } from '../../../boards/board.ts';

/**
 * The shape of a board that a user describes, one a YAML file. All values come as texts (YAML's failsafe schema), because
 * `0125` and `1e10` are USB ids and no numbers.
 */
const roles = ['at', 'modem', 'diag', 'nmea', 'log', 'net', 'uart'] as const;

const usbId = z
  .string()
  .regex(/^[0-9a-fA-F]{4}$/, 'a USB id is four hexadecimal digits: 2c7c')
  .transform((text) => text.toLowerCase());

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, 'this has to be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `this has to be a number from ${least} to ${most}`);

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Part of a name, in any case; no pattern, so that a name with a bracket means that bracket. */
const namePart = z
  .string()
  .min(1)
  .max(100)
  .transform((text) => new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i'));

const usbMatch = z
  .strictObject({
    vendorId: usbId,
    productId: usbId.optional(),
    product: namePart.optional(),
    manufacturer: namePart.optional(),
  })
  .refine(({ product, productId }) => product !== undefined || productId !== undefined, {
    message: 'every device of a maker would fit: give productId, or a part of the product name as product',
  });

const port = z.union([
  z.enum(roles).transform((role) => ({ role })),
  z.strictObject({
    role: z.enum(roles),
    preferred: z
      .literal('true')
      .transform(() => true as const)
      .optional(),
  }),
]);

const lines = z.strictObject({ dtr: yesOrNo.optional(), rts: yesOrNo.optional() });

const boardShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case letters, digits and hyphens: my-board'),
  name: z.string().min(1).max(100),
  kind: z.enum(['module', 'board', 'bridge']).default('board'),
  usb: z.array(usbMatch).max(50).default([]),
  interfaces: z.record(z.string().regex(/^\d{1,3}$/, 'an interface is named by its number'), port),
  driver: z.string().min(1).optional(),
  baudRate: wholeNumber(50, 4_000_000).optional(),
  flowControl: z.enum(['none', 'rtscts']).optional(),
  dtr: z.enum(['assert', 'clear']).optional(),
  settleMs: wholeNumber(0, 60_000).optional(),
  reset: z.strictObject({ assert: lines, holdMs: wholeNumber(1, 60_000), release: lines }).optional(),
  boot: z.strictObject({ enter: lines, holdMs: wholeNumber(1, 60_000), leave: lines }).optional(),
  logPort: wholeNumber(0, 255).optional(),
  source: z.string().min(1).optional(),
  notes: z.array(z.string().min(1)).max(50).optional(),
});

type BoardText = z.infer<typeof boardShape>;

/** What one field says of another. */
function contradiction({ driver, interfaces, kind }: BoardText): string | undefined {
  const preferred = Object.values(interfaces).filter((each) => 'preferred' in each && each.preferred === true);
  if (kind === 'bridge') return preferred.length > 0 ? 'a bridge has no port that is preferred' : undefined;
  if (driver === undefined) return 'driver is missing: the name of a driver, or auto to ask the module';
  if (preferred.length !== 1) return 'exactly one interface has to be preferred: { role: at, preferred: true }';
  const role = preferred[0]?.role;
  return role === 'at' || role === 'modem'
    ? undefined
    : 'the preferred interface has to answer AT: its role is at or modem';
}

export const boardSchema = boardShape.superRefine((board, context) => {
  const message = contradiction(board);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** The board as discovery wants it. */
export function boardFrom(text: BoardText, source: string): Board {
  const given = Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined));
  return { ...(given as unknown as Board), certainty: 'documented', source: text.source ?? source, own: true };
}

/** The keys that may stand at a place of the file, for the hint about one that may not. */
export function boardKeys(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(boardShape.shape);
  if (path[0] === 'usb') return ['vendorId', 'productId', 'product', 'manufacturer'];
  if (path[0] === 'interfaces') return ['role', 'preferred'];
  if (path[0] === 'reset') return path.length === 1 ? ['assert', 'holdMs', 'release'] : ['dtr', 'rts'];
  return path[0] === 'boot' && path.length === 1 ? ['enter', 'holdMs', 'leave'] : ['dtr', 'rts'];
}
