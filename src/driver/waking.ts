import { type AtChannel, AtError, attention, type Command, patternUrc, type Urc } from '../at/index.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { pause } from '../base/pause.ts';
import type { FamilyRecovery } from './recovery/family-recovery.ts';

/** What came of asking a module that may not be awake. */
export type WakingAnswer =
  | 'answered'
  /** It is there, and did not like the question: noise or half a command stood before it, or the line end was wrong. */
  | 'refused'
  /** It announced its boot meanwhile. */
  | 'announced'
  | 'silent';

/** A line behind which a module may be off, booting, asleep, or waiting for another line end. */
export interface WakingLine {
  readonly clock: Clock;
  /** How many rounds were made since the module was last there, this one included; from 1. */
  readonly round: number;
  /** The boot message or farewell that was heard last on this port. */
  readonly lastWords: string | undefined;
  /** What ends a command line; stays as it was left. */
  terminator: string;
  /** Asks once. After a silence the channel first gets back into step, by the line end that was set. */
  ask(command: Command<unknown>, timeoutMs: number): Promise<WakingAnswer>;
  /** Asks `AT` at once, in step or not: for a module of which not even the line end is known. */
  hail(timeoutMs: number): Promise<WakingAnswer>;
  /** Bytes as they are, for a module that is stuck in another mode (`+++`); never anything that a person chose. */
  nudge(bytes: Uint8Array): Promise<void>;
  /** Listens until the end of the round. */
  onUrc<Value>(urc: Urc<Value>, handle: (value: Value, line: string) => void): void;
  /** @throws the reason of `signal` */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** One round of waking a module, as its family does it: true when the module answers. */
export type Awaken = (line: WakingLine, signal: AbortSignal) => Promise<boolean>;

const probeMs = 400;

const roundsBetweenEscapes = 10;
const firstEscape = 3;

/** For modules that take one line end and are awake or not: asks once; now and then it leaves data mode first. */
export const awakenByProbe =
  (probe: Command<unknown>, { abort, escape: dataMode }: FamilyRecovery = {}): Awaken =>
  async (line, signal) => {
    // It may hold a prompt open, or have been left in data mode by a program that is no more.
    if (line.round > 1 && abort !== undefined) await line.nudge(abort);
    if (dataMode !== undefined && line.round % roundsBetweenEscapes === firstEscape) {
      await line.pause(dataMode.guardMs, signal);
      await line.nudge(dataMode.bytes);
      await line.pause(dataMode.guardMs, signal);
    }
    return (await line.ask(probe, probeMs)) === 'answered';
  };

/** Words of the module that were heard while it was being woken. */
export interface LastWords {
  text: string | undefined;
  /** Told when there are new ones. */
  heard: (() => void) | undefined;
}

export interface WakingContext {
  readonly channel: AtChannel;
  readonly clock: Clock;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly lastWords: LastWords;
  /** Called after each round in vain, with the milliseconds since the first one began; the next waits for it. */
  readonly inVain: (elapsedMs: number) => void | Promise<void>;
}

/**
 * Makes round after round until the module answers: its boot message may have been missed, so it is never waited for.
 * @throws what the family's procedure throws; the reason of `signal`
 */
export async function wake(context: WakingContext, awaken: Awaken, signal: AbortSignal): Promise<void> {
  const since = context.clock.now();
  for (let round = 1; ; round++) {
    const ending = new AbortController();
    try {
      if (await awaken(wakingLine(context, round, signal, ending.signal), signal)) return;
    } finally {
      ending.abort();
    }
    signal.throwIfAborted();
    await context.inVain(context.clock.now() - since);
  }
}

async function asked(
  { channel }: WakingContext,
  command: Command<unknown>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WakingAnswer> {
  try {
    await channel.run({ ...command, timeoutMs }, { signal });
    return 'answered';
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AtError)) throw thrown;
    if (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT') return 'refused';
    return thrown.code === 'AT_RESET' ? 'announced' : 'silent';
  }
}

const finalResult = patternUrc('final result code', /^(OK|ERROR|\+CM[ES] ERROR:.*)$/);

/** Past the channel's queue: that would first get into step with a module that may not be there. */
export function hailed(
  { channel, clock, lastWords, write }: Omit<WakingContext, 'inVain'>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WakingAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timers: Timer[] = [];
    const aborted = (): void => {
      end();
      reject(signal.reason);
    };
    const end = (): void => {
      for (const timer of timers) timer.cancel();
      signal.removeEventListener('abort', aborted);
      lastWords.heard = undefined;
      remove();
    };
    const answer = (what: WakingAnswer): void => {
      end();
      resolve(what);
    };
    const remove = channel.onUrc(finalResult, ([, code]) => answer(code === 'OK' ? 'answered' : 'refused'));
    lastWords.heard = () => answer('announced');
    timers.push(clock.after(timeoutMs, () => answer('silent')));
    signal.addEventListener('abort', aborted, { once: true });
    channel.transcript.add('>', attention.shown);
    // A pipe that fails says so by closing, which aborts.
    write(Buffer.from(attention.wire + channel.terminator, 'latin1')).catch(() => undefined);
  });
}

function wakingLine(context: WakingContext, round: number, signal: AbortSignal, over: AbortSignal): WakingLine {
  const { channel, clock, lastWords } = context;
  return {
    clock,
    round,
    get lastWords() {
      return lastWords.text;
    },
    get terminator() {
      return channel.terminator;
    },
    set terminator(terminator) {
      channel.terminator = terminator;
    },
    ask: (command, timeoutMs) => asked(context, command, timeoutMs, signal),
    hail: (timeoutMs) => hailed(context, timeoutMs, signal),
    nudge: (bytes) => context.write(bytes),
    onUrc: (urc, handle) => {
      const remove = channel.onUrc(urc, (value, line) => handle(value, line));
      over.addEventListener('abort', remove, { once: true });
    },
    pause: (ms, aborting) => pause(clock, ms, aborting),
  };
}
