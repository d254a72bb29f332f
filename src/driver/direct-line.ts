import { AtError, type LineObserver, payloadInTime, rawCommand } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';
import { UsageError } from '../base/errors.ts';
import type { AtFunction, AtOptions, ExclusiveOptions, ExclusiveWork, ObservedLine } from '../connectivity/index.ts';
import type { LineGate } from './line-gate.ts';
import type { ModuleLine } from './module-line.ts';

const defaultTimeoutMs = 180_000;
const longestHoldMs = 3_600_000;

/** A ready module's line, as the direct use of it needs it. */
export interface DirectPlace {
  /** The line of whoever holds it. */
  readonly line: ModuleLine;
  /** The same for everybody else. */
  readonly guarded: ModuleLine;
  readonly gate: LineGate;
  /** Until the module is lost. */
  readonly signal: AbortSignal;
  /** Tells the driver what is about to be sent. */
  readonly told: (command: string) => void;
}

/** Sends a command line of the application's own. */
export function sendDirectly({ told }: DirectPlace, line: ModuleLine, text: string, options: AtOptions = {}) {
  const { payload, signal, timeoutMs = defaultTimeoutMs } = options;
  const given =
    typeof payload === 'function' ? () => payloadInTime(payload(), line.clock, text, { signal, timeoutMs }) : payload;
  const command = rawCommand(text, timeoutMs, given);
  told(text);
  return line.run(command, signal);
}

/**
 * Does `work` while nobody else sends anything: the driver's own commands wait, and URCs are handled as ever. It ends
 * with the work, with the time, with `signal` or with the module, whichever is first.
 * @throws AtError `AT_TIMEOUT` when the time is over; what `work` throws; the reason of the signal
 */
export async function useExclusively<Result>(
  place: DirectPlace,
  clock: Clock,
  work: ExclusiveWork<Result>,
  { limitMs, signal }: ExclusiveOptions,
): Promise<Result> {
  if (!(limitMs > 0 && limitMs <= longestHoldMs)) {
    throw new UsageError(`${limitMs} ms is no time to use a line exclusively`, {
      hint: 'More than 0, at most an hour.',
    });
  }
  const over = new AbortController();
  const ended = AbortSignal.any([over.signal, place.signal, ...(signal === undefined ? [] : [signal])]);
  const release = await place.gate.hold(ended);
  const late = clock.after(limitMs, () =>
    over.abort(new AtError('AT_TIMEOUT', `the exclusive use of the line was over after ${limitMs} ms`)),
  );
  const at: AtFunction = (text, options = {}) => {
    if (ended.aborted) return Promise.reject(ended.reason);
    const either = options.signal === undefined ? ended : AbortSignal.any([options.signal, ended]);
    return sendDirectly(place, place.line, text, { ...options, signal: either });
  };
  try {
    return await Promise.race([work(at, ended), rejection(ended)]);
  } finally {
    late.cancel();
    // Whatever the work still tries is refused.
    over.abort(new UsageError('the exclusive use of the line is over', {}, 'CLOSED'));
    release();
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const directions = { '>': 'out', '<': 'in', '!': 'note' } as const;

/** Who looks on. */
export class LineObservers implements LineObserver {
  readonly #observers = new Set<(line: ObservedLine) => void>();

  add(observer: (line: ObservedLine) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  get isLooking(): boolean {
    return this.#observers.size > 0;
  }

  readonly tell: LineObserver['tell'] = (direction, text, atMs) => {
    for (const observer of this.#observers) observer({ direction: directions[direction], text, atMs });
  };
}
