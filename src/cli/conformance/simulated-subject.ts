import { InProcessPort, type SimulatedModule } from '../../../mocks/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { ConformanceLimits, ConformanceSubject, ModuleStart, SubjectModule } from '../../conformance/index.ts';
import type { ConnectivityImplementation } from '../../connectivity/index.ts';
import type { ModuleSetup } from '../../driver/index.ts';
import type { Port } from '../../transport/transport.ts';
import { type Direct, withDirectUse } from './direct-use.ts';
import { Interposer } from './interposer.ts';

/** A driver's simulated module, on the line and with somebody in between who can have it fail. */
export interface Bench<Simulated extends SimulatedModule> {
  readonly simulated: Simulated;
  readonly interposer: Interposer;
  readonly port: InProcessPort;
  /** The application sends a command line of its own. */
  readonly run: (commandLine: string) => Promise<void>;
}

/** What a family says of its subject. */
export interface SimulatedSubject<Context extends Direct, Simulated extends SimulatedModule> {
  readonly name: string;
  readonly limits: ConformanceLimits;
  readonly implementation: ConnectivityImplementation<Context, ModuleSetup>;
  readonly terminator: string;
  /** Checks that are left out, each with its reason. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** The driver's options: those with which it connects, those with which it cannot, those that lack something. */
  readonly options: Readonly<Record<ModuleStart['parameters'], Readonly<Record<string, unknown>>>>;
  readonly make: (clock: Clock, start: ModuleStart) => Simulated;
  /** What can be done to it, and what is true of it. */
  readonly acts: (bench: Bench<Simulated>) => Omit<SubjectModule<ModuleSetup>, 'setup'>;
}

/** Makes a subject of the conformance kit out of a driver and its simulated module. */
export function simulatedSubject<Context extends Direct, Simulated extends SimulatedModule>(
  subject: SimulatedSubject<Context, Simulated>,
): ConformanceSubject<never, never> {
  return {
    name: subject.name,
    limits: subject.limits,
    ...(subject.exceptions && { exceptions: subject.exceptions }),
    starts: { absent: true, wrong: true, missing: true },
    open: (clock) => {
      const { implementation, run } = withDirectUse(subject.implementation);
      const lines: Interposer[] = [];
      return {
        implementation: implementation as never,
        addModule: (start) => {
          const simulated = subject.make(clock, start);
          const interposer = new Interposer(simulated, clock, subject.terminator);
          lines.push(interposer);
          const port = new InProcessPort(interposer, { clock });
          if (start.present) simulated.powerOn();
          else port.unplug();
          const setup: ModuleSetup = { port: port as Port, options: subject.options[start.parameters] };
          const acts = subject.acts({ simulated, interposer, port, run: (commandLine) => run(setup, commandLine) });
          return { ...acts, setup: setup as never };
        },
        close: () => {
          for (const line of lines) line.close();
        },
      };
    },
  };
}
