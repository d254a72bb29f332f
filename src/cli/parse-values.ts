import { InvalidArgumentError } from 'commander';

function numberFrom(text: string, isRight: (value: number) => boolean, what: string): number {
  const value = Number(text);
  if (text.trim() === '' || !isRight(value)) throw new InvalidArgumentError(what);
  return value;
}

/** Seconds above 0; parts of a second too. */
export function seconds(text: string): number {
  return numberFrom(text, (value) => value > 0 && value <= 2_147_483_647, 'Give seconds above 0: 30, or 0.5.');
}

/** How many times faster than the real thing. */
export function speed(text: string): number {
  const hint = 'Give a factor from 0.01 to 1000: 1 is real time, 10 is ten times faster.';
  return numberFrom(text, (value) => value >= 0.01 && value <= 1000, hint);
}

export function baudRate(text: string): number {
  const isRight = (value: number): boolean => Number.isInteger(value) && value >= 50 && value <= 4_000_000;
  return numberFrom(text, isRight, 'Give bits a second: 9600, 115200, 921600.');
}

/** How many echo requests. */
export function numberOfPings(text: string): number {
  const isRight = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 100;
  return numberFrom(text, isRight, 'Give a number from 1 to 100.');
}

/** A TCP port; 0 has the system choose a free one. */
export function tcpPort(text: string): number {
  const isRight = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 65_535;
  return numberFrom(text, isRight, 'Give a TCP port from 1 to 65535, or 0 for any free one.');
}

/** The PIN of a SIM: 4 to 8 digits. */
export function simPin(text: string): string {
  if (!/^\d{4,8}$/.test(text)) throw new InvalidArgumentError('Give 4 to 8 digits.');
  return text;
}

/** `KEY=VALUE`; the value may be empty and may hold further equals signs. */
export function pair(text: string, before: readonly KeyAndValue[] = []): readonly KeyAndValue[] {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('Give it as KEY=..., the name of the option first: apn=internet.');
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}

export type KeyAndValue = readonly [key: string, value: string];

export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
