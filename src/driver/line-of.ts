import { type AtChannel, AtError, type Command, type DataModeRequest, type Urc, type UrcHandler } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';
import { pause } from '../base/pause.ts';
import type { ModuleLine } from './module-line.ts';

/** Counts commands in a row that were not answered. */
export class TimeoutCount {
  readonly #limit: number;
  readonly #reached: (text: string) => void;
  #count = 0;

  /** @param reached told when so many were not answered, and none was meanwhile */
  constructor(limit: number, reached: (text: string) => void) {
    this.#limit = limit;
    this.#reached = reached;
  }

  async watch<Result>(command: Command<Result>, running: Promise<Result>): Promise<Result> {
    try {
      const result = await running;
      this.#count = 0;
      return result;
    } catch (thrown) {
      if (!(thrown instanceof AtError)) throw thrown;
      if (thrown.code !== 'AT_TIMEOUT')
        this.#count = thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT' ? 0 : this.#count;
      else if (++this.#count === this.#limit) {
        this.#reached(`${this.#limit} commands in a row were not answered, ${command.line.shown} last`);
      }
      throw thrown;
    }
  }
}

/**
 * A line that ends with `over`: its subscriptions are taken back, and nothing more is sent. What runs at that moment is
 * rejected by the channel, which was reset or closed by the same cause.
 *
 * @param whenOver keeps what is to be done at the end
 */
export function lineOf(
  channel: AtChannel,
  clock: Clock,
  over: AbortSignal,
  timeouts: TimeoutCount,
  whenOver: (end: () => void) => void,
): ModuleLine {
  const removals: (() => void)[] = [];
  whenOver(() => removals.forEach((remove) => void remove()));
  return {
    clock,
    run: <Result>(command: Command<Result>, signal?: AbortSignal) =>
      over.aborted
        ? Promise.reject(over.reason)
        : timeouts.watch(command, channel.run(command, signal === undefined ? {} : { signal })),
    enterDataMode: (request: DataModeRequest, signal?: AbortSignal) =>
      over.aborted
        ? Promise.reject(over.reason)
        : channel.enterDataMode(request, signal === undefined ? {} : { signal }),
    onUrc: <Value>(urc: Urc<Value>, handle: UrcHandler<Value>) => {
      if (!over.aborted) removals.push(channel.onUrc(urc, handle));
    },
    pause: (ms, signal) => pause(clock, ms, signal),
  };
}
