import { isIP } from 'node:net';
import { type Command, command, order, read, secret, set, type Urc, urc } from '../../src/at/index.ts';

/** The context that the attach brings up. It cannot be switched by itself: that is what the functional mode is for. */
export const defaultContext = 0;

/** The types of a context, by their names in `+CGDCONT`. */
export const pdpTypes = { ipv4: 'IP', ipv6: 'IPV6', ipv4v6: 'IPV4V6' } as const;

export type PdpType = keyof typeof pdpTypes;

/** How to authenticate, by the numbers of `+CGAUTH`. */
export const authentications = ['none', 'pap', 'chap'] as const;

export type Authentication = (typeof authentications)[number];

/** Addresses of a field: some firmware puts both families into one. Link-local ones lead nowhere. */
function addressesOf(fields: readonly (string | undefined)[]): readonly string[] {
  return fields
    .flatMap((field) => field?.split(' ') ?? [])
    .filter((text) => isIP(text) !== 0 && text !== '0.0.0.0' && !/^(fe[89ab]|::$|0+(:0+){7}$)/i.test(text));
}

/** `AT+CGPADDR=0`: `+CGPADDR: 0,"100.72.62.220","2001:db8::1"`, or nothing; 3GPP TS 27.007, 10.1.14. */
export const readAddresses: Command<readonly string[]> = command({
  line: set('+CGPADDR', defaultContext),
  timeoutMs: 5000,
  lines: { '+CGPADDR': (params) => ({ id: params.int(), texts: [params.optionalText(), params.optionalText()] }) },
  result: ({ lines }) =>
    addressesOf(lines['+CGPADDR'].filter(({ id }) => id === defaultContext).flatMap(({ texts }) => texts)),
});

/** `AT+CGACT?`: whether the default context is active; 3GPP TS 27.007, 10.1.10. */
export const readIsActive: Command<boolean> = command({
  line: read('+CGACT'),
  timeoutMs: 5000,
  lines: { '+CGACT': (params) => ({ id: params.int(), isActive: params.int() === 1 }) },
  result: ({ lines }) => lines['+CGACT'].some(({ id, isActive }) => id === defaultContext && isActive),
});

export interface ContextDefinition {
  readonly type: string;
  /** In lower case. */
  readonly apn: string;
  readonly addresses: readonly string[];
}

/** The default context as `AT+CGDCONT?` has it. The network may have put its own name behind the APN. */
export const readContext: Command<ContextDefinition | undefined> = command({
  line: read('+CGDCONT'),
  timeoutMs: 5000,
  lines: {
    '+CGDCONT': (params) => ({
      id: params.int(),
      type: params.optionalText() ?? '',
      apn: (params.optionalText() ?? '').replace(/\.mnc\d+\.mcc\d+\.gprs$/i, '').toLowerCase(),
      addresses: addressesOf([params.optionalText()]),
    }),
  },
  result: ({ lines }) => lines['+CGDCONT'].find(({ id }) => id === defaultContext),
});

/** `AT+CGDCONT=0,<type>,<apn>`; takes effect with the next attach. Without a name the network chooses one. */
export const defineContext = (type: PdpType, apn: string | undefined): Command =>
  order(set('+CGDCONT', defaultContext, pdpTypes[type], apn), 5000);

/** `AT+CGAUTH=0,<protocol>,<user>,<password>`; 3GPP TS 27.007, 10.1.31. */
export function authenticate(how: Authentication, user: string, password: string): Command {
  const protocol = authentications.indexOf(how);
  if (protocol === 0) return order(set('+CGAUTH', defaultContext, 0), 5000);
  return order(set('+CGAUTH', defaultContext, protocol, user, secret(password)), 5000);
}

/** What a `+CGEV` line says, as far as it matters here; 3GPP TS 27.007, 10.1.19, and nRF91 AT Commands Reference Guide. */
export type PacketEvent =
  /** No context is left, though none of them is named. */
  | { readonly kind: 'detached' }
  | {
      readonly kind: 'activated' | 'deactivated' | 'ipv6' | 'ipv6-failed' | 'suspended' | 'resumed';
      readonly context: number;
    };

const shapes: readonly (readonly [RegExp, Exclude<PacketEvent, { kind: 'detached' }>['kind']])[] = [
  [/^ME PDN ACT (\d+)/, 'activated'],
  [/^(?:ME|NW) PDN DEACT (\d+)/, 'deactivated'],
  [/^IPV6 FAIL (\d+)/, 'ipv6-failed'],
  [/^IPV6 (\d+)/, 'ipv6'],
  [/^ME PDN SUSPENDED (\d+)/, 'suspended'],
  [/^ME PDN RESUMED (\d+)/, 'resumed'],
];

/** Changes of the packet domain. */
export const packetEvent: Urc<PacketEvent> = urc('+CGEV', (_params, line) => {
  const text = line.slice('+CGEV:'.length).trim();
  if (/^(ME|NW) DETACH/.test(text)) return { kind: 'detached' };
  for (const [shape, kind] of shapes) {
    const [, context] = shape.exec(text) ?? [];
    if (context !== undefined) return { kind, context: Number(context) };
  }
  return undefined;
});

/** Why a context was not given as it was wanted: an ESM cause, and which context. */
export const bearerRefused: Urc<{ readonly cause: number; readonly context: number | undefined }> = urc(
  '+CNEC_ESM',
  (params) => ({ cause: params.int(), context: params.optionalInt() }),
);

/** Why the network refused the attach: an EMM cause. */
export const attachRefused: Urc<number> = urc('+CNEC_EMM', (params) => params.int());
