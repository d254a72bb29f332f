import { MemoryNetwork, type MemoryNetworkOptions } from '../../../mocks/network/memory-network.ts';
import type { SocketProvider, StreamSocket } from '../../../src/driver/index.ts';
import { Bench } from '../bench.test-support.ts';
import type { Rig, RigOptions } from '../rig.test-support.ts';

export const never = new AbortController().signal;

/** A simulated module that is connected, with a network behind its sockets. */
export interface SocketRig {
  readonly rig: Rig;
  readonly internet: MemoryNetwork;
  readonly provider: SocketProvider;
  open(place: string, tls?: Parameters<SocketProvider['open']>[0]['tls']): Promise<StreamSocket>;
  /** Runs until the promise is settled. */
  done<Result>(promise: Promise<Result>, limitS?: number): Promise<Result>;
}

/** Makes simulated modules with a network behind them, and puts them away after the test. */
export class SocketBench {
  readonly bench = new Bench();

  async start(
    personality: string,
    network: Omit<MemoryNetworkOptions, 'clock'> = {},
    options: RigOptions = {},
  ): Promise<SocketRig> {
    let internet: MemoryNetwork | undefined;
    const rig = await this.bench.connected({
      ...options,
      personality,
      internet: (clock) => {
        internet = new MemoryNetwork({ ...network, clock });
        return internet;
      },
    });
    if (internet === undefined) throw new Error('no network was made');
    const provider = rig.binding.context.sockets;
    const done = async <Result>(promise: Promise<Result>, limitS = 600): Promise<Result> => {
      let isSettled = false;
      const settled = (): void => {
        isSettled = true;
      };
      promise.then(settled, settled);
      await rig.clock.until(() => isSettled, limitS * 1000);
      if (!isSettled) throw new Error(`not settled: ${rig.module.commandsSeen.slice(-12).join(' | ')}`);
      return await promise;
    };
    return {
      rig,
      internet,
      provider,
      done,
      open: (place, tls) => {
        const [host = '', port = ''] = place.split(':');
        return done(provider.open({ host, port: Number(port), ...(tls && { tls }) }, never));
      },
    };
  }

  readonly close = (): Promise<number> => this.bench.close();
}

/** Reads until there are so many bytes, or the end. */
export async function readAll(socket: StreamSocket, bytes = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let got = 0; got < bytes; ) {
    const part = await socket.receive(2048, never);
    if (part === undefined) break;
    parts.push(part);
    got += part.length;
  }
  return Buffer.concat(parts);
}

/** The same bytes for the same seed, with what is awkward sprinkled in. */
export function awkwardBytes(length: number, seed: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
  for (let index = 0; index < length; index++) bytes[index] = next() & 0xff;
  const awkward = [
    '+++',
    '++++',
    '\r\nOK\r\n',
    '\r\nERROR\r\n',
    '"',
    '\0',
    '\r\n#XRECV: 5\r\n',
    '#XDATAMODE: 0\r\n',
    '+',
  ];
  for (let at = 0; at < length - 20; at += 1 + (next() % 700)) {
    bytes.write(awkward[next() % awkward.length] ?? '', at, 'latin1');
  }
  return bytes;
}
