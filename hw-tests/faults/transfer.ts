import { once } from 'node:events';
import type { ModuleSocket } from '../../src/index.ts';
import { SeededStream, StreamCheck } from '../transfer/stream.ts';
import type { FaultKindRow } from './faults.table.ts';
import type { Rig } from './rig.ts';

export type Way = 'sending' | 'receiving';

const host = '192.0.2.10';
const ports = { sending: 9, receiving: 19, echo: 7 } as const;
// Still under way, at each model's pace, when the fault comes.
const streamBytes = { sending: 400_000, receiving: 150_000 } as const;
const echoBytes = 3000;
const awhileMin = 30;

/** A stream of bytes through the module's sockets while a fault strikes, and what came of it. */
export class Transfer {
  readonly #rig: Rig;
  readonly #way: Way;
  readonly #seed: number;
  readonly #check: StreamCheck;
  readonly #length: number;
  #socket: ModuleSocket | undefined;
  #connections = 0;
  #isClosed = false;
  #error: Error | undefined;

  constructor(rig: Rig, way: Way, seed: number) {
    this.#rig = rig;
    this.#way = way;
    this.#seed = seed;
    this.#length = streamBytes[way];
    this.#check = new StreamCheck(seed, this.#length);
    rig.network.serve(`${host}:${ports.sending}`, () => {
      this.#connections += 1;
      return { data: (bytes) => this.#check.take(bytes) };
    });
    rig.network.serve(`${host}:${ports.receiving}`, (peer) => {
      this.#connections += 1;
      const stream = new SeededStream(seed, this.#length);
      const push = (): void => {
        const piece = stream.next();
        if (piece === undefined) peer.end();
        else peer.send(piece, push);
      };
      push();
      return {};
    });
    rig.network.serve(`${host}:${ports.echo}`, 'echo');
  }

  /** Opens the socket; the bytes go from then on. */
  async begin(): Promise<void> {
    const rig = this.#rig;
    const socket = this.#open(ports[this.#way]);
    this.#socket = socket;
    socket.on('error', (error) => {
      this.#error = error;
    });
    socket.on('close', () => {
      this.#isClosed = true;
    });
    socket.on('data', (bytes: Uint8Array) => {
      if (this.#way === 'receiving') this.#check.take(bytes);
    });
    await rig.until(() => !socket.connecting, awhileMin, 'the socket was never open, without any fault');
    if (this.#error !== undefined) throw new Error(`no socket, without any fault: ${this.#error.message}`);
    if (this.#way === 'sending') void pour(new SeededStream(this.#seed, this.#length), socket);
    await rig.until(() => this.#check.received > 0, awhileMin, 'no byte ever arrived, without any fault');
  }

  /** How it ended, in a line. */
  get story(): string {
    const end = this.#isClosed ? (this.#error?.message ?? 'closed without an error') : 'still open';
    const wrong = this.#check.wrongAt === undefined ? '' : `, wrong at ${this.#check.wrongAt}`;
    return `${this.#way}: ${this.#check.received} of ${this.#length} bytes arrived${wrong}; ${end}`;
  }

  /**
   * Waits until the socket has ended, and judges what arrived.
   * @returns what is wrong with it and cannot be noticed by any driver
   * @throws Error for what is wrong and should not be
   */
  async judge({ spoils }: FaultKindRow): Promise<string | undefined> {
    await this.#rig.until(() => this.#isClosed, awhileMin, 'the socket neither went on nor ended after the fault');
    // What the peer was sent last is still under way.
    await this.#rig.clock.advance(1000);
    if (this.#connections !== 1) throw new Error(`${this.#connections} connections came to the server`);
    const wrong = this.#verdict();
    if (wrong === undefined) return undefined;
    const isExcused =
      this.#way === 'sending'
        ? spoils === 'bytes' || (spoils === 'rest' && this.#error !== undefined)
        : spoils === 'bytes' && this.#check.wrongAt !== undefined;
    if (!isExcused) throw new Error(wrong);
    return wrong;
  }

  /** A new socket carries bytes both ways, and every number of the module can be had again. */
  async checkAfterwards(): Promise<void> {
    const rig = this.#rig;
    await this.#echo();
    const { sockets } = rig.bound.context.sockets.limits;
    let [open, closed] = [0, 0];
    const errors: string[] = [];
    const all = Array.from({ length: sockets }, () => this.#open(ports.sending));
    for (const socket of all) {
      socket.on('connect', () => (open += 1));
      socket.on('error', (error) => errors.push(error.message));
      socket.on('close', () => (closed += 1));
    }
    await rig.until(() => open + closed >= sockets, awhileMin, `${open} of ${sockets} sockets opened after recovery`);
    for (const socket of all) socket.destroy();
    await rig.until(() => closed >= sockets, awhileMin, `${closed} of ${sockets} sockets closed after recovery`);
    if (errors.length > 0) throw new Error(`${open} of ${sockets} sockets could be had again: ${errors[0]}`);
  }

  stop(): void {
    this.#socket?.destroy();
  }

  #verdict(): string | undefined {
    const { received, wrongAt } = this.#check;
    if (wrongAt !== undefined) return `a byte that was not sent so arrived; ${this.story}`;
    if (this.#error === undefined && received < this.#length) return `it ended as if all had arrived; ${this.story}`;
    return undefined;
  }

  #open(port: number): ModuleSocket {
    return this.#rig.iface.connect({ host, port });
  }

  async #echo(): Promise<void> {
    const socket = this.#open(ports.echo);
    const check = new StreamCheck(this.#seed + 1, echoBytes);
    let [closed, failure] = [false, ''];
    socket.on('data', (bytes: Uint8Array) => check.take(bytes));
    socket.on('error', (error) => {
      failure = error.message;
    });
    socket.on('close', () => {
      closed = true;
    });
    void pour(new SeededStream(this.#seed + 1, echoBytes), socket);
    await this.#rig.until(() => closed, awhileMin, `a new socket: ${check.received} of ${echoBytes} bytes, and no end`);
    if (failure !== '') throw new Error(`a new socket failed: ${failure}`);
    if (check.wrongAt !== undefined || check.received !== echoBytes) {
      throw new Error(`a new socket: ${check.received} of ${echoBytes} bytes came back, wrong at ${check.wrongAt}`);
    }
  }
}

/** Writes it all; a socket that fails tells so by its event. */
async function pour(stream: SeededStream, into: ModuleSocket): Promise<void> {
  try {
    for (let piece = stream.next(); piece !== undefined; piece = stream.next()) {
      if (!into.write(piece)) await once(into, 'drain');
    }
    into.end();
  } catch {
    into.destroy();
  }
}
