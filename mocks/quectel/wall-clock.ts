const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `2026/07/02,14:27:52+04`: UTC, with the local zone in quarter hours, as `+CCLK` and `+QNTP` write it. */
export function quarterHourTime(date: Date, yearDigits: 2 | 4): string {
  const year = String(date.getUTCFullYear()).slice(-yearDigits);
  const day = [year, twoDigits(date.getUTCMonth() + 1), twoDigits(date.getUTCDate())].join('/');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':');
  return `${day},${time}+00`;
}

/** Reads `26/07/02,14:27:52+04`; undefined when it is no date. The zone is left aside, as the module does. */
export function readQuarterHourTime(text: string): Date | undefined {
  const match = /^(\d{2}|\d{4})\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)(?:[+-]\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return new Date(Date.UTC(year < 100 ? 2000 + year : year, month - 1, day, hours, minutes, seconds));
}
