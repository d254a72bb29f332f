import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { seededRandom } from '../../module/random.ts';
import { Timers } from '../../module/timers.ts';
import { DataMode, shortestIdleMs } from './data-mode.ts';
import { HeldGate, QueuedGate } from './urc-gate.ts';

let clock: VirtualClock;
let timers: Timers;
let mode: DataMode;
let wire: string;
let sent: string[];
let exits: number;
let piece: number;

const handler = {
  send: (bytes: Uint8Array, done: () => void): void => {
    sent.push(Buffer.from(bytes).toString('latin1'));
    done();
  },
  exit: (): void => {
    exits += 1;
  },
};

function type(text: string): void {
  let rest = Buffer.from(text, 'latin1');
  while (mode.active && rest.length > 0) rest = rest.subarray(mode.take(rest.subarray(0, piece)));
}

beforeEach(() => {
  clock = new VirtualClock();
  timers = new Timers(clock);
  wire = '';
  sent = [];
  exits = 0;
  piece = 1;
  mode = new DataMode({
    timers,
    write: (text) => {
      wire += text;
    },
    resultOf: (error) => error,
    resumed: () => {},
    left: () => {},
  });
});

afterEach(() => {
  timers.cancelAll();
  expect(clock.timerCount).toBe(0);
});

test('one receive buffer and 10 ms: 32 ms on a development kit, 187 ms on a Thingy', () => {
  expect(shortestIdleMs(256, 115_200)).toBe(32);
  expect(shortestIdleMs(2048, 115_200)).toBe(187);
});

test('+++ ends it, also glued to the last byte', () => {
  mode.enter(handler, 32);
  type('hello++world+++');
  expect(sent.join('')).toBe('hello++world');
  expect(wire).toBe('\r\n#XDATAMODE: 0\r\n');
  expect(mode.active).toBe(false);
  expect(exits).toBe(1);
});

test('a pause sends what is there, and half a +++ with it', async () => {
  mode.enter(handler, 32);
  type('one');
  await clock.advance(31);
  expect(sent).toEqual([]);
  await clock.advance(1);
  type('two++');
  await clock.advance(32);
  type('+');
  await clock.advance(32);
  expect(sent).toEqual(['one', 'two++', '+']);
  expect(mode.active).toBe(true);
});

test('a full buffer is sent at once', () => {
  mode.enter(handler, 32);
  type('x'.repeat(5000));
  expect(sent.map((piece) => piece.length)).toEqual([4096]);
});

test('a length ends it too, and then +++ is payload', () => {
  mode.enter(handler, 32, 8);
  type('ab+++cde');
  expect(sent).toEqual(['ab+++cde']);
  expect(wire).toBe('\r\n#XDATAMODE: 0\r\n');
});

test('a broken connection says +++ and swallows up to the +++ of the host', () => {
  mode.enter(handler, 32);
  type('lost');
  mode.breakOff(-115);
  expect(wire).toBe('+++');
  type('more+++');
  expect(wire).toBe('+++\r\n#XDATAMODE: -115\r\n');
  expect(sent).toEqual([]);
  expect(exits).toBe(1);
});

test('in data mode Serial LTE Modem drops URCs, Serial Modem keeps them for later', () => {
  let inDataMode = true;
  const host = {
    timers,
    busy: () => false,
    inDataMode: () => inDataMode,
    echoes: () => false,
    write: (text: string) => {
      wire += text;
    },
    free: () => {},
  };
  const [held, queued] = [new HeldGate(host, false), new QueuedGate(host, false)];
  held.urc('+CEREG: 2');
  queued.urc('+CEREG: 4');
  expect(wire).toBe('');
  inDataMode = false;
  held.open();
  queued.open();
  expect(wire).toBe('\r\n+CEREG: 4\r\n');
});

test('the same bytes come through however they are chunked (seed 5)', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 300; round++) {
    sent = [];
    wire = '';
    const payload = Array.from({ length: 1 + Math.floor(random() * 40) }, () => (random() < 0.5 ? '+' : 'x')).join('');
    const end = payload.indexOf('+++');
    mode.enter(handler, 32);
    piece = 1 + Math.floor(random() * 7);
    type(`${payload}x+++`);
    expect(sent.join('')).toBe(end < 0 ? `${payload}x` : payload.slice(0, end));
    expect(wire).toBe('\r\n#XDATAMODE: 0\r\n');
  }
});

test('nothing is taken while a piece is on its way, and the end waits for it', () => {
  let done = (): void => {};
  const slow = {
    send: (_bytes: Uint8Array, finished: () => void): void => {
      done = finished;
    },
    exit: (): void => {},
  };
  mode.enter(slow, 32);
  const bytes = Buffer.from(`${'x'.repeat(4096)}yz+++AT`);
  expect(mode.take(bytes)).toBe(4096);
  expect(mode.blocked).toBe(true);
  expect(mode.take(bytes.subarray(4096))).toBe(0);
  done();
  expect(mode.take(bytes.subarray(4096))).toBe(5);
  expect(wire).toBe('');
  done();
  expect(wire).toBe('\r\n#XDATAMODE: 0\r\n');
  expect(mode.active).toBe(false);
});
