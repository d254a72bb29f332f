import { stat } from 'node:fs/promises';
import type { Board } from '../../../boards/board.ts';
import { type Holder, holdersOf } from '../../transport/linux-holders.ts';
import { type PortAccess, portAccess } from '../access.ts';
import { discover, type FoundPort, findPortless, type PortlessDevice } from '../discover.ts';
import { latencyTimerMs } from './linux-latency-timer.ts';

/** What the doctor asks of the machine; a test puts in answers of its own. */
export interface DoctorMachine {
  found(): Promise<readonly FoundPort[]>;
  portless(): Promise<readonly PortlessDevice[]>;
  exists(path: string): Promise<boolean>;
  access(path: string): Promise<PortAccess>;
  holders(path: string): Promise<readonly Holder[]>;
  latencyMs(path: string): number | undefined;
}

/** This machine. The boards are asked for each time: a configuration may bring some of its own. */
export function thisMachine(boards: () => readonly Board[]): DoctorMachine {
  return {
    found: () => discover(boards()),
    portless: async () => await findPortless(boards(), await discover(boards())),
    exists: async (path) =>
      // Windows has no file for a port.
      process.platform === 'win32' ||
      (await stat(path).then(
        () => true,
        () => false,
      )),
    access: portAccess,
    holders: (path) => holdersOf(path),
    latencyMs: (path) => latencyTimerMs(path),
  };
}
