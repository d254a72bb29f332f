import type { NetworkDatagrams, NetworkStream } from '../../network/contract.ts';
import type { AirGate } from './air-gate.ts';

/** Where a datagram goes. */
export interface Destination {
  readonly address: string;
  readonly port: number;
}

/** A socket's way into the network. */
export interface Link {
  /** `taken` when the bytes left the module's send buffer. */
  send(bytes: Uint8Array, taken: () => void, to?: Destination): void;
  pause(): void;
  resume(): void;
  /** Sends a FIN behind everything; there is nothing to end of datagrams. */
  end(): void;
  destroy(): void;
}

/** A connection, through the air. */
export function streamLink(stream: NetworkStream, gate: AirGate): Link {
  let destroyed = false;
  return {
    send: (bytes, taken) =>
      gate.through(() => {
        if (!destroyed) stream.send(bytes, taken);
      }),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    end: () =>
      gate.through(() => {
        if (!destroyed) stream.end();
      }),
    destroy: () => {
      destroyed = true;
      stream.destroy();
    },
  };
}

/** Datagrams, to one peer unless another is named. What is sent while the module is out of reach is lost. */
export function datagramLink(datagrams: NetworkDatagrams, gate: AirGate, peer?: Destination): Link {
  let closed = false;
  return {
    send: (bytes, taken, to = peer) => {
      if (!closed && gate.open && to !== undefined) datagrams.send(bytes, to);
      taken();
    },
    pause: () => undefined,
    resume: () => undefined,
    end: () => undefined,
    destroy: () => {
      if (!closed) datagrams.close();
      closed = true;
    },
  };
}

/** What only waits for others to come. */
export function listenerLink(listener: { close(): void }): Link {
  const nothing = (): void => undefined;
  return { send: nothing, pause: nothing, resume: nothing, end: nothing, destroy: () => listener.close() };
}
