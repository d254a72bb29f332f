import { command, exec, fixedUrc, order, ping, set } from '../../at/index.ts';
import { TransportError } from '../../base/errors.ts';
import { silentLog } from '../../base/log.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import type { CloseReason, ControlLines, Port, Transport, TransportHandlers } from '../../transport/transport.ts';
import { ModuleSession } from '../session.ts';
import type { SessionOptions } from '../session-options.ts';
import type { SessionPlan } from '../session-plan.ts';
import { AttemptsFile } from './attempts-file.ts';
import type { FamilyRecovery, RescueHooks } from './family-recovery.ts';

/** A module that does as it is told by a test, and its line. */
class RescuePort implements Port {
  readonly name = 'the port';
  readonly baudRate = 115_200;
  /** What was written, line by line. */
  readonly received: string[] = [];
  /** Answers a line; undefined is silence. */
  answer: (line: string) => string | undefined = () => 'OK';
  /** The speed that the module talks at. */
  moduleBaudRate = 115_200;
  isPlugged = true;
  /** Calls that never come back. */
  hangs: { open?: true; close?: true; write?: true } = {};
  opened = 0;
  closed = 0;
  controlLines: ControlLines | undefined;
  #handlers: TransportHandlers | undefined;
  #hostBaudRate = 115_200;
  #rest = '';

  async open(handlers: TransportHandlers): Promise<Transport> {
    this.opened++;
    if (this.hangs.open) return await new Promise(() => undefined);
    if (!this.isPlugged) throw new TransportError('PORT_MISSING', 'the port is not there');
    this.#handlers = handlers;
    this.#hostBaudRate = this.baudRate;
    const over = (reason: CloseReason): void => {
      if (this.#handlers === handlers) this.#handlers = undefined;
      handlers.onClosed(reason);
    };
    return {
      name: this.name,
      ...(this.controlLines && { controlLines: this.controlLines }),
      write: async (bytes) => (this.hangs.write ? await new Promise(() => undefined) : this.#take(bytes)),
      close: async () => {
        this.closed++;
        if (this.hangs.close) await new Promise(() => undefined);
        over({ kind: 'closed' });
      },
      setBaudRate: async (baudRate) => {
        this.#hostBaudRate = baudRate;
      },
    };
  }

  say(text: string): void {
    const handlers = this.#handlers;
    if (this.#hostBaudRate === this.moduleBaudRate) {
      queueMicrotask(() => handlers?.onBytes(Buffer.from(`\r\n${text}\r\n`, 'latin1')));
    }
  }

  talkAt(baudRate: number): void {
    this.moduleBaudRate = baudRate;
  }

  /** It answers everything again. */
  revive(): void {
    this.answer = () => 'OK';
  }

  plug(): void {
    this.isPlugged = true;
  }

  unplug(): void {
    this.isPlugged = false;
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.onClosed({ kind: 'lost', error: new TransportError('PORT_LOST', 'unplugged') });
  }

  #take(bytes: Uint8Array): void {
    if (this.#hostBaudRate !== this.moduleBaudRate) return;
    const lines = (this.#rest + Buffer.from(bytes).toString('latin1')).split('\r');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.received.push(line);
      const answer = this.answer(line);
      if (answer !== undefined) this.say(answer);
    }
  }
}

const softly = order(exec('+SOFT'), 2000);

/** A family with all there is. */
export const wholeFamily: FamilyRecovery = {
  baudRates: [115_200, 9600],
  setBaudRate: (baudRate) => order(set('+IPR', baudRate), 2000),
  softReset: [softly],
  beforeCut: [order(exec('+OFF'), 2000)],
};

export interface RescueBenchOptions extends RescueHooks {
  readonly recovery?: FamilyRecovery;
  readonly attempts?: AttemptsFile;
  readonly resetLines?: () => Promise<void>;
  readonly clock?: VirtualClock;
  readonly plan?: Partial<SessionPlan>;
  readonly verify?: SessionOptions['verify'];
}

/** A session with a module that is told what to do. */
export function rescueBench(options: RescueBenchOptions = {}) {
  const clock = options.clock ?? new VirtualClock();
  const port = new RescuePort();
  const plan: SessionPlan = {
    terminator: '\r',
    probe: ping(1000),
    boot: { announces: [fixedUrc('RDY')], follows: [], farewells: [] },
    preamble: [],
    identify: async (line, signal) => {
      const id = await line.run(
        command({ line: exec('+ID'), timeoutMs: 1000, bareLines: 1, result: () => '490154203237518' }),
        signal,
      );
      return { id };
    },
    startup: () => [{ command: order(exec('+START'), 1000) }],
    recovery: options.recovery ?? wholeFamily,
    ...options.plan,
  };
  const facts: string[] = [];
  const notices: string[] = [];
  const fatal: string[] = [];
  const states: string[] = [];
  const session = new ModuleSession({
    plan,
    port,
    clock,
    log: silentLog,
    rescue: {
      ...(options.power && { power: options.power }),
      ...(options.usbReset && { usbReset: options.usbReset }),
      ...(options.resetLines && { resetLines: options.resetLines }),
    },
    attempts: options.attempts ?? new AttemptsFile(undefined, () => undefined),
    ...(options.verify && { verify: options.verify }),
    reports: {
      state: (state) => states.push(state),
      ready: (line) => {
        current.line = line;
      },
      lost: () => undefined,
      fatal: (reason) => fatal.push(reason),
      fact: ({ name, value }) => (name === 'recovery' ? facts : notices).push(value),
    },
  });
  const current: { line?: Parameters<SessionOptions['reports']['ready']>[0] } = {};
  const isReady = (): boolean => session.state === 'ready';
  return {
    clock,
    port,
    session,
    facts,
    notices,
    fatal,
    states,
    current,
    isReady,
    minutes: (count: number) => clock.advance(count * 60_000),
    close: async () => {
      let isClosed = false;
      void session.close().then(() => {
        isClosed = true;
      });
      await clock.until(() => isClosed, 60_000);
      return { isClosed, timers: clock.timerCount };
    },
  };
}

/** A module that was ready once. */
export async function ready(options: RescueBenchOptions = {}) {
  const bench = rescueBench(options);
  bench.session.open();
  await bench.clock.until(bench.isReady, 10_000);
  if (!bench.isReady()) throw new Error('the module did not become ready');
  return bench;
}

/** It falls silent while it is asked something. */
export async function fallSilent({ clock, current, port }: Awaited<ReturnType<typeof ready>>): Promise<void> {
  port.answer = () => undefined;
  current.line?.run(order(exec('+ASK'), 1000)).catch(() => undefined);
  await clock.advance(5000);
}
