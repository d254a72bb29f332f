import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../base/errors.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import { checks } from '../../rig/doctor/checks.ts';
import { type Examination, examine } from '../../rig/doctor/examine.ts';
import type { DoctorMachine } from '../../rig/doctor/machine.ts';
import type { LineObservation, Observations, PortObservation } from '../../rig/doctor/observations.ts';
import { foundAt, observePort } from '../../rig/doctor/observe-port.ts';
import type { Port } from '../../transport/transport.ts';
import { channelAsker } from './asker.ts';
import { ModuleSession } from './module-session.ts';
import { observeLine } from './observe-line.ts';
import { OpenLine } from './open-line.ts';
import { tryConnection } from './try-connection.ts';

/** A port that is to be examined. */
export interface PortSubject {
  /** What findings call it: the interface, or the port. */
  readonly name: string;
  /** Of a serial port of this machine; left out for what is reached otherwise. */
  readonly path?: string;
  readonly portAt: (baudRate: number) => Promise<Port>;
  /** At which it is opened; that of its board, or 115200, unless given. */
  readonly baudRate?: number;
  /** Options of the driver. */
  readonly options: Readonly<Record<string, string>>;
  readonly mayTurnRadioOn: boolean;
  /** Whether a connection is tried at the end. */
  readonly mayConnect: boolean;
}

export interface DoctorContext {
  readonly clock: Clock;
  readonly drivers: readonly Driver[];
  readonly machine: DoctorMachine;
  /** How long the registration is watched, and a connection awaited, in milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** What was found, and what could not be looked at. */
export interface ExaminedSubject extends Examination {
  readonly notes: readonly string[];
}

interface LineNeeds {
  readonly dtr?: 'assert' | 'clear';
  readonly settleMs?: number;
}

/** One examination under way; it releases the port whatever happens. */
class PortExamination {
  readonly notes: string[] = [];
  readonly #subject: PortSubject;
  readonly #context: DoctorContext;
  readonly #line: OpenLine;
  #session: ModuleSession | undefined;
  #needs: LineNeeds = {};
  #baudRate = 115_200;

  constructor(subject: PortSubject, context: DoctorContext) {
    this.#subject = subject;
    this.#context = context;
    this.#line = new OpenLine(context.clock, context.signal);
  }

  async port(): Promise<PortObservation> {
    const { baudRate, path } = this.#subject;
    const { machine } = this.#context;
    const board = path === undefined ? undefined : foundAt(await machine.found(), path)?.match?.board;
    this.#baudRate = baudRate ?? board?.baudRate ?? this.#baudRate;
    const { dtr, settleMs } = board ?? {};
    this.#needs = { ...(dtr !== undefined && { dtr }), ...(settleMs !== undefined && { settleMs }) };
    if (path !== undefined) return await observePort(machine, { path, open: () => this.#open() });
    const failed = await this.#open();
    return {
      path: this.#subject.name,
      isThere: failed?.code !== 'PORT_MISSING',
      access: { allowed: true },
      holders: [],
      isBusy: failed?.code === 'PORT_BUSY',
      ...(failed?.code === 'PORT_FAILED' && { failure: failed.message }),
      role: 'unknown',
      boardHasFlowControl: false,
    };
  }

  async line(): Promise<LineObservation> {
    const { drivers } = this.#context;
    const { observation, echoWasOn } = await observeLine(this.#line, this.#baudRate);
    this.#baudRate = observation.answeredAt ?? this.#baudRate;
    if (observation.answeredAt === undefined) return observation;
    const { clock, limitMs, signal } = this.#context;
    this.#session = new ModuleSession({
      asker: channelAsker(this.#line.channel(), signal),
      restorer: channelAsker(this.#line.channel(), new AbortController().signal),
      drivers,
      clock,
      limitMs,
      signal,
      mayTurnRadioOn: this.#subject.mayTurnRadioOn,
      hasPin: this.#subject.options.pin !== undefined,
      note: (text) => this.notes.push(text),
    });
    if (echoWasOn) this.#session.undoLater('ATE1');
    return observation;
  }

  get session(): ModuleSession | undefined {
    return this.#session;
  }

  /** The port is given back first: the driver opens it for itself. */
  async network({ module }: Observations) {
    const { clock, drivers, limitMs, signal } = this.#context;
    const driver = drivers.find(({ name }) => name === module?.driver);
    if (driver === undefined) return undefined;
    await this.end();
    const { name, options, portAt } = this.#subject;
    const port = await portAt(this.#baudRate);
    return await tryConnection({ name, driver, port, line: this.#needs, options, clock, limitMs, signal });
  }

  async end(): Promise<void> {
    await this.#session?.restore();
    this.#session = undefined;
    await this.#line.close();
  }

  async #open(): Promise<TransportError | undefined> {
    try {
      await this.#line.open(await this.#subject.portAt(this.#baudRate), this.#needs);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof TransportError) return thrown;
      throw thrown;
    }
  }
}

const isCellular = ({ module }: Observations): boolean => module?.technology === 'cellular';

/** Whether what was seen of the SIM and the radio lets a connection be tried. */
function mayGoOn({ module, sim }: Observations): boolean {
  return module?.technology === 'wifi' || sim?.state === 'READY';
}

/** Examines what is behind a port, from the port itself up to the connection. */
export async function examinePort(subject: PortSubject, context: DoctorContext): Promise<ExaminedSubject> {
  const examination = new PortExamination(subject, context);
  try {
    const result = await examine(
      subject.name,
      {
        port: () => examination.port(),
        line: () => examination.line(),
        module: async () => await examination.session?.module(),
        sim: async (seen) => (isCellular(seen) ? await examination.session?.sim() : undefined),
        radio: async (seen) => (isCellular(seen) && mayGoOn(seen) ? await examination.session?.radio() : undefined),
        ...(subject.mayConnect && {
          network: async (seen: Observations) => (mayGoOn(seen) ? await examination.network(seen) : undefined),
        }),
      },
      checks,
      context.signal,
    );
    return { ...result, notes: examination.notes };
  } finally {
    await examination.end();
  }
}
