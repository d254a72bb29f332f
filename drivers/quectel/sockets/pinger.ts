import type { PingReply, PingRequest } from '../../../src/driver/index.ts';
import { ownContext } from '../bearer.ts';
import { type Call, StackFailure } from './failure.ts';
import { checkedHost } from './host-name.ts';
import { Lane, orAbort } from './lane.ts';
import { longestPingS, mostPings, type PingLine, pingLine, sendPings } from './lookup-commands.ts';
import { Question } from './question.ts';
import type { Stack } from './stack.ts';
import { timedOut } from './stack-errors.table.ts';

const slackMs = 5000;

/** Echo requests by the module's stack (`AT+QPING`): in batches of ten, one batch at a time. */
export class Pinger {
  readonly #stack: Stack;
  readonly #lane = new Lane();
  #current: ((line: PingLine) => void) | undefined;

  constructor(stack: Stack) {
    this.#stack = stack;
    stack.line.line.onUrc(pingLine, (line) => this.#current?.(line));
  }

  /** @throws SocketError; the reason of `signal`, and then no more batches go out */
  async ping(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void> {
    const call: Call = { syscall: 'ping', address: request.host };
    const host = checkedHost(request.host, call);
    const timeoutS = Math.min(longestPingS, Math.max(1, Math.ceil(request.timeoutMs / 1000)));
    const tell = (reply: PingReply): void => {
      if (!signal.aborted) each(reply);
    };
    for (let left = request.count; left > 0; left -= mostPings) {
      const count = Math.min(left, mostPings);
      const batch = this.#lane.run(async () => {
        signal.throwIfAborted();
        await this.#batch(host, count, timeoutS, call, tell);
      });
      await orAbort(batch, signal);
    }
  }

  async #batch(
    host: string,
    count: number,
    timeoutS: number,
    call: Call,
    each: (reply: PingReply) => void,
  ): Promise<void> {
    const question = new Question(this.#stack, call, timeoutS * count * 1000 + slackMs);
    this.#current = (line) => {
      if (line.kind === 'summary') return question.done();
      if (line.kind === 'reply') return each({ address: line.address, roundTripMs: line.roundTripMs });
      if (line.error === timedOut) return each({ address: undefined, roundTripMs: undefined });
      question.fail(new StackFailure(line.error, call));
    };
    try {
      await question.ask(sendPings(ownContext, host, timeoutS, count));
    } finally {
      this.#current = undefined;
    }
  }
}
