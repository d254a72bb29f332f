import type { Command, DataModeEscape, DataModeHandlers } from '../../../src/at/index.ts';
import { type ModuleLine, SocketError } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import { readIsActive } from '../packet-data.ts';
import { inDebt } from './debt.ts';
import { directUses } from './direct-use.ts';
import { asSocketFailure, errnoFailure, type SocketPlace, socketFailure } from './failure.ts';
import { Lane } from './lane.ts';
import type { SocketKind, StackCommands } from './stack-commands.ts';

/** As many as the modem has; one more may be in use by the firmware itself. */
const mostSockets = 8;

/** A socket that was opened. Its number may be another's once it is closed, so that the number alone says nothing. */
export interface OpenSocket {
  readonly handle: number;
}

/** Longer than the module waits before it sends what it has: 32 ms, or 187 ms where its buffers are larger. */
const pausedEscape: DataModeEscape = {
  bytes: '+++',
  guardBeforeMs: 400,
  guardAfterMs: 0,
  answer: { text: '\r\n#XDATAMODE: ', toLineEnd: true },
};

/** In this data mode nothing is received. */
const deaf: DataModeHandlers = { onBytes: () => undefined, onEnd: () => undefined };

/**
 * The socket commands of one module, one after another, each to its socket, and which sockets there are.
 */
export class SocketStack {
  readonly line: ModuleLine;
  readonly commands: StackCommands;
  readonly #lane = new Lane();
  readonly #memory: Map<string, unknown>;
  readonly #open = new Map<number, OpenSocket>();
  /** Given up, and not known to be closed: their numbers would be lost. */
  readonly #doomed = new Set<number>();
  /** One may have been opened of which nobody was told. */
  #mayBeMore = false;
  #selected: number | undefined;
  #directUsesSeen = 0;

  /** @param memory of the module, over its lives */
  constructor(line: ModuleLine, commands: StackCommands, memory: Map<string, unknown>) {
    this.line = line;
    this.commands = commands;
    this.#memory = memory;
  }

  /** How many are open. */
  get count(): number {
    return this.#open.size;
  }

  /** Something that no other command may come into. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#lane.run(work);
  }

  /** Closes what another program, or an earlier life of this one, left open. */
  closeStale(): Promise<void> {
    return this.alone(async () => {
      for (const command of this.commands.watch([])) await this.line.run(command).catch(() => undefined);
      const stale = await this.line.run(this.commands.list).catch(() => []);
      for (const handle of stale) this.#doomed.add(handle);
      await this.#closeDoomed();
    });
  }

  /** @throws SocketError `EMFILE` when there are no more */
  open(kind: SocketKind, place: SocketPlace): Promise<OpenSocket> {
    return this.alone(async () => {
      await this.#closeDoomed();
      if (this.#open.size >= mostSockets) throw this.#full(place);
      let handle = await this.#openOne(kind, place);
      // None is left, or so it seems: it may be that one is open which nobody knows of.
      if (handle === undefined && (await this.#foundMore())) handle = await this.#openOne(kind, place);
      if (handle === undefined) throw await this.#notOpened(place);
      if (handle < 0) throw errnoFailure(handle, place);
      // A number that is in use already was misread, or that of the one before is free again.
      if (this.#open.has(handle)) this.#mayBeMore = true;
      this.#selected = handle;
      return this.#enter(handle);
    });
  }

  /** One that a listening socket brought forth. */
  adopt(handle: number): OpenSocket {
    this.#selected = undefined;
    return this.#enter(handle);
  }

  /** Whether a handle is a socket of its own: one that was accepted may not be. */
  isSelectable(handle: number): Promise<boolean> {
    const { select } = this.commands;
    if (select === undefined) return Promise.resolve(true);
    return this.alone(async () => {
      this.#selected = undefined;
      return await this.line.run(select(handle)).then(
        () => true,
        () => false,
      );
    });
  }

  /** A command to one socket. @throws SocketError; AtError when it was refused */
  ask<Result>(socket: OpenSocket, command: Command<Result>, place: SocketPlace): Promise<Result> {
    return this.alone(async () => {
      try {
        await this.#turnTo(socket, place);
        return await inDebt(this.#memory, command, (owing) => this.line.run(owing));
      } catch (thrown) {
        throw isRefusal(thrown) ? thrown : asSocketFailure(thrown, place);
      }
    });
  }

  /**
   * Sends bytes in a data mode that a pause ends, and not what is behind the last of them. For that long the line takes
   * no commands. @throws SocketError; AtError when it was refused
   */
  hold(socket: OpenSocket, command: Command, bytes: Uint8Array, place: SocketPlace): Promise<void> {
    return this.alone(async () => {
      try {
        await this.#turnTo(socket, place);
        const mode = await this.line.enterDataMode({ command, escape: pausedEscape, handlers: deaf });
        await mode.write(bytes);
        const [, errno] = /#XDATAMODE: (-?\d+)/.exec((await mode.leave()) ?? '') ?? [];
        if (errno !== undefined && Number(errno) < 0) throw errnoFailure(Number(errno), place);
      } catch (thrown) {
        throw isRefusal(thrown) ? thrown : asSocketFailure(thrown, place);
      }
    });
  }

  /** Closes one and frees its number; never rejects. */
  async free(socket: OpenSocket): Promise<void> {
    await this.alone(async () => {
      const { handle } = socket;
      if (this.#open.get(handle) !== socket) return;
      this.#open.delete(handle);
      this.#doomed.add(handle);
      await this.#closeDoomed();
    });
  }

  /** Whether the default bearer is active; it counts as such when that cannot be told. */
  async hasBearer(): Promise<boolean> {
    return await this.line.run(readIsActive).catch(() => true);
  }

  /** Why a socket that was refused something does not work. The firmware gives no reason. */
  async whyDead(place: SocketPlace, cause?: unknown): Promise<SocketError> {
    if (cause instanceof SocketError) return cause;
    if (!(await this.hasBearer())) {
      return socketFailure('ENETDOWN', 'the connection to the network is gone', place, { cause });
    }
    return socketFailure('ECONNRESET', 'the module gives no reason; the network is there', place, { cause });
  }

  async #openOne(kind: SocketKind, place: SocketPlace): Promise<number | undefined> {
    // The last one that was opened is selected, and none is known to be when that failed.
    this.#selected = undefined;
    try {
      return await this.line.run(this.commands.open(kind));
    } catch (thrown) {
      if (!isRefusal(thrown)) this.#mayBeMore = true;
      throw asSocketFailure(thrown, place);
    }
  }

  /** Closes what the module has open and nobody knows of. @returns whether there was any */
  async #foundMore(): Promise<boolean> {
    this.#mayBeMore = true;
    await this.#compare();
    if (this.#doomed.size === 0) return false;
    for (const handle of [...this.#doomed]) await this.#closeOne(handle);
    return true;
  }

  #enter(handle: number): OpenSocket {
    const socket: OpenSocket = { handle };
    this.#open.set(handle, socket);
    return socket;
  }

  async #turnTo(socket: OpenSocket, place: SocketPlace): Promise<void> {
    // What was asked of one that has been closed meanwhile would go to the next that has its number.
    if (this.#open.get(socket.handle) !== socket) throw socketFailure('ECONNABORTED', 'the socket was closed', place);
    await this.#select(socket.handle);
  }

  async #select(handle: number): Promise<void> {
    const { select } = this.commands;
    if (select === undefined) return;
    // The application may have selected another.
    const uses = directUses(this.#memory);
    if (uses !== this.#directUsesSeen) this.#selected = undefined;
    this.#directUsesSeen = uses;
    if (this.#selected === handle) return;
    this.#selected = undefined;
    await this.line.run(select(handle));
    this.#selected = handle;
  }

  async #closeDoomed(): Promise<void> {
    let isDoubtful = this.#mayBeMore;
    for (const handle of [...this.#doomed]) isDoubtful = (await this.#closeOne(handle)) === 'refused' || isDoubtful;
    if (!isDoubtful) return;
    await this.#compare();
    for (const handle of [...this.#doomed]) await this.#closeOne(handle);
  }

  /** Closes one; `refused` may mean that it is not there any more, or that the command was spoiled on its way. */
  async #closeOne(handle: number): Promise<'closed' | 'refused' | 'unknown'> {
    try {
      await this.#select(handle);
      // Afterwards another one is selected, by a rule that is not known here.
      this.#selected = undefined;
      const { unwatch, close } = this.commands;
      if (unwatch !== undefined) await this.line.run(unwatch(handle)).catch(() => undefined);
      if (!(await this.line.run(close(handle)))) return 'refused';
      this.#doomed.delete(handle);
      return 'closed';
    } catch (thrown) {
      return isRefusal(thrown) ? 'refused' : 'unknown';
    }
  }

  /** Compares what is to be closed with what the module has: its own list counts. */
  async #compare(): Promise<void> {
    const listed = await this.line.run(this.commands.list).catch(() => undefined);
    if (listed === undefined) return;
    this.#mayBeMore = false;
    for (const handle of [...this.#doomed]) if (!listed.includes(handle)) this.#doomed.delete(handle);
    // Unless the application has opened some by its own commands, what is not known here is nobody's.
    if (directUses(this.#memory) > 0) return;
    for (const handle of listed) if (!this.#open.has(handle)) this.#doomed.add(handle);
  }

  async #notOpened(place: SocketPlace): Promise<SocketError> {
    if (!(await this.hasBearer())) return socketFailure('ENETDOWN', 'there is no connection to the network', place);
    if (this.#open.size > 0) return this.#full(place);
    return socketFailure('ECONNABORTED', 'the module opens no socket, and gives no reason', place);
  }

  #full(place: SocketPlace): SocketError {
    return socketFailure('EMFILE', `the module has no more than the ${this.#open.size} sockets that are open`, place, {
      hint: 'Close one first.',
    });
  }
}
