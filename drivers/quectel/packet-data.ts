import { type Command, command, exec, order, read, secret, set, type Urc, urc } from '../../src/at/index.ts';
import { readAddress } from './address.ts';

/** One context as `AT+QIACT?` lists it. */
export interface ActiveContext {
  readonly id: number;
  readonly addresses: readonly string[];
}

/** `AT+QIACT?` lists only what is active: `+QIACT: 1,1,1,"10.11.32.148"`, or nothing but `OK`. */
export const readActiveContexts: Command<readonly ActiveContext[]> = command({
  line: read('+QIACT'),
  timeoutMs: 5000,
  lines: {
    '+QIACT': (params) => {
      const id = params.int();
      const isActive = params.int() === 1;
      const texts = [params.skip().optionalText(), params.optionalText()];
      const addresses = texts.map(readAddress).filter((address) => address !== undefined);
      return { id, isActive, addresses };
    },
  },
  result: ({ lines }) => lines['+QIACT'].filter(({ isActive }) => isActive),
});

/** `AT+QIACT=<ctx>`: the port is blocked until it is answered, up to 150 s. Quectel TCP/IP application note. */
export const activate = (context: number): Command => order(set('+QIACT', context), 155_000);

/** `AT+QIDEACT=<ctx>`: up to 40 s; also what has to follow a context that the network dropped. */
export const deactivate = (context: number): Command => order(set('+QIDEACT', context), 45_000);

/** `AT+CGATT?`: whether the packet domain is attached; 3GPP TS 27.007, 10.1.9. */
export const readAttachment: Command<boolean | undefined> = command({
  line: read('+CGATT'),
  timeoutMs: 5000,
  lines: { '+CGATT': (params) => params.int() === 1 },
  result: ({ lines }) => lines['+CGATT'][0],
});

/** `AT+CGATT=1`: up to 140 s. */
export const attach: Command = order(set('+CGATT', 1), 150_000);

/** `AT+CFUN=1,1`: the module restarts. */
export const restart: Command = order(set('+CFUN', 1, 1), 30_000);

/** `AT+CEER`: why the network refused last, as a number, as words, or both. 3GPP TS 27.007, 6.10. */
export const readExtendedError: Command<string | undefined> = command({
  line: exec('+CEER'),
  timeoutMs: 5000,
  lines: { '+CEER': (_params, line) => line.slice(line.indexOf(':') + 1).trim() },
  result: ({ lines }) => lines['+CEER'][0],
});

/** How a context authenticates, by the numbers of `AT+QICSGP`. */
export const authentications = ['none', 'pap', 'chap'] as const;

export type Authentication = (typeof authentications)[number];

/** The types of a context, by the numbers of `AT+QICSGP`, and their names in `AT+CGDCONT`. */
export const pdpTypes = { ipv4: [1, 'IP'], ipv6: [2, 'IPV6'], ipv4v6: [3, 'IPV4V6'] } as const;

export type PdpType = keyof typeof pdpTypes;

export interface ContextSettings {
  readonly type: PdpType;
  readonly apn: string;
  readonly user: string;
  readonly password: string;
  readonly authentication: Authentication;
}

/** `AT+QICSGP=<ctx>,<type>,<apn>,<user>,<password>,<auth>`; not saved. */
export function configureContext(context: number, settings: ContextSettings): Command {
  const [type] = pdpTypes[settings.type];
  const { apn, user, password } = settings;
  const authentication = authentications.indexOf(settings.authentication);
  return order(set('+QICSGP', context, type, apn, user, secret(password), authentication), 2000);
}

/** The attach context as `AT+CGDCONT?` has it: type and APN. */
export const readContextDefinition = (
  context: number,
): Command<{ readonly type: string; readonly apn: string } | undefined> =>
  command({
    line: read('+CGDCONT'),
    timeoutMs: 2000,
    lines: {
      '+CGDCONT': (params) => ({ id: params.int(), type: params.text(), apn: params.optionalText() ?? '' }),
    },
    result: ({ lines }) => lines['+CGDCONT'].find(({ id }) => id === context),
  });

/** `AT+CGDCONT=<cid>,<type>,<apn>`; saved by the module. 3GPP TS 27.007, 10.1.1. */
export const defineContext = (context: number, type: PdpType, apn: string): Command =>
  order(set('+CGDCONT', context, pdpTypes[type][1], apn), 2000);

/** `AT+QIGETERROR`: why the last TCP/IP command said plain `ERROR`. */
export const readLastError: Command<{ readonly number: number; readonly text: string } | undefined> = command({
  line: exec('+QIGETERROR'),
  timeoutMs: 2000,
  lines: { '+QIGETERROR': (params) => ({ number: params.int(), text: params.optionalText() ?? '' }) },
  result: ({ lines }) => lines['+QIGETERROR'][0],
});

/** The network dropped a context. */
export const contextDropped: Urc<number> = urc('+QIURC', (params) =>
  params.text() === 'pdpdeact' ? params.int() : undefined,
);

/**
 * Packet domain events that mean the end of the bearer: a detach, or the end of a context (3GPP TS 27.007, 10.1.19, and
 * Quectel's spellings without NW and ME, with and without the blank).
 */
export const bearerEnded: Urc<{ readonly context: number | undefined }> = urc('+CGEV', (_params, line) => {
  if (/^\+CGEV:\s*(NW|ME) DETACH/.test(line)) return { context: undefined };
  // 2G and 3G name the type and the address before the context, LTE the context alone.
  const [, context] = /\bDEACT\s*(?:"?\w+"?,\s*"?[^",]*"?,\s*)?(\d+)/.exec(line) ?? [];
  return context === undefined ? undefined : { context: Number(context) };
});
