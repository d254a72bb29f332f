import type { Timer } from '../../../src/base/clock.ts';
import type { NetworkFailure, NetworkStream, NetworkTls, StreamEvents } from '../../network/contract.ts';
import { openError } from './failure.ts';
import { familyOf } from './family.ts';
import { incomingEvents } from './incoming.ts';
import { datagramLink, listenerLink, streamLink } from './link.ts';
import type { AccessMode } from './socket.ts';
import { ModuleSocket } from './socket.ts';
import type { SocketTable } from './socket-table.ts';
import type { SocketStack } from './stack.ts';
import { tlsFor, withoutDates } from './tls.ts';

/** What `AT+QIOPEN` and `AT+QSSLOPEN` ask for. */
export interface OpenRequest {
  readonly id: number;
  readonly kind: 'TCP' | 'UDP' | 'TCP LISTENER' | 'UDP SERVICE' | 'SSLClient';
  readonly cid: number;
  readonly mode: AccessMode;
  /** A name or an address. */
  readonly host: string;
  readonly remotePort: number;
  /** 0: any. */
  readonly localPort: number;
  readonly timeoutMs: number;
  /** How many clients a listener takes. */
  readonly mostClients: number;
  /** The TLS context. */
  readonly tls?: number;
}

// The way to the network and back, on LTE.
const roundTripMs = 60;

/** One attempt to open a socket. */
export class Opening {
  readonly #stack: SocketStack;
  readonly #table: SocketTable;
  readonly #request: OpenRequest;
  readonly #socket: ModuleSocket;
  readonly #told: (error: number) => void;
  #deadline: Timer | undefined;
  #over = false;

  private constructor(stack: SocketStack, table: SocketTable, request: OpenRequest, told: (error: number) => void) {
    this.#stack = stack;
    this.#table = table;
    this.#request = request;
    this.#told = told;
    this.#socket = new ModuleSocket({
      id: request.id,
      kind: request.kind,
      cid: request.cid,
      mode: request.mode,
      address: request.host,
      remotePort: request.remotePort,
      localPort: request.localPort,
      events: table,
      ...(request.tls !== undefined && { tls: request.tls }),
    });
  }

  /** Opens a socket; `told` the result, 0 or a code of `AT+QIGETERROR`. A socket that failed keeps its id. */
  static begin(stack: SocketStack, table: SocketTable, request: OpenRequest, told: (error: number) => void): void {
    if (table.get(request.id) !== undefined) {
      told(563);
      return;
    }
    new Opening(stack, table, request, told).#begin();
  }

  #begin(): void {
    const { host } = this.#stack;
    this.#table.add(this.#socket);
    this.#socket.state = 1;
    this.#socket.abandon = (error) => this.#end(error);
    const failure = host.openErrors.shift() ?? this.#obstacle();
    this.#deadline = host.timers.after(this.#request.timeoutMs, () => this.#end(569));
    host.timers.after(roundTripMs, () => {
      if (failure === undefined) this.#stack.gate.through(() => this.#start());
      else this.#end(failure);
    });
  }

  #obstacle(): number | undefined {
    const { cid } = this.#request;
    const { host } = this.#stack;
    if (host.contextDropped(cid)) return 570;
    return host.contextActive(cid) ? undefined : 561;
  }

  #start(): void {
    if (this.#over) return;
    const { kind } = this.#request;
    this.#stack.host.activity();
    if (kind === 'TCP LISTENER') this.#listen();
    else if (kind === 'UDP SERVICE') this.#bind(4);
    else this.#resolve();
  }

  #resolve(): void {
    this.#stack.host.resolve(this.#request.host, (addresses) => {
      if (this.#over) return;
      const bearer = this.#stack.host.bearer(this.#request.cid);
      const usable = addresses.find((address) => (familyOf(address) === 6 ? bearer?.v6 : bearer?.v4) !== undefined);
      if (usable === undefined) {
        this.#end(565);
        return;
      }
      this.#socket.address = usable;
      if (this.#request.kind === 'UDP') this.#bind(familyOf(usable));
      else this.#connect(this.#tls());
    });
  }

  /** The TLS that the context asks for; a number when it cannot be had. */
  #tls(): NetworkTls | number | undefined {
    const { host, tls } = this.#request;
    return tls === undefined ? undefined : tlsFor(this.#stack.host, tls, host);
  }

  #connect(tls: NetworkTls | number | undefined): void {
    if (typeof tls === 'number') {
      this.#end(tls);
      return;
    }
    const { localPort, remotePort } = this.#request;
    const stream: NetworkStream = this.#stack.host.network.connect(
      {
        address: this.#socket.address,
        port: remotePort,
        ...(localPort !== 0 && { localPort }),
        ...(tls !== undefined && { tls }),
      },
      this.#streamEvents(tls),
    );
    this.#socket.connect(streamLink(stream, this.#stack.gate));
  }

  #streamEvents(tls: NetworkTls | undefined): StreamEvents {
    const { gate } = this.#stack;
    const socket = this.#socket;
    return {
      opened: (local) =>
        gate.through(() => {
          socket.localPort = local.port;
          this.#end(0);
        }),
      failed: (failure, detail) => gate.through(() => this.#refused(failure, detail, tls)),
      data: (bytes) =>
        gate.through(() => {
          this.#stack.host.activity();
          socket.arrived(bytes);
        }),
      ended: () => gate.through(() => this.#peerLeft()),
      closed: () => gate.through(() => this.#peerLeft()),
    };
  }

  #peerLeft(): void {
    if (!this.#stack.ended && this.#table.has(this.#socket)) this.#socket.over();
  }

  #refused(failure: NetworkFailure, detail: string | undefined, tls: NetworkTls | undefined): void {
    if (this.#over) return;
    const context = this.#request.tls;
    const again = context === undefined ? undefined : withoutDates(this.#stack.host, context, tls, detail);
    if (again === undefined) this.#end(openError(failure));
    else this.#connect(again);
  }

  #bind(family: 4 | 6): void {
    const { kind, localPort, remotePort } = this.#request;
    const socket = this.#socket;
    const { gate, host } = this.#stack;
    const datagrams = host.network.bind(
      { port: localPort, family },
      {
        bound: (local) => {
          socket.localPort = local.port;
          this.#end(0);
        },
        failed: (failure) => this.#end(failure === 'EADDRINUSE' ? 556 : 554),
        message: (bytes, from) => {
          // Out of reach is lost; a client hears nobody but its peer.
          const stranger = kind === 'UDP' && (from.address !== socket.address || from.port !== remotePort);
          if (!gate.open || stranger) return;
          host.activity();
          socket.arrived(bytes, from);
        },
      },
    );
    const peer = kind === 'UDP' ? { address: socket.address, port: remotePort } : undefined;
    socket.connect(datagramLink(datagrams, gate, peer));
  }

  #listen(): void {
    const { localPort, mostClients } = this.#request;
    const listener = this.#stack.host.network.listen(
      { port: localPort, family: 4 },
      {
        listening: () => this.#end(0),
        failed: (failure) => this.#end(failure === 'EADDRINUSE' ? 556 : 557),
        incoming: (remote, stream) => incomingEvents(this.#stack, this.#socket, mostClients, remote, stream),
      },
    );
    this.#socket.connect(listenerLink(listener));
  }

  /** Undefined: the host closed it meanwhile, and is told nothing. */
  #end(error: number | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#deadline?.cancel();
    this.#socket.abandon = undefined;
    if (error === undefined || this.#stack.ended) return;
    if (error === 0) {
      this.#socket.state = this.#request.kind === 'TCP LISTENER' ? 3 : 2;
    } else {
      this.#socket.destroy();
      this.#socket.failure = error;
      if (this.#stack.host.faults.failedOpenFreesId === true) this.#table.remove(this.#socket);
    }
    this.#told(error);
  }
}
