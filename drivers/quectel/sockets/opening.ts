import type { Command } from '../../../src/at/index.ts';
import type { NumberLease, SocketErrorCode } from '../../../src/driver/index.ts';
import { type Call, StackFailure, socketError } from './failure.ts';
import type { ServiceCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { connectFailed } from './stack-errors.table.ts';

// The manual: up to 150 s from OK to the result, and then the connection is to be closed.
const openingMs = 155_000;
const restMs = 1000;
const attempts = 5;

// A refusal comes within a round trip, on NB-IoT some 10 s; a module that gives its attempts up takes longer.
const refusalMs = 20_000;
/** One error for both: somebody said no, or nobody said anything. */
export const connectCode = (error: number, elapsedMs: number): SocketErrorCode | undefined =>
  error === connectFailed && elapsedMs >= refusalMs ? 'ETIMEDOUT' : undefined;

export interface OpeningPlan {
  readonly call: Call;
  readonly commands: ServiceCommands;
  readonly command: (id: number) => Command;
  /** What another number than those of the table means. */
  readonly codeOf?: (error: number, elapsedMs: number) => SocketErrorCode | undefined;
}

/**
 * Opens a connection and resolves with its number when it is open. What fails is closed again before its number is given
 * to anybody else: the module keeps it taken. A module that is busy is asked again a second later.
 *
 * @throws SocketError, the reason of `signal`
 */
export async function openNumber(stack: Stack, plan: OpeningPlan, signal: AbortSignal): Promise<NumberLease> {
  for (let attempt = 1; ; attempt++) {
    const lease = await stack.numbers.take(signal);
    try {
      await openOnce(stack, plan, lease.number, signal);
      return lease;
    } catch (thrown) {
      void stack.release(lease, plan.commands, 0);
      const remedy = thrown instanceof StackFailure ? thrown.remedy : undefined;
      if (attempt === attempts || (remedy !== 'again' && remedy !== 'close')) throw thrown;
      if (remedy === 'again') await stack.line.line.pause(restMs, signal);
    }
  }
}

async function openOnce(stack: Stack, plan: OpeningPlan, id: number, signal: AbortSignal): Promise<void> {
  const { call, codeOf, command } = plan;
  const { clock } = stack.line.line;
  const begunAt = clock.now();
  const outcome = new Outcome(stack, plan, id, signal);
  try {
    await stack.line.run(command(id), call, { signal, refused: 'ENETDOWN' });
    const error = await outcome.result;
    if (error === 0) return;
    const failure = new StackFailure(error, call, { code: codeOf?.(error, clock.now() - begunAt) });
    if (failure.remedy === 'bearer') stack.doubtBearer();
    throw failure;
  } finally {
    outcome.forget();
  }
}

/** What the module says of the opening: before its `OK`, right behind it, or minutes later. */
class Outcome {
  /** 0, or the number of an error. */
  readonly result: Promise<number>;
  forget: () => void = () => undefined;

  constructor(stack: Stack, { call, commands }: OpeningPlan, id: number, signal: AbortSignal) {
    this.result = new Promise((resolve, reject) => {
      const fail = (reason: unknown): void => {
        this.forget();
        reject(reason);
      };
      const aborted = (): void => fail(signal.reason);
      const unhear = stack.board.hearOpening(commands.service, id, {
        opened: (error) => {
          this.forget();
          resolve(error);
        },
        gone: (reason) => fail(reason(call)),
      });
      const timer = stack.line.line.clock.after(openingMs, () =>
        fail(socketError('ETIMEDOUT', call, `the module did not say within ${openingMs / 1000} s how it went`)),
      );
      signal.addEventListener('abort', aborted, { once: true });
      this.forget = () => {
        timer.cancel();
        unhear();
        signal.removeEventListener('abort', aborted);
      };
    });
    // Nobody waits for it when the command was refused.
    this.result.catch(() => undefined);
  }
}
