import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { MemoryPeer, PeerEvents } from '../network/memory-link.ts';
import type { MemoryNetworkOptions } from '../network/memory-network.ts';
import { MemoryNetwork } from '../network/memory-network.ts';
import { Bench } from './bench.test-support.ts';
import type { Nrf91Options } from './options.ts';

export const slm = 'nrf9160-slm';
export const serialModem = 'nrf9151-serial-modem';

/** A server that does what the test says. */
export function controlled(): {
  readonly peers: MemoryPeer[];
  readonly heard: string[];
  readonly serve: (peer: MemoryPeer) => PeerEvents;
} {
  const peers: MemoryPeer[] = [];
  const heard: string[] = [];
  return {
    peers,
    heard,
    serve: (peer) => {
      peers.push(peer);
      return {
        data: (bytes) => void heard.push(Buffer.from(bytes).toString('latin1')),
        ended: () => {},
      };
    },
  };
}

/** A module that is registered, with a network in memory behind it. */
export class InternetBench extends Bench {
  readonly network: MemoryNetwork;

  constructor(
    personality: string,
    options: Omit<Nrf91Options, 'personality' | 'clock'>,
    clock: VirtualClock,
    network: MemoryNetwork,
  ) {
    super(personality, { internet: network, ...options }, clock);
    this.network = network;
  }

  /** Starts and registers. */
  static async online(
    personality: string,
    world: Omit<MemoryNetworkOptions, 'clock'> = {},
    options: Omit<Nrf91Options, 'personality' | 'clock'> = {},
    before: readonly string[] = [],
  ): Promise<InternetBench> {
    const clock = new VirtualClock();
    const network = new MemoryNetwork({
      clock,
      ...world,
      servers: { '198.51.100.7:7': 'echo', '198.51.100.7:9': 'refused', ...world.servers },
      hosts: { 'echo.test': '198.51.100.7', 'both.test': ['198.51.100.7', '2001:db8::7'], ...world.hosts },
    });
    const bench = new InternetBench(personality, options, clock, network);
    bench.module.powerOn();
    await clock.advance(2500);
    await bench.all(...before, 'AT+CFUN=1');
    await clock.advance(20_000);
    bench.host.take();
    return bench;
  }

  /** The answer without its empty lines, joined by blanks. */
  async said(command: string, ms = 200): Promise<string> {
    const answer = await this.ask(command, ms);
    return answer
      .split('\r\n')
      .filter((line) => line !== '')
      .join(' ');
  }

  override close(): number {
    this.network.close();
    return super.close();
  }
}
