import { isIP } from 'node:net';
import type { SocketFamily } from '../../../src/driver/index.ts';
import { readAddress } from '../address.ts';
import { ownContext } from '../bearer.ts';
import { type Call, StackFailure, socketError } from './failure.ts';
import { checkedHost } from './host-name.ts';
import { Lane, orAbort } from './lane.ts';
import { type LookupLine, lookUp, lookupLine } from './lookup-commands.ts';
import { Question } from './question.ts';
import type { Stack } from './stack.ts';

// The manual: up to 60 s.
const lookupMs = 65_000;
const restMs = 1000;
const attempts = 5;

/** The module's resolver. It takes one name at a time; the others wait for their turn. */
export class Resolver {
  readonly #stack: Stack;
  readonly #lane = new Lane();
  #current: ((line: LookupLine) => void) | undefined;

  constructor(stack: Stack) {
    this.#stack = stack;
    stack.line.line.onUrc(lookupLine, (line) => this.#current?.(line));
  }

  /** @throws SocketError `ENOTFOUND` and others; the reason of `signal` */
  async resolve(
    host: string,
    family: SocketFamily | undefined,
    signal: AbortSignal,
  ): Promise<readonly [string, ...string[]]> {
    const call: Call = { syscall: 'getaddrinfo', address: host };
    const name = checkedHost(host, call);
    // The module answers even when nobody waits any more, and the next name has to wait for that.
    const found =
      isIP(name) === 0
        ? await orAbort(
            this.#lane.run(() => this.#ask(name, call, signal)),
            signal,
          )
        : [name];
    const [first, ...others] = found.filter((address) => family === undefined || isIP(address) === family);
    if (first === undefined) {
      const what = family === undefined ? 'address' : `IPv${family} address`;
      throw socketError('ENOTFOUND', call, `the name has no ${what}`);
    }
    return [first, ...others];
  }

  async #ask(name: string, call: Call, signal: AbortSignal): Promise<readonly string[]> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        return await this.#askOnce(name, call);
      } catch (thrown) {
        const isBusy = thrown instanceof StackFailure && thrown.remedy === 'again';
        if (!isBusy || attempt === attempts) throw thrown;
        await this.#stack.line.line.pause(restMs, signal);
      }
    }
  }

  async #askOnce(name: string, call: Call): Promise<readonly string[]> {
    const addresses: string[] = [];
    let wanted = Number.POSITIVE_INFINITY;
    const question = new Question(this.#stack, call, lookupMs);
    this.#current = (line) => {
      if (line.kind === 'error') return question.fail(new StackFailure(line.error, call));
      if (line.kind === 'header') wanted = line.count;
      else addresses.push(line.address);
      if (addresses.length >= wanted) question.done();
    };
    try {
      await question.ask(lookUp(ownContext, name));
    } finally {
      this.#current = undefined;
    }
    return addresses.map(readAddress).filter((address) => address !== undefined);
  }
}
