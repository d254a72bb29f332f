import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import type { Fault } from './fault.ts';
import { type FaultyModule, type FaultyModuleOptions, faultyModule } from './faulty-module.ts';

/** Says what it is told to, and keeps what it hears. */
class Parrot implements SimulatedModule {
  readonly personality = 'parrot';
  heard = Buffer.alloc(0);
  starts = 0;
  #transmit: ((bytes: Uint8Array) => void) | undefined;

  receive(bytes: Uint8Array): void {
    this.heard = Buffer.concat([this.heard, bytes]);
  }

  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.#transmit = transmit;
    return () => {
      this.#transmit = undefined;
    };
  }

  say(text: string): void {
    this.#transmit?.(Buffer.from(text, 'latin1'));
  }

  powerOn(): void {
    this.starts += 1;
  }

  powerOff(): void {}

  close(): void {}
}

let clock: VirtualClock;
let parrot: Parrot;
let pieces: string[];
let faulty: FaultyModule;

beforeEach(() => {
  clock = new VirtualClock();
  parrot = new Parrot();
  pieces = [];
});

afterEach(() => {
  faulty.close();
  expect(clock.timerCount).toBe(0);
});

function make(faults: readonly Fault[], options: Partial<FaultyModuleOptions> = {}): void {
  faulty = faultyModule(parrot, { clock, faults, ...options });
  faulty.attach((bytes) => pieces.push(Buffer.from(bytes).toString('latin1')));
}

const heardByHost = (): string => pieces.join('');

describe('bytes', () => {
  test.each<[string, Fault, string]>([
    ['is lost', { kind: 'lose', trigger: { atByte: 3 } }, 'abdefghij'],
    ['is lost, and the next', { kind: 'lose', count: 2, trigger: { atByte: 3 } }, 'abefghij'],
    ['comes twice', { kind: 'double', trigger: { atByte: 1 } }, 'aabcdefghij'],
    ['every fourth is lost', { kind: 'lose', trigger: { every: 4 } }, 'abcefgij'],
    ['every fourth, once', { kind: 'lose', trigger: { every: 4, times: 1 } }, 'abcefghij'],
    ['the one behind five', { kind: 'lose', trigger: { afterBytes: 5 } }, 'abcdeghij'],
    ['the first', { kind: 'lose' }, 'bcdefghij'],
    ['every one behind seven', { kind: 'lose', trigger: { afterBytes: 7, every: 1 } }, 'abcdefg'],
    ['never', { kind: 'lose', trigger: { probability: 0 } }, 'abcdefghij'],
    ['always', { kind: 'lose', trigger: { probability: 1 } }, ''],
    ['another direction', { kind: 'lose', direction: 'to-module', trigger: { atByte: 3 } }, 'abcdefghij'],
  ])('%s', (_what, fault, arrives) => {
    make([fault]);
    parrot.say('abcdefghij');
    expect(heardByHost()).toBe(arrives);
  });

  test('to the module too, and both ways', () => {
    make([
      { kind: 'lose', direction: 'to-module', trigger: { atByte: 2 } },
      { kind: 'double', direction: 'both', trigger: { atByte: 4 } },
    ]);
    faulty.receive(Buffer.from('abcdef'));
    parrot.say('abcdef');
    expect(parrot.heard.toString()).toBe('acddef');
    expect(heardByHost()).toBe('abcddef');
  });

  test('one bit is turned over, which one follows from the seed, and the log says where', () => {
    const corrupted = (seed: number): string => {
      parrot = new Parrot();
      pieces = [];
      make([{ kind: 'corrupt', trigger: { probability: 0.1 } }], { seed });
      parrot.say('U'.repeat(1000));
      return heardByHost();
    };
    const first = corrupted(7);
    const { log } = faulty;
    expect(corrupted(7)).toBe(first);
    expect(faulty.log).toEqual(log);
    expect(corrupted(8)).not.toBe(first);
    expect(log.length).toBeGreaterThan(50);
    const changed = [...first].flatMap((character, index) => (character === 'U' ? [] : [index + 1]));
    expect(log.map(({ position }) => position)).toEqual(changed);
    for (const each of changed) {
      const difference = (first.charCodeAt(each - 1) ?? 0) ^ 0x55;
      expect(difference & (difference - 1)).toBe(0);
    }
  });

  test('chunks make no difference to what befalls which byte', () => {
    const faults: readonly Fault[] = [
      { kind: 'lose', trigger: { probability: 0.05 } },
      { kind: 'double', trigger: { probability: 0.05 } },
      { kind: 'corrupt', trigger: { every: 17 } },
    ];
    const text = Array.from({ length: 500 }, (_, index) => String.fromCharCode(32 + (index % 90))).join('');
    const arrived = (size: number): string => {
      parrot = new Parrot();
      pieces = [];
      make(faults, { seed: 5 });
      for (let at = 0; at < text.length; at += size) parrot.say(text.slice(at, at + size));
      return heardByHost();
    };
    expect(arrived(1)).toBe(arrived(500));
    expect(arrived(7)).toBe(arrived(500));
  });

  test('are late, and nothing overtakes them', async () => {
    make([{ kind: 'delay', ms: 100, trigger: { atByte: 1 } }]);
    parrot.say('one ');
    parrot.say('two ');
    await clock.advance(99);
    expect(pieces).toEqual([]);
    parrot.say('three');
    await clock.advance(1);
    expect(heardByHost()).toBe('one two three');
  });

  test('are glued together', async () => {
    make([{ kind: 'glue', ms: 10 }]);
    parrot.say('one ');
    parrot.say('two');
    await clock.advance(10);
    parrot.say('three');
    expect(pieces).toEqual(['one two', 'three']);
  });

  test('come in parts', async () => {
    make([{ kind: 'split', size: 3, gapMs: 5 }]);
    parrot.say('abcdefgh');
    parrot.say('ij');
    expect(pieces).toEqual(['abc']);
    await clock.advance(5);
    expect(pieces).toEqual(['abc', 'def']);
    await clock.advance(5);
    expect(pieces).toEqual(['abc', 'def', 'gh', 'ij']);
  });

  test('that wait are bounded', async () => {
    make([{ kind: 'delay', ms: 1000 }]);
    for (let block = 0; block < 40; block++) parrot.say('x'.repeat(100_000));
    await clock.advance(1000);
    expect(heardByHost().length).toBeLessThanOrEqual(1024 * 1024);
    expect(heardByHost().length).toBeGreaterThan(900_000);
  });
});

describe('moments', () => {
  test('a command line of the host: the answer to it is hit', () => {
    make([{ kind: 'lose', count: 2, trigger: { when: /^AT\+CSQ/ } }]);
    faulty.receive(Buffer.from('AT\r'));
    parrot.say('ab');
    faulty.receive(Buffer.from('AT+C'));
    faulty.receive(Buffer.from('SQ\r'));
    parrot.say('cdef');
    faulty.receive(Buffer.from('AT+CSQ\r'));
    parrot.say('gh');
    expect(heardByHost()).toBe('abefgh');
  });

  test('every second such line', () => {
    make([{ kind: 'lose', trigger: { when: /^AT$/, every: 2 } }]);
    for (const answer of ['ab', 'cd', 'ef', 'gh']) {
      faulty.receive(Buffer.from('AT\r'));
      parrot.say(answer);
    }
    expect(heardByHost()).toBe('abdefh');
  });

  test('a time', async () => {
    make([{ kind: 'silence', forMs: 100, trigger: { afterMs: 50 } }]);
    parrot.say('a');
    await clock.advance(50);
    parrot.say('b');
    faulty.receive(Buffer.from('b'));
    await clock.advance(100);
    parrot.say('c');
    faulty.receive(Buffer.from('c'));
    expect(heardByHost()).toBe('ac');
    expect(parrot.heard.toString()).toBe('c');
  });

  test('a time behind which bytes count', async () => {
    make([{ kind: 'lose', trigger: { afterMs: 50, every: 2 } }]);
    parrot.say('abcd');
    await clock.advance(50);
    parrot.say('efgh');
    expect(heardByHost()).toBe('abcdeg');
  });

  test.each<[Fault, string]>([
    [{ kind: 'lose', trigger: { atByte: 0 } }, 'bytes are counted from 1'],
    [{ kind: 'lose', trigger: { every: 0 } }, 'not 1 or more'],
    [{ kind: 'lose', trigger: { probability: 2 } }, 'not from 0 to 1'],
    [{ kind: 'unplug' }, 'wants a line to pull out'],
    [{ kind: 'remove-sim' }, 'wants a module with a card'],
    [{ kind: 'clock-back', ms: 1 }, 'wants the clock of the module'],
  ])('what cannot be is refused: %j', (fault, text) => {
    make([]);
    expect(() => faulty.add(fault)).toThrow(text);
  });
});

describe('a module', () => {
  test('restarts at a byte: what stands behind it is never said', async () => {
    make([{ kind: 'reboot', trigger: { atByte: 4 } }]);
    parrot.say('abcdef');
    expect(heardByHost()).toBe('abcd');
    parrot.say('gh');
    await clock.advance(0);
    expect(parrot.starts).toBe(1);
    parrot.say('ij');
    expect(heardByHost()).toBe('abcdij');
  });

  test('restarts at a byte that it hears', async () => {
    make([{ kind: 'reboot', trigger: { atByte: 4, counting: 'to-module' } }]);
    faulty.receive(Buffer.from('abcdef'));
    await clock.advance(0);
    expect(parrot.heard.toString()).toBe('abcd');
    expect(parrot.starts).toBe(1);
  });

  test('has its power cut, and a mended one has it back', async () => {
    make([{ kind: 'power-cut', forMs: 5000 }, { kind: 'silence' }]);
    await clock.advance(4999);
    expect(parrot.starts).toBe(0);
    faulty.mend();
    expect(parrot.starts).toBe(1);
    parrot.say('back');
    expect(heardByHost()).toBe('back');
  });

  test('echoes until it is told not to', async () => {
    make([{ kind: 'echo' }]);
    faulty.receive(Buffer.from('AT\r'));
    faulty.receive(Buffer.from('ATE0\r'));
    await clock.advance(0);
    faulty.receive(Buffer.from('AT\r'));
    expect(heardByHost()).toBe('AT\rATE0\r');
    expect(parrot.heard.toString()).toBe('AT\rATE0\rAT\r');
  });

  test('has another speed, until the host finds it', async () => {
    make([{ kind: 'wrong-baud', baudRate: 9600 }]);
    faulty.receive(Buffer.from('AT\r'));
    parrot.say('\r\nOK\r\n');
    expect(heardByHost()).not.toContain('OK');
    expect(parrot.heard.toString()).not.toContain('AT');
    faulty.hostBaudRate(9600);
    parrot.say('\r\nOK\r\n');
    expect(heardByHost()).toContain('\r\nOK\r\n');
  });

  test('says one URC after the other', async () => {
    make([{ kind: 'storm', lines: ['+A: 1', '+B: 2'], count: 5, intervalMs: 10 }]);
    await clock.advance(40);
    expect(heardByHost().match(/\+[AB]: \d/g)).toEqual(['+A: 1', '+B: 2', '+A: 1', '+B: 2', '+A: 1']);
  });

  test('keeps a log that is bounded and can be read', () => {
    make([{ kind: 'lose', trigger: { every: 1 } }], { seed: 42 });
    parrot.say('x'.repeat(5000));
    expect(faulty.log).toHaveLength(1000);
    expect(faulty.describe()).toMatch(
      /^parrot, seed 42\n\(4000 earlier ones are not kept\)\n.*to-host byte 4001 {2}0x78/,
    );
  });
});
