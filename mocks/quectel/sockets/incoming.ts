import type { NetworkAddress, NetworkStream, StreamEvents } from '../../network/contract.ts';
import { streamLink } from './link.ts';
import { ModuleSocket } from './socket.ts';
import type { SocketStack } from './stack.ts';

/** A peer came to a listener: it gets an id of its own, or is turned away when there is none. */
export function incomingEvents(
  stack: SocketStack,
  listener: ModuleSocket,
  mostClients: number,
  remote: NetworkAddress,
  stream: NetworkStream,
): StreamEvents | undefined {
  const { gate, plain } = stack;
  if (stack.ended || !gate.open || !plain.has(listener) || listener.state !== 3) return undefined;
  const clients = plain.all.filter(({ kind, serverId }) => kind === 'TCP INCOMING' && serverId === listener.id);
  const id = plain.idForIncoming;
  if (id === undefined || clients.length >= mostClients) {
    plain.full();
    return undefined;
  }
  const socket = new ModuleSocket({
    id,
    kind: 'TCP INCOMING',
    cid: listener.cid,
    mode: listener.mode,
    address: remote.address,
    remotePort: remote.port,
    localPort: listener.localPort,
    serverId: listener.id,
    events: plain,
  });
  plain.add(socket);
  socket.state = 2;
  socket.connect(streamLink(stream, gate));
  plain.came(socket);
  const over = (): void =>
    gate.through(() => {
      if (!stack.ended && plain.has(socket)) socket.over();
    });
  return {
    opened: () => undefined,
    failed: over,
    data: (bytes) =>
      gate.through(() => {
        stack.host.activity();
        socket.arrived(bytes);
      }),
    ended: over,
    closed: over,
  };
}
