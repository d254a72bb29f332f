import type { Clock } from '../../../src/base/clock.ts';
import type { LineRoom } from '../../module/line-room.ts';
import { Timers } from '../../module/timers.ts';
import type { NetworkTls, StackNetwork } from '../../network/contract.ts';
import { noNetwork } from '../../network/no-network.ts';
import type { CommandTable, Core } from '../modem/core.ts';
import type { Misbehaviours } from '../options.ts';
import type { Application } from '../personality.ts';
import { AsyncPoll } from '../sockets/async-poll.ts';
import type { ModemSocket } from '../sockets/modem-socket.ts';
import { SocketStack } from '../sockets/socket-stack.ts';
import { poll } from '../sockets/transport.ts';
import type { DataMode } from './data-mode.ts';
import { nameCommands } from './name-commands.ts';
import { AutoReception } from './serial-modem/auto-reception.ts';
import { serialModemNoticeCommands } from './serial-modem/notice-commands.ts';
import { serialModemSocketCommands } from './serial-modem/socket-commands.ts';
import { serialModemTransferCommands } from './serial-modem/transfer-commands.ts';
import { slmClientCommands } from './slm/client-commands.ts';
import { slmPollCommands } from './slm/poll-commands.ts';
import { SelectedSockets } from './slm/selected-sockets.ts';
import { slmServerCommands } from './slm/server-commands.ts';
import { Services } from './slm/services.ts';
import { slmSocketCommands } from './slm/socket-commands.ts';
import { slmTransferCommands } from './slm/transfer-commands.ts';
import type { SocketKit } from './socket-kit.ts';
import { peerVerifyOption } from './socket-options.ts';

// Eight sockets, of which Serial LTE Modem loses one to an event descriptor of its own.
const mostSockets: Readonly<Record<Application, number>> = { 'at-host': 0, slm: 7, 'serial-modem': 8 };
const caCertificate = 0;
const clientCertificate = 1;
const clientKey = 2;
const verificationRequired = 2;

/** The world outside the module, as its sockets see it. */
export interface Internet {
  readonly network?: StackNetwork | undefined;
  /** The network's time, which is not hurried when the module is. */
  readonly clock: Clock;
  /** `ignores`: the firmware never verifies a peer, whatever it was told. */
  readonly tlsVerification?: 'honest' | 'ignores' | undefined;
}

/** What the sockets of the application need from the session around them. */
export interface SocketServiceHost {
  readonly application: Application;
  readonly faults: Misbehaviours;
  readonly internet: Internet;
  readonly timers: Timers;
  readonly dataMode: DataMode;
  /** Whether the line takes more. */
  readonly room: LineRoom;
  /** The modem firmware acknowledges sends. */
  readonly acknowledges: boolean;
  core(): Core | undefined;
  shortestIdleMs(): number;
  announce(text: string): void;
  say(item: string | Uint8Array): void;
  listening(): boolean;
  /** Something waits for a host that let the line sleep. */
  indicate(): void;
  flushPayload(): void;
}

/** The sockets of an application, with everything that its commands make of them. */
export class SocketService {
  readonly stack: SocketStack;
  readonly commands: CommandTable;
  readonly #host: SocketServiceHost;
  readonly #resume: () => void;

  constructor(host: SocketServiceHost) {
    this.#host = host;
    this.stack = new SocketStack({
      network: host.internet.network ?? noNetwork,
      timers: host.timers,
      guards: new Timers(host.internet.clock),
      most: mostSockets[host.application],
      bearer: (cid) => this.#bearer(cid),
      tls: (socket) => this.#tls(socket),
      traffic: () => {
        if (host.faults.urcInsidePayload !== true) this.#traffic();
      },
    });
    const kit = this.#kit();
    const reception = host.application === 'serial-modem' ? new AutoReception(kit) : undefined;
    const services = new Services();
    this.#resume = () => {
      reception?.pump();
      services.resume();
    };
    this.commands = reception === undefined ? slmCommands(kit, services) : serialModemCommands(kit, reception, host);
  }

  /** The line takes again what nobody asked for. */
  resume(): void {
    this.#resume();
  }

  /** The connection of a context is gone, and its sockets are dead. */
  bearerLost(cid: number): void {
    // A socket that lost its network just hangs up; that it was the network does not show.
    this.stack.bearerLost(cid, this.#host.faults.netDownTold === true ? poll.nval : poll.hup);
  }

  #bearer(cid: number): 'up' | 'out-of-reach' | 'down' {
    const core = this.#host.core();
    if (core?.packet.connection(cid) === undefined) return 'down';
    return core.radio.registered ? 'up' : 'out-of-reach';
  }

  #tls(socket: ModemSocket): NetworkTls | undefined {
    const { internet } = this.#host;
    const credential = (type: number): string | undefined =>
      this.#host.core()?.flash.credentials.get(`${socket.security?.tag ?? 0},${type}`)?.content;
    const level = socket.secureOptions.get(peerVerifyOption) ?? socket.security?.verify;
    const verifies = level === verificationRequired && internet.tlsVerification !== 'ignores';
    const [ca, cert, key] = [credential(caCertificate), credential(clientCertificate), credential(clientKey)];
    // Without an authority nobody can be verified: the modem does not even try.
    if (verifies && ca === undefined) return undefined;
    return {
      verifyChain: verifies,
      verifyName: verifies && socket.hostname !== undefined,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      ...(socket.hostname !== undefined && { serverName: socket.hostname }),
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && key !== undefined && { cert, key }),
    };
  }

  #traffic(): void {
    const radio = this.#host.core()?.radio;
    if (radio?.registered === true) radio.air.connect();
  }

  #kit(): SocketKit {
    const host = this.#host;
    const { stack } = this;
    return {
      stack,
      poll: new AsyncPoll({
        stack,
        notify: (handle, revents) => host.announce(`#XAPOLL: ${handle},${revents}`),
        lost: host.faults.pollNoticesLost ?? 0,
      }),
      dataMode: host.dataMode,
      timers: host.timers,
      room: host.room,
      shortestIdleMs: () => host.shortestIdleMs(),
      announce: (text) => host.announce(text),
      say: (item) => host.say(item),
      listening: () => host.listening(),
      indicate: () => host.indicate(),
      betweenHeaderAndPayload: () => {
        if (host.faults.urcInsidePayload === true) this.#traffic();
        host.flushPayload();
      },
      bearerIsUp: (cid) => this.#bearer(cid) === 'up',
      ping: (address, timeoutMs, told) => this.#ping(address, timeoutMs, told),
    };
  }

  #ping(address: string, timeoutMs: number, told: (roundTripMs: number | undefined) => void): void {
    let waits = true;
    const timer = this.#host.timers.after(timeoutMs, () => finish(undefined));
    const finish = (ms: number | undefined): void => {
      if (!waits) return;
      waits = false;
      timer.cancel();
      told(ms);
    };
    this.#traffic();
    (this.#host.internet.network ?? noNetwork).ping(address, (ms) => {
      // Nobody there: it waits for its answer all the same.
      if (ms !== undefined) finish(ms);
    });
  }
}

function slmCommands(kit: SocketKit, services: Services): CommandTable {
  const sockets = new SelectedSockets(kit);
  return {
    ...nameCommands(kit),
    ...slmSocketCommands(kit, sockets),
    ...slmTransferCommands(kit, sockets),
    ...slmPollCommands(kit, sockets),
    ...slmClientCommands(kit, services),
    ...slmServerCommands(kit, services),
  };
}

function serialModemCommands(
  kit: SocketKit,
  reception: AutoReception,
  { acknowledges }: { readonly acknowledges: boolean },
): CommandTable {
  return {
    ...nameCommands(kit),
    ...serialModemSocketCommands(kit),
    ...serialModemTransferCommands(kit, { acknowledges }),
    ...serialModemNoticeCommands(kit, reception),
  };
}
