import type { ModemSocket } from '../../sockets/modem-socket.ts';
import { poll } from '../../sockets/transport.ts';
import type { SocketKit } from '../socket-kit.ts';
import { longestReceive } from '../socket-kit.ts';
import { receiveHeader, shownPayload } from './transfer-commands.ts';

/** `#XRECVCFG` of a socket. */
export interface ReceptionSetting {
  /** 1 in command mode, 2 in data mode, 3 in both. */
  readonly modes: number;
  readonly hex: boolean;
}

const inCommandMode = 1;
const inDataMode = 2;

/** Automatic reception: what comes is written to the line as soon as that is free. */
export class AutoReception {
  readonly #kit: SocketKit;
  readonly #settings = new Map<ModemSocket, ReceptionSetting>();
  #future: ReceptionSetting | undefined;
  #pumping = false;
  readonly #again = (): void => this.pump();

  constructor(kit: SocketKit) {
    this.#kit = kit;
    kit.stack.watch(() => this.pump());
  }

  /** What is set, by handle. */
  get settings(): readonly (ReceptionSetting & { readonly handle: number })[] {
    this.#adopt();
    return [...this.#settings]
      .filter(([, { modes }]) => modes > 0)
      .map(([{ handle }, setting]) => ({ handle, ...setting }))
      .sort((a, b) => a.handle - b.handle);
  }

  /** Sets one socket; without one, every socket there is and will be. */
  configure(setting: ReceptionSetting, socket?: ModemSocket): void {
    if (socket !== undefined) this.#settings.set(socket, setting);
    else {
      this.#settings.clear();
      this.#future = setting.modes === 0 ? undefined : setting;
    }
    this.pump();
  }

  /** Writes what came, as far as the line takes it. */
  pump(): void {
    if (this.#pumping) return;
    this.#adopt();
    this.#pumping = true;
    for (const [socket, setting] of this.#settings) this.#empty(socket, setting);
    this.#pumping = false;
  }

  /** Sockets that are new get what was set for all, those that are gone lose it. */
  #adopt(): void {
    const open = this.#kit.stack.all;
    for (const socket of this.#settings.keys()) if (!open.includes(socket)) this.#settings.delete(socket);
    const future = this.#future;
    if (future === undefined) return;
    for (const socket of open) if (!this.#settings.has(socket)) this.#settings.set(socket, future);
  }

  #empty(socket: ModemSocket, { hex, modes }: ReceptionSetting): void {
    const { dataMode, room, stack } = this.#kit;
    if (modes !== 0 && (socket.revents & poll.in) !== 0 && !this.#kit.listening()) this.#kit.indicate();
    while (stack.get(socket.handle) === socket && this.#may(socket, modes) && room.ready(this.#again)) {
      const received = socket.transport?.receive({ most: longestReceive });
      if (received?.kind !== 'data') return;
      this.#kit.poll.received(socket);
      if (dataMode.active) this.#kit.say(received.bytes);
      else {
        const from = socket.transport?.connected === true ? undefined : received.from;
        this.#write(receiveHeader(socket, hex, received.bytes, from), shownPayload(received.bytes, hex));
      }
    }
  }

  #may({ inDataMode: sending }: ModemSocket, modes: number): boolean {
    const { dataMode } = this.#kit;
    // In data mode there is no header: only the data of the socket in it can be told apart.
    return dataMode.active
      ? sending && (modes & inDataMode) !== 0
      : (modes & inCommandMode) !== 0 && this.#kit.listening();
  }

  #write(header: string, payload: Uint8Array): void {
    this.#kit.say(`\r\n${header}\r\n`);
    this.#kit.betweenHeaderAndPayload();
    this.#kit.say(payload);
    this.#kit.say('\r\n');
  }
}
