import type { Command } from '../../../src/at/index.ts';
import type { SocketError } from '../../../src/driver/index.ts';
import { type Call, socketError } from './failure.ts';
import type { Stack } from './stack.ts';

/** A command whose answer comes later, in lines of its own, and is over when somebody says so. */
export class Question {
  readonly #stack: Stack;
  readonly #call: Call;
  readonly #withinMs: number;
  readonly #over: Promise<void>;
  #settle: (failure?: SocketError) => void = () => undefined;

  /** @param withinMs how long the module may take after its `OK` */
  constructor(stack: Stack, call: Call, withinMs: number) {
    this.#stack = stack;
    this.#call = call;
    this.#withinMs = withinMs;
    this.#over = new Promise((resolve, reject) => {
      this.#settle = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    this.#over.catch(() => undefined);
  }

  /** @throws SocketError */
  async ask(command: Command): Promise<void> {
    const { board, line } = this.#stack;
    const unwatch = board.onGone((reason) => this.#settle(reason(this.#call)));
    const late = `the module did not answer within ${this.#withinMs / 1000} s`;
    const timer = line.line.clock.after(this.#withinMs, () => {
      this.#settle(socketError('ETIMEDOUT', this.#call, late));
    });
    try {
      await line.run(command, this.#call, { refused: 'ENETDOWN' });
      await this.#over;
    } finally {
      timer.cancel();
      unwatch();
    }
  }

  done(): void {
    this.#settle();
  }

  fail(reason: SocketError): void {
    this.#settle(reason);
  }
}
