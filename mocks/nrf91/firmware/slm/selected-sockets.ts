import type { ModemSocket, SocketParameters } from '../../sockets/modem-socket.ts';
import type { SocketKit } from '../socket-kit.ts';

/** The sockets of Serial LTE Modem: one of them is selected, and every command is about that one. */
export class SelectedSockets {
  readonly #kit: SocketKit;
  #active: ModemSocket | undefined;

  constructor(kit: SocketKit) {
    this.#kit = kit;
  }

  /** The selected one, unless the modem lost it meanwhile. */
  get active(): ModemSocket | undefined {
    const socket = this.#active;
    return socket !== undefined && this.#kit.stack.get(socket.handle) === socket ? socket : undefined;
  }

  /** The sockets that the host opened; those of the services do not show. */
  get all(): readonly ModemSocket[] {
    return this.#kit.stack.all.filter(({ internal }) => !internal);
  }

  open(parameters: SocketParameters): ModemSocket | undefined {
    const socket = this.#kit.stack.open(parameters);
    if (socket === undefined) return undefined;
    this.#active = socket;
    this.#kit.poll.opened(socket);
    return socket;
  }

  select(handle: number): ModemSocket | undefined {
    const socket = this.all.find((each) => each.handle === handle);
    if (socket !== undefined) this.#active = socket;
    return socket;
  }

  /** Closes the selected one; the youngest of the others takes its place. */
  close(): void {
    const { active } = this;
    if (active === undefined) return;
    this.#kit.stack.close(active);
    this.#active = [...this.all].sort((a, b) => b.ranking - a.ranking)[0];
  }
}
