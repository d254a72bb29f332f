import { MemoryNetwork, type MemoryNetworkOptions } from '../../../mocks/index.ts';
import type { SocketProvider, StreamSocket } from '../../../src/driver/index.ts';
import { type Rig, type RigOptions, rig } from '../rig.test-support.ts';

export interface SocketRig extends Rig {
  readonly sockets: SocketProvider;
  readonly network: MemoryNetwork;
  /** Lets time pass until it has ended, and says how. */
  outcome<Result>(work: Promise<Result>, limitS?: number): Promise<Result>;
  /** The same for what is to fail: its code. */
  failure(work: Promise<unknown>, limitS?: number): Promise<unknown>;
  /** Everything that a socket receives until its end. */
  readAll(socket: StreamSocket): Promise<Buffer>;
}

/** Nobody gives up. */
const never = (): AbortSignal => new AbortController().signal;

/** A simulated module that is connected, with a network in memory behind its sockets. */
export async function socketRig(
  servers: Omit<MemoryNetworkOptions, 'clock'>,
  options: Omit<RigOptions, 'internet'> = {},
): Promise<SocketRig> {
  let network: MemoryNetwork | undefined;
  const here = rig({
    ...options,
    internet: (clock) => {
      network = new MemoryNetwork({ clock, ...servers });
      return network;
    },
  });
  if (network === undefined) throw new Error('the rig made no network');
  here.manager.setFlag(here.lte0, 'PERSISTENT', true);
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0));
  const outcome = async <Result>(work: Promise<Result>, limitS = 600): Promise<Result> => {
    let ended = false;
    const done = (): void => {
      ended = true;
    };
    work.then(done, done);
    await here.until(() => ended, limitS);
    return await work;
  };
  return {
    ...here,
    sockets: here.binding.context.sockets,
    network,
    outcome,
    failure: async (work, limitS) => {
      try {
        await outcome(work, limitS);
      } catch (thrown) {
        return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
      }
      return 'no failure';
    },
    readAll: async (socket) => {
      const parts: Uint8Array[] = [];
      for (;;) {
        const part = await outcome(socket.receive(65_536, never()));
        if (part === undefined) return Buffer.concat(parts);
        parts.push(part);
      }
    },
  };
}
