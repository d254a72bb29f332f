import { type Command, command, order, read, set } from '../../src/at/index.ts';

/** What the modem is to search with. */
export const systemModes = ['ltem', 'nbiot', 'ltem+nbiot', 'ltem+gnss', 'nbiot+gnss', 'ltem+nbiot+gnss'] as const;

export type SystemMode = (typeof systemModes)[number];

/** Which of two to prefer, by the numbers of `%XSYSTEMMODE`; with `-plmn` the operator comes before the preference. */
export const preferences = ['none', 'ltem', 'nbiot', 'ltem-plmn', 'nbiot-plmn'] as const;

export type Preference = (typeof preferences)[number];

/** `<LTE-M>,<NB-IoT>,<GNSS>,<preference>` and, on satellite firmware, a fifth. */
export type ModeNumbers = readonly number[];

/** `AT%XSYSTEMMODE?`; nRF91 AT Commands Reference Guide. */
export const readSystemMode: Command<ModeNumbers | undefined> = command({
  line: read('%XSYSTEMMODE'),
  timeoutMs: 5000,
  lines: { '%XSYSTEMMODE': (params) => Array.from({ length: params.count }, () => params.int()) },
  result: ({ lines }) => lines['%XSYSTEMMODE'][0],
});

/** Only with the modem off (`+CFUN` 0 or 4), else `+CME ERROR: 518`. */
export const setSystemMode = (mode: ModeNumbers): Command => order(set('%XSYSTEMMODE', ...mode.slice(0, 4)), 5000);

/** What is wanted, given what is there: an option that was not set leaves its part alone. */
export function wantedMode(
  mode: SystemMode | undefined,
  preference: Preference | undefined,
  now: ModeNumbers,
): ModeNumbers {
  const [ltem = 1, nbiot = 0, gnss = 0, prefers = 0] = now;
  const systems = mode?.split('+');
  const on = (name: string, before: number): number =>
    systems === undefined ? before : Number(systems.includes(name));
  return [
    on('ltem', ltem),
    on('nbiot', nbiot),
    on('gnss', gnss),
    preference === undefined ? prefers : preferences.indexOf(preference),
  ];
}

/** Whether the numbers say the same; a satellite mode is none of ours. */
export const isSameMode = (wanted: ModeNumbers, now: ModeNumbers): boolean =>
  wanted.every((value, index) => value === now[index]) && (now[4] ?? 0) === 0;
