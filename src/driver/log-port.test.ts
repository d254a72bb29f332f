import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLog } from '../base/log.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import { type MemoryPair, memoryPair } from '../transport/memory-pair.ts';
import type { Transport } from '../transport/transport.ts';
import { LogPort } from './log-port.ts';

let clock: VirtualClock;
let pair: MemoryPair;
let far: Transport;
let lines: string[];
let log: LogPort;

beforeEach(async () => {
  clock = new VirtualClock();
  pair = memoryPair();
  lines = [];
  far = await pair.far.open({ onBytes: () => lines.push('it was written to'), onClosed: () => undefined });
  log = new LogPort({ port: pair.near, clock, log: silentLog, wiring: 'none', line: (text) => lines.push(text) });
  log.open();
  await clock.settle();
});

afterEach(async () => {
  const closed = log.close();
  await clock.advance(0);
  await closed;
  expect(clock.timerCount).toBe(0);
});

async function say(text: string): Promise<void> {
  await far.write(Buffer.from(text, 'latin1'));
  await clock.settle();
}

describe('lines', () => {
  test('come one by one, however they are chunked', async () => {
    for (const piece of ['I (1) a: b\r', '\nI (2', ') c: d\r\n\r\nI (3) e', ': f\n', 'half']) await say(piece);
    expect(lines).toEqual(['I (1) a: b', 'I (2) c: d', 'I (3) e: f']);
  });

  test('come without colours, and without what is not printable', async () => {
    await say('\x1b[0;32mI (433) at-init: at param mode: 1\x1b[0m\r\n\x00\xff\xe0\r\n');
    expect(lines).toEqual(['I (433) at-init: at param mode: 1']);
  });

  test('are of bounded length: a port at another speed may never bring a line end', async () => {
    await say('x'.repeat(2000));
    expect(lines.map(({ length }) => length)).toEqual([512, 512, 512]);
    await say('\nnext\n');
    expect(lines.at(-1)).toBe('next');
  });

  test('a line of exactly the longest length is one', async () => {
    await say(`${'x'.repeat(511)}\nnext\n`);
    expect(lines.map(({ length }) => length)).toEqual([511, 4]);
  });
});

test('an unplugged port is opened again when it is back', async () => {
  pair.lose();
  await clock.advance(10_000);
  pair.restore();
  far = await pair.far.open({ onBytes: () => undefined, onClosed: () => undefined });
  await clock.advance(3000);
  await say('again\n');
  expect(lines).toEqual(['again']);
});

test('nothing is told after the close', async () => {
  const closed = log.close();
  await clock.settle();
  await closed;
  await say('late\n');
  expect(lines).toEqual([]);
});
