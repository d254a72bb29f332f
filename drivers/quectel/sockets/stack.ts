import { isIP } from 'node:net';
import { type NumberLease, NumberPool, type ReadyModule, type SocketAddress } from '../../../src/driver/index.ts';
import { ownContext } from '../bearer.ts';
import { bearerTalkOf } from '../bearer-talk.ts';
import type { QuectelDialect } from '../models.table.ts';
import type { QuectelOptions } from '../options.ts';
import { readActiveContexts } from '../packet-data.ts';
import type { Call } from './failure.ts';
import { NoticeBoard } from './notice-board.ts';
import type { ServiceCommands } from './service-commands.ts';
import { StackLine } from './stack-line.ts';

/** How many connections there may be at once: 0 to 11. */
export const socketCount = 12;

const longestRestMs = 30_000;
const closing: Call = { syscall: 'close' };

/** The TCP/IP stack of one module, for one of its lives: what all its sockets share. */
export class Stack {
  readonly line: StackLine;
  readonly life: AbortSignal;
  readonly board: NoticeBoard;
  readonly numbers: NumberPool;
  /** How long the module may wait for a peer that is there when a connection is closed, in seconds. */
  readonly closeS: number;
  /** Whether the firmware may compare the name of a certificate. */
  readonly checksNames: boolean;
  readonly notice: (text: string) => void;
  /** An error of a connection says that the bearer may be gone: it is looked at. */
  readonly doubtBearer: () => void;

  constructor(module: ReadyModule<QuectelOptions, QuectelDialect>, life: AbortSignal) {
    const { dialect, line, memory, reports } = module;
    this.closeS = dialect.closeS;
    this.checksNames = dialect.checksNames;
    this.notice = (value) => reports.fact({ name: 'notice', value });
    this.doubtBearer = () => bearerTalkOf(line).doubt();
    this.line = new StackLine(line, life, memory, this.doubtBearer);
    this.life = life;
    this.numbers = new NumberPool(socketCount, line.clock);
    this.board = new NoticeBoard(line, life, () =>
      this.notice(`a connection to a listening socket was turned away: all ${socketCount} sockets are in use`),
    );
  }

  /**
   * Closes a connection and gives its number back. A number whose close fails stays taken: it is tried again, with
   * growing rests, until the module has freed it or is lost. Never rejects.
   *
   * @param timeoutS how long the module may wait for the peer, with its port blocked
   * @param first done before it is closed
   */
  release(lease: NumberLease, commands: ServiceCommands, timeoutS: number, first?: () => Promise<void>): Promise<void> {
    return this.numbers.release(lease, async () => {
      await first?.();
      await this.#close(lease.number, commands, timeoutS);
    });
  }

  /** The address of the bearer that goes with a remote address; undefined while there is none. */
  async localAddress(remote: string, port: number): Promise<SocketAddress | undefined> {
    const family = isIP(remote) === 6 ? 6 : 4;
    const active = await this.line.ask(readActiveContexts, { syscall: 'connect' });
    const addresses = active?.find(({ id }) => id === ownContext)?.addresses ?? [];
    const address = addresses.find((each) => isIP(each) === family);
    return address === undefined ? undefined : { address, port, family };
  }

  async #close(id: number, commands: ServiceCommands, timeoutS: number): Promise<void> {
    let patienceS = timeoutS;
    for (let restMs = 1000; !this.life.aborted; restMs = Math.min(2 * restMs, longestRestMs)) {
      if (await this.#closedOnce(id, commands, patienceS).catch(() => false)) return;
      patienceS = 0;
      await this.line.line.pause(restMs, this.life).catch(() => undefined);
    }
  }

  /** A refusal may say that there was nothing to close: only the list tells. */
  async #closedOnce(id: number, commands: ServiceCommands, timeoutS: number): Promise<boolean> {
    try {
      await this.line.run(commands.close(id, timeoutS), closing);
      return true;
    } catch {
      const states = await this.line.ask(commands.states(id), closing);
      return states !== undefined && !states.some((state) => state.id === id);
    }
  }
}
