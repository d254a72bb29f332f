import { MemoryNetwork, type MemoryNetworkOptions } from '../../../mocks/index.ts';
import type { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { SocketProvider, StreamSocket } from '../../../src/driver/index.ts';
import { answered, connected, type Rig, type RigOptions } from '../rig.test-support.ts';
import { never } from './scripted.test-support.ts';

/** A simulated module of each generation. */
export const personalities = [
  'esp8266-nonos',
  'esp32-at1',
  'esp8266-at2',
  'esp32-at2',
  'esp32-c3',
  'esp32-at4',
  'esp32-c6',
  'esp32-c61',
] as const;
const echoPlace = '10.0.0.5:7';

export interface Bench {
  readonly rig: Rig;
  readonly sockets: SocketProvider;
  readonly network: MemoryNetwork;
  /** @throws what the work throws */
  done<Value>(work: Promise<Value> | undefined): Promise<Value>;
  code(work: Promise<unknown> | undefined): Promise<unknown>;
}

export async function bench(
  personality: string,
  servers: MemoryNetworkOptions['servers'] = {},
  options: Partial<RigOptions> & Pick<Partial<MemoryNetworkOptions>, 'datagrams' | 'hosts'> = {},
): Promise<Bench> {
  let network: MemoryNetwork | undefined;
  const { datagrams, hosts, ...rest } = options;
  const rig = await connected({
    personality,
    ...rest,
    network: (clock: VirtualClock) => {
      network = new MemoryNetwork({
        clock,
        servers: { [echoPlace]: 'echo', ...servers },
        ...(datagrams && { datagrams }),
        ...(hosts && { hosts }),
      });
      return network;
    },
  });
  if (network === undefined) throw new Error('no network');
  const settle = <Value>(work: Promise<Value> | undefined): Promise<PromiseSettledResult<Value>> =>
    answered(rig, work ?? Promise.reject(new Error('not offered')));
  return {
    rig,
    network,
    sockets: rig.binding.context.sockets,
    done: async (work) => {
      const result = await settle(work);
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    },
    code: async (work) => {
      const result = await settle(work);
      return result.status === 'rejected' ? (result.reason as { code?: unknown }).code : 'no error';
    },
  };
}

export const open = ({ done, sockets }: Bench, host = '10.0.0.5', port = 7): Promise<StreamSocket> =>
  done(sockets.open({ host, port }, never));

export async function readAll(socket: StreamSocket, count: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < count; ) {
    const bytes = await socket.receive(8192, never);
    if (bytes === undefined) break;
    parts.push(bytes);
    length += bytes.length;
  }
  return Buffer.concat(parts);
}
