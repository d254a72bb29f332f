import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { ModuleSocket } from '../connectivity/index.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';
import { seeded } from './seeded.test-support.ts';

/** What may happen to a socket at any moment. */
const acts: readonly ((socket: ModuleSocket) => unknown)[] = [
  (socket) => socket.destroy(),
  (socket) => socket.destroy().destroy(),
  (socket) => socket.destroy(new Error('of the test')),
  (socket) => socket.end('bye'),
  (socket) => socket.destroySoon(),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.write('x'.repeat(5000)),
  (socket) => socket.resume(),
  (socket) => socket.pause(),
  (socket) => socket.setTimeout(50),
];

/** Opens sockets and does things with them at random moments; tells how each ended. */
class Churn {
  readonly clock = new VirtualClock();
  readonly provider = new MemoryProvider({ clock: this.clock, delayMs: 30, limits: { sockets: 3 } });
  readonly rig = rigOf(this.provider, this.clock);
  readonly ends = new Map<ModuleSocket, string[]>();
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.provider.serve('192.0.2.1:80', (peer) => peer.pipe(peer));
    this.provider.serve('192.0.2.1:81', (peer) => peer.end('greeting'));
    this.provider.serve('192.0.2.1:82', (peer) => peer.on('error', () => {}).destroy(new Error('reset')));
  }

  async turn(): Promise<void> {
    const giveUp = new AbortController();
    if (this.#random() < 0.4) this.#open(giveUp.signal);
    const sockets = [...this.ends.keys()];
    if (sockets.length > 0) this.#choose(acts)(this.#choose(sockets));
    if (this.#random() < 0.1) giveUp.abort();
    if (this.#random() < 0.03) {
      this.rig.down();
      await this.clock.advance(this.#random() * 50);
      this.rig.up();
    }
    if (this.#random() < 0.6) await this.clock.advance(this.#random() * 60);
  }

  #open(signal: AbortSignal): void {
    const port = this.#choose([80, 81, 82, 83, 65_000]);
    const waitForUp = this.#choose([false, true, 100]);
    const socket = this.rig.lte0.connect({ host: '192.0.2.1', port, waitForUp, signal, halfCloseMs: 100 });
    const end: string[] = [];
    this.ends.set(socket, end);
    socket.on('error', () => end.push('error'));
    socket.on('close', () => end.push('close'));
  }

  #choose<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)] as Item;
  }
}

describe('whatever is done with sockets, at any moment', () => {
  test.each([[1], [77], [2026], [31_337], [424_242]])('no number and no timer is left: seed %i', async (seed) => {
    const churn = new Churn(seed);
    for (let count = 0; count < 400; count++) await churn.turn();
    const closing = churn.rig.manager.close();
    await churn.clock.advance(30_000);
    await closing;
    // Each ends once, an error before the end if there is one.
    const odd = [...churn.ends.values()].map((each) => each.join()).filter((each) => !/^(error,)?close$/.test(each));
    expect(odd).toEqual([]);
    expect([churn.provider.used, churn.clock.timerCount]).toEqual([0, 0]);
  });
});
