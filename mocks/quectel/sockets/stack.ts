import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { LineRoom } from '../../module/line-room.ts';
import type { Timers } from '../../module/timers.ts';
import type { StackNetwork } from '../../network/contract.ts';
import { AirGate } from './air-gate.ts';
import type { SocketMisbehaviours } from './misbehaviours.ts';
import { ModuleSocket } from './socket.ts';
import type { SocketTable } from './socket-table.ts';

/** What the stack needs from the module around it. */
export interface StackHost {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Whether the line to the host takes more. */
  readonly room: LineRoom;
  readonly network: StackNetwork;
  readonly faults: SocketMisbehaviours;
  readonly plain: SocketTable;
  readonly secure: SocketTable;
  /** What it says it verified, it did. */
  readonly verifiesTls: boolean;
  /** Errors with which the next sockets fail to open, in order. */
  readonly openErrors: number[];
  /** Data get through the air. */
  reachable(): boolean;
  contextActive(cid: number): boolean;
  /** The network took it, and the host did not deactivate it since. */
  contextDropped(cid: number): boolean;
  /** The addresses of a context's bearer. */
  bearer(cid: number): { readonly v4: string | undefined; readonly v6: string | undefined } | undefined;
  /** Activates it, for sockets that an earlier host left behind. */
  activate(cid: number): void;
  /** The addresses of a name, through the air; none when nobody knows it. */
  resolve(name: string, told: (addresses: readonly string[]) => void): void;
  /** An item of `AT+QICFG`. */
  setting(item: string): string;
  /** An item of `AT+QSSLCFG` of one context. */
  tlsSetting(item: string, context: number): string;
  file(name: string): Uint8Array | undefined;
  /** The module's clock was set since it started. */
  clockSet(): boolean;
  /** The result of the last TCP/IP command, for `AT+QIGETERROR`. */
  result(error: number): void;
  /** Data went over the air. */
  activity(): void;
}

// A connection whose bytes nobody acknowledges is given up after so long (AT+QICFG="tcp/retranscfg": 12 times).
const deadAfterMs = 120_000;

/** The sockets of the module's own TCP/IP stack: what they have in common, and what happens to all at once. */
export class SocketStack {
  readonly host: StackHost;
  readonly plain: SocketTable;
  readonly secure: SocketTable;
  readonly gate: AirGate;
  #outage: Timer | undefined;
  #ended = false;

  constructor(host: StackHost) {
    this.host = host;
    this.plain = host.plain;
    this.secure = host.secure;
    this.gate = new AirGate(() => host.reachable());
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** A context of the stack is gone, and with it its sockets: for good, or till the host closes them. */
  contextEnded(cid: number, how: 'deactivated' | 'dropped'): void {
    for (const [table, socket] of this.#everySocket()) {
      if (socket.cid !== cid) continue;
      if (how === 'deactivated') {
        const { passage } = socket;
        table.remove(socket);
        passage?.over();
        continue;
      }
      this.#lose(socket);
    }
  }

  /** Data get through again, or no longer. */
  reachabilityChanged(): void {
    const reachable = this.host.reachable();
    for (const [, socket] of this.#everySocket()) {
      if (reachable) socket.flow();
      else socket.stall();
    }
    if (!reachable) {
      this.#outage ??= this.host.timers.after(deadAfterMs, () => this.#giveUp());
      return;
    }
    this.#outage?.cancel();
    this.#outage = undefined;
    this.gate.reopen();
  }

  /** Pushes what came while the port carried data. */
  resumePushing(): void {
    this.plain.resumePushing();
    this.secure.resumePushing();
  }

  /** Sockets that an earlier host left open, with old data in them. */
  leaveStale(ids: readonly number[], data: Uint8Array): void {
    this.host.activate(1);
    for (const id of ids) {
      const socket = new ModuleSocket({
        id,
        kind: 'TCP',
        cid: 1,
        mode: 0,
        address: '203.0.113.9',
        remotePort: 1883,
        localPort: 40_000 + id,
        events: this.plain,
      });
      this.plain.add(socket);
      socket.state = 2;
      socket.arrived(data);
    }
  }

  /** The module stops: nothing of it is heard of any more. */
  end(): void {
    this.#ended = true;
    this.gate.clear();
    for (const [, socket] of this.#everySocket()) socket.destroy();
  }

  #giveUp(): void {
    this.#outage = this.host.timers.after(deadAfterMs, () => this.#giveUp());
    for (const [, socket] of this.#everySocket()) {
      if (!socket.datagrams && socket.unacknowledged > 0) socket.over();
    }
  }

  #lose(socket: ModuleSocket): void {
    const { passage } = socket;
    socket.passage = undefined;
    if (socket.abandon !== undefined) socket.abandon(570);
    else if (socket.isClosing) socket.over();
    else socket.destroy();
    socket.failure = 570;
    passage?.over();
  }

  #everySocket(): readonly (readonly [SocketTable, ModuleSocket])[] {
    return [this.plain, this.secure].flatMap((table) => table.all.map((socket) => [table, socket] as const));
  }
}
