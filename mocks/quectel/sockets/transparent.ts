import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { LineRoom } from '../../module/line-room.ts';
import type { Timers } from '../../module/timers.ts';
import type { DataMode, DataPort, DtrMode } from '../data-mode.ts';
import { EscapeSequence } from '../escape-sequence.ts';
import type { Resumable } from '../held-call.ts';
import type { ModuleSocket } from './socket.ts';

/** What transparent mode needs from the module around it. */
export interface TransparentHost {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Whether the line takes more. */
  readonly room: LineRoom;
  dtrMode(): DtrMode;
  /** `AT+QICFG="transpktsize"`, in bytes. */
  packetBytes(): number;
  /** `AT+QICFG="transwaittm"`, in milliseconds. */
  waitMs(): number;
  /** The host left it for command mode and may come back. */
  hold(held: Resumable): void;
  activity(): void;
}

// What a host can have under way without flow control before bytes are lost.
const mostUnderWayBytes = 1024 * 1024;
const readBytes = 1500;

/** A socket whose bytes are the port's, both ways, until the host or the peer ends that. */
export class TransparentMode implements DataMode {
  readonly #host: TransparentHost;
  readonly #socket: ModuleSocket;
  readonly #escape: EscapeSequence;
  readonly #flow = (): void => this.#socket.flow();
  #port: DataPort | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #packet: Timer | undefined;

  constructor(socket: ModuleSocket, host: TransparentHost) {
    this.#host = host;
    this.#socket = socket;
    this.#escape = new EscapeSequence({
      clock: host.clock,
      timers: host.timers,
      data: (bytes) => this.#collect(bytes),
      escaped: () => this.#hold(),
    });
  }

  begin(port: DataPort): void {
    this.#port = port;
    this.#socket.mode = 2;
    for (
      let { bytes, length } = this.#socket.read(readBytes);
      length > 0;
      { bytes, length } = this.#socket.read(readBytes)
    ) {
      for (const chunk of bytes) port.write(chunk);
    }
    this.#socket.passage = {
      data: (bytes) => {
        this.#port?.write(bytes);
        // The host takes no more for now: the peer has to wait.
        if (!this.#host.room.ready(this.#flow)) this.#socket.stall();
      },
      over: () => this.#leave('NO CARRIER'),
    };
    // It may have ended between the command and its answer.
    if (!this.#socket.connected) this.#leave('NO CARRIER');
  }

  receive(bytes: Uint8Array): void {
    this.#escape.receive(bytes);
  }

  dtrDropped(): void {
    const mode = this.#host.dtrMode();
    if (mode === 1) this.#hold();
    if (mode !== 2) return;
    this.#socket.destroy();
    this.#leave('NO CARRIER');
  }

  #hold(): void {
    this.#host.hold({
      resume: () => (this.#socket.connected ? new TransparentMode(this.#socket, this.#host) : undefined),
      hangUp: () => undefined,
    });
    this.#leave('OK');
  }

  #leave(result: 'OK' | 'NO CARRIER'): void {
    this.#flush();
    this.#escape.close();
    this.#socket.passage = undefined;
    // It goes on in buffer mode.
    this.#socket.mode = 0;
    const port = this.#port;
    this.#port = undefined;
    port?.leave(result);
  }

  #collect(bytes: Uint8Array): void {
    if (this.#waitingBytes + this.#socket.unacknowledged + bytes.length > mostUnderWayBytes) return;
    this.#waiting.push(bytes.slice());
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= this.#host.packetBytes()) this.#flush();
    else this.#packet ??= this.#host.timers.after(this.#host.waitMs(), () => this.#flush());
  }

  #flush(): void {
    this.#packet?.cancel();
    this.#packet = undefined;
    if (this.#waitingBytes === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (!this.#socket.connected) return;
    this.#host.activity();
    // A datagram is a packet; a connection takes all at once.
    const size = this.#socket.datagrams ? this.#host.packetBytes() : bytes.length;
    for (let at = 0; at < bytes.length; at += size) this.#socket.send(bytes.subarray(at, at + size));
  }
}
