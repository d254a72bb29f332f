import type { Clock } from '../base/clock.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import { type HandContext, handImplementation, linkDown, linkUp } from '../connectivity/by-hand.ts';
import {
  type Binding,
  ConnectionManager,
  type ModuleSocket,
  type NetworkInterface,
  type SocketProvider,
} from '../connectivity/index.ts';
import { nodeSockets } from './socket-layer.ts';

export interface Rig<Time extends Clock> {
  readonly clock: Time;
  readonly manager: ConnectionManager;
  readonly lte0: NetworkInterface;
  up(): void;
  down(): void;
}

/** An interface that is up, whose sockets are those of a provider. */
export function rigOf<Time extends Clock = VirtualClock>(
  provider: SocketProvider | undefined,
  clock: Time = new VirtualClock() as unknown as Time,
): Rig<Time> {
  const manager = new ConnectionManager({ clock, socketLayer: nodeSockets });
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  const binding: Binding<HandContext> = manager.bind(
    lte0,
    handImplementation(provider === undefined ? {} : { sockets: () => provider }),
  );
  const up = (): void => linkUp(binding);
  manager.setFlag(lte0, 'PERSISTENT', true);
  manager.up(lte0);
  up();
  return { clock, manager, lte0, up, down: () => linkDown(binding) };
}

/** The events of a socket, in order, as words. */
export function eventsOf(socket: ModuleSocket): string[] {
  const seen: string[] = [];
  for (const name of ['lookup', 'connect', 'ready', 'secureConnect', 'end', 'finish', 'timeout', 'drain'] as const) {
    socket.on(name, () => void seen.push(name));
  }
  socket.on('data', (bytes: Buffer) => void seen.push(`data ${bytes.toString('latin1')}`));
  socket.on('error', (error: NodeJS.ErrnoException) => void seen.push(`error ${error.code}`));
  socket.on('close', (hadError: boolean) => void seen.push(`close ${hadError}`));
  return seen;
}
