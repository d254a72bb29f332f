import { type ConnectionManagerOptions, ConnectionManager as Manager } from './connectivity/index.ts';
import { nodeSockets } from './socket/socket-layer.ts';

/**
 * The connection manager with sockets: `iface.connect(...)` and `iface.sockets` go through the modules' own IP stacks,
 * where their drivers offer that.
 */
export class ConnectionManager extends Manager {
  constructor(options: ConnectionManagerOptions = {}) {
    super({ socketLayer: nodeSockets, ...options });
  }
}
