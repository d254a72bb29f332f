import { isIP, isIPv6 } from 'node:net';
import type { SocketAddress, SocketFamily } from '../../../src/driver/index.ts';
import { readAddresses } from '../station.ts';
import { readLinks } from './commands.ts';
import type { SocketContext } from './context.ts';
import { isRefused } from './socket-failures.ts';

const familyOf = (address: string): SocketFamily => (isIPv6(address) ? 6 : 4);

export const socketAddress = (address: string, port: number): SocketAddress => ({
  address,
  port,
  family: familyOf(address),
});

/** Both ends of a link, as far as the module tells. */
export interface Ends {
  readonly local: SocketAddress | undefined;
  readonly remote: SocketAddress | undefined;
}

/** Asks the module for the ends of a link. What it refuses to tell is left out. @throws as commands do */
export async function endsOf({ dialect, line }: SocketContext, id: number): Promise<Ends> {
  try {
    const state = (await line.run(readLinks(dialect))).find((each) => each.id === id);
    if (state === undefined || isIP(state.remote.address) === 0) return { local: undefined, remote: undefined };
    const remote = socketAddress(state.remote.address, state.remote.port);
    const { addresses } = await line.run(readAddresses(dialect));
    const own = addresses.find((address) => familyOf(address) === remote.family);
    return { local: own === undefined ? undefined : socketAddress(own, state.localPort), remote };
  } catch (thrown) {
    if (isRefused(thrown)) return { local: undefined, remote: undefined };
    throw thrown;
  }
}
