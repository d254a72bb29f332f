/** `<stat>` of +CREG, +CGREG, +CEREG and +C5GREG in words: 3GPP TS 27.007, 10.1.22. */
const words: ReadonlyMap<number, string> = new Map([
  [0, 'not registered, not searching'],
  [1, 'registered, home network'],
  [2, 'searching'],
  [3, 'registration denied'],
  [4, 'unknown, as out of coverage'],
  [5, 'registered, roaming'],
  [8, 'emergency calls only'],
  [90, 'not registered, because of the SIM'],
]);

/** The state in words. */
export const registrationWords = (stat: number | undefined): string =>
  stat === undefined ? 'nothing is told of the registration' : (words.get(stat) ?? `state ${stat}`);

/** Whether data may flow. */
export const isRegistered = (stat: number | undefined): boolean => stat === 1 || stat === 5;
