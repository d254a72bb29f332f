import { createHash, type Hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../base/clock.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';
import { seeded } from './seeded.test-support.ts';

const total = 5_000_000;
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Writes `total` bytes in pieces of any size, minding back-pressure, with stalls; hashes them. */
async function write(to: import('node:stream').Duplex, random: () => number, hash: Hash): Promise<void> {
  for (let left = total; left > 0; ) {
    const most = random() < 0.5 ? 40 : 20_000;
    const piece = Buffer.alloc(Math.min(left, 1 + Math.floor(random() * most)), Math.floor(random() * 256));
    left -= piece.length;
    hash.update(piece);
    if (!to.write(piece)) await new Promise<void>((resolve) => void to.once('drain', resolve));
    if (random() < 0.01) await turn();
  }
  to.end();
}

/** Reads to the end, with stalls; hashes what came. */
async function read(from: import('node:stream').Duplex, random: () => number, hash: Hash): Promise<void> {
  for await (const piece of from) {
    hash.update(piece as Buffer);
    if (random() < 0.02) await turn();
  }
}

describe('five megabytes each way', () => {
  test.each([[11], [2026], [424_242]])(
    'arrive byte for byte, whatever the pieces and the stalls: seed %i',
    async (seed) => {
      const random = seeded(seed);
      const hashes = Array.from({ length: 4 }, () => createHash('sha256'));
      const [wrote, heard, answered, read2] = hashes as [Hash, Hash, Hash, Hash];
      const provider = new MemoryProvider({ readSize: (most) => 1 + Math.floor(random() * most) });
      const served: Promise<void>[] = [];
      provider.serve('192.0.2.1:80', (peer) => {
        served.push(read(peer, seeded(seed + 1), heard), write(peer, seeded(seed + 2), answered));
      });
      const { lte0, manager } = rigOf(provider, systemClock);
      const socket = lte0.connect({ host: '192.0.2.1', port: 80, allowHalfOpen: true, halfCloseMs: 60_000 });
      await Promise.all([write(socket, seeded(seed + 3), wrote), read(socket, seeded(seed + 4), read2)]);
      expect([socket.bytesWritten, socket.bytesRead]).toEqual([total, total]);
      await manager.close();
      await Promise.all(served);
      expect(heard.digest('hex')).toBe(wrote.digest('hex'));
      expect(read2.digest('hex')).toBe(answered.digest('hex'));
      expect(provider.used).toBe(0);
    },
  );
});
