import { drivers } from '../../../drivers/index.ts';
import { InProcessPort, type InProcessPortOptions, type SimulatedModule, VirtualClock } from '../../../mocks/index.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import type { FoundPort } from '../../rig/discover.ts';
import type { DoctorMachine } from '../../rig/doctor/machine.ts';
import type { Port } from '../../transport/transport.ts';
import { type ExaminedSubject, examinePort, type PortSubject } from './examine-port.ts';

/** A machine on which nothing is wrong. */
export const goodMachine: DoctorMachine = {
  found: async () => [],
  portless: async () => [],
  exists: async () => true,
  access: async () => ({ allowed: true }),
  holders: async () => [],
  latencyMs: () => undefined,
};

/** A port as discovery finds it. */
export function foundPort(path: string, more: Partial<FoundPort> = {}): FoundPort {
  return { path, role: 'unknown', access: { allowed: true }, holders: [], heldByModemManager: false, ...more };
}

export interface ExaminationSetUp {
  readonly machine?: Partial<DoctorMachine>;
  readonly subject?: Partial<PortSubject>;
  readonly line?: InProcessPortOptions;
  /** Between the doctor and the module. */
  readonly around?: (port: Port) => Port;
  readonly limitMs?: number;
  /** When the user has enough, counted from the beginning. */
  readonly abortAfterMs?: number;
  /** How long the module has run before. */
  readonly warmUpMs?: number;
}

/** Lets virtual time pass until `work` is done. */
export async function inVirtualTime<Result>(clock: VirtualClock, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  await clock.until(() => isDone, 1_200_000);
  return await done;
}

/** Examines a simulated module at once, in virtual time. */
export async function examined(
  make: (clock: VirtualClock) => SimulatedModule,
  setUp: ExaminationSetUp = {},
): Promise<ExaminedSubject> {
  const { around = (port) => port, limitMs = 60_000, line = {}, machine, subject, warmUpMs = 20_000 } = setUp;
  const clock = new VirtualClock();
  const module = make(clock);
  module.powerOn();
  await clock.advance(warmUpMs);
  const port = around(new InProcessPort(module, { clock, ...line }));
  const ending = new AbortController();
  if (setUp.abortAfterMs !== undefined) clock.after(setUp.abortAfterMs, () => ending.abort(new Error('stopped')));
  const work = examinePort(
    {
      name: 'lte0',
      path: '/dev/ttyUSB2',
      portAt: async (baudRate) => ({
        name: port.name,
        open: async (handlers, options) => {
          const transport = await port.open(handlers, options);
          await transport.setBaudRate?.(baudRate);
          return transport;
        },
      }),
      options: {},
      mayTurnRadioOn: true,
      mayConnect: false,
      ...subject,
    },
    {
      clock,
      drivers: drivers as readonly Driver[],
      machine: { ...goodMachine, ...machine },
      limitMs,
      signal: ending.signal,
    },
  );
  try {
    return await inVirtualTime(clock, work);
  } finally {
    module.close();
  }
}

/** The codes of what was found. */
export const codesOf = ({ findings }: ExaminedSubject): readonly string[] => findings.map(({ code }) => code);
