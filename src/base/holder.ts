import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { programOf } from './program-words.ts';

/** Whoever holds a lease, as it stands in the lease's file. */
export interface Holder {
  readonly pid: number;
  /** Where that number means something: the machine, and on Linux the PID namespace. */
  readonly place: string;
  /** When the process was started, in the system's own unit: a number that was given out again is told by it. */
  readonly started?: string;
  /** What it calls itself: `atlink up`. */
  readonly program: string;
  /** When it took the lease: ISO 8601. */
  readonly since: string;
  /** Tells this lease from all others. */
  readonly token: string;
}

/** The machine, and the PID namespace on Linux: a process id says nothing outside it. */
export function ownPlace(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** Field 22 of proc_pid_stat(5): clock ticks from boot to the start of the process. Undefined elsewhere than on Linux. */
export function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold blanks and brackets of its own.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // It is there, and another user's.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a holder is gone for certain. Of another machine or container nothing is known: then it counts as alive. */
export function isGone({ pid, place, started }: Holder): boolean {
  if (place !== ownPlace()) return false;
  if (!isRunning(pid)) return true;
  const now = startOf(pid);
  return started !== undefined && now !== undefined && now !== started;
}

const isHolder = (value: unknown): value is Holder => {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, place, program, since, token } = value as Partial<Record<keyof Holder, unknown>>;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    [place, program, since, token].every((each) => typeof each === 'string')
  );
};

/** What stands in a lease's file; undefined when that is nothing, or nothing of ours. */
export function readHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What this program is called. */
const programName = (argv: readonly string[] = process.argv): string => programOf(argv);

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);

/** A holder in words: `atlink up (process 4711), since 2026-03-01 14:03:22`. */
export function describeHolder({ pid, place, program, since }: Holder): string {
  const process = pid === globalThis.process.pid && place === ownPlace() ? 'this very process' : `process ${pid}`;
  const where = place === ownPlace() ? '' : ` on ${printable(place)}`;
  const date = new Date(since);
  const when = Number.isNaN(date.getTime()) ? printable(since) : date.toISOString().slice(0, 19).replace('T', ' ');
  return `${printable(program)} (${process}${where}), since ${when} UTC`;
}

/** This process, taking something now. @param date of now */
export function ownHolder(date: Date, program = programName()): Holder {
  const started = startOf(process.pid);
  return {
    pid: process.pid,
    place: ownPlace(),
    ...(started !== undefined && { started }),
    program,
    since: date.toISOString(),
    token: randomUUID(),
  };
}
