import { type Urc, urc } from '../../src/at/index.ts';

/** What a modem domain event means for the connection. */
export type ModemEvent =
  /** For people only. */
  | { readonly kind: 'information'; readonly text: string }
  /** It was reset too often without being switched off first, and does not attach for half an hour. */
  | { readonly kind: 'reset-loop' }
  /** It switched itself off, or can never work: a person has to do something. */
  | { readonly kind: 'disabled'; readonly text: string }
  /** The band lock leaves no band. */
  | { readonly kind: 'no-band' };

const disabled: ReadonlyMap<string, string> = new Map([
  ['ME OVERHEATED', 'the modem switched itself off because it is too hot'],
  ['ME BATTERY LOW', 'the modem switched itself off because its supply voltage is too low'],
  ['NO IMEI', 'the modem has no IMEI'],
  ['RF CALIBRATION NOT DONE', 'the radio of the modem is not calibrated'],
]);

function meaning(text: string): ModemEvent {
  if (text === 'RESET LOOP') return { kind: 'reset-loop' };
  if (text.startsWith('INVALID BAND CONFIGURATION')) return { kind: 'no-band' };
  const why = disabled.get(text);
  return why === undefined ? { kind: 'information', text: text.toLowerCase() } : { kind: 'disabled', text: why };
}

/** `%MDMEV: <text>`: events of the modem domain; nRF91 AT Commands Reference Guide. */
export const modemEvent: Urc<ModemEvent> = urc('%MDMEV', (_params, line) =>
  meaning(line.slice('%MDMEV:'.length).trim()),
);

/** The same two events come as packet domain events on older firmware. */
export const deviceEvent: Urc<ModemEvent> = urc('+CGEV', (_params, line) => {
  const text = line.slice('+CGEV:'.length).trim();
  return disabled.has(text) ? meaning(text) : undefined;
});

/** `+CSCON: <mode>`: whether the radio connection is active. It toggles with the traffic and means nothing else. */
export const radioConnection: Urc<boolean> = urc('+CSCON', (params) => params.int() === 1);

const sleeps = ['', 'PSM', 'between eDRX cycles', 'limited service', 'flight mode'];

/** `%XMODEMSLEEP: <type>[,<ms>]`: 0 ms is awake again; anything else, or nothing, is on the way to sleep. */
export const modemSleep: Urc<string> = urc('%XMODEMSLEEP', (params) => {
  const type = sleeps[params.int()] ?? 'unknown';
  return params.optionalInt() === 0 ? 'awake' : `asleep (${type})`;
});

/** The modem core crashed. What follows is a shutdown and a start, or a reboot, or nothing. */
export const modemFault: Urc<string> = urc('#XMODEM', (_params, line) =>
  /^#XMODEM:\s*FAULT/.test(line) ? line : undefined,
);
