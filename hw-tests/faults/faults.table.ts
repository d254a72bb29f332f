import type { Fault, HangEnd } from '../../mocks/index.ts';
import type { Family } from './families.ts';
import type { Surroundings } from './surroundings.ts';

export interface FaultKindRow {
  readonly name: string;
  /** One such fault; `random` gives numbers from 0 to below 1. */
  readonly make: (random: () => number, family: Family) => Fault;
  /** How long it lasts, in seconds, at most. */
  readonly lastsS: number;
  /** Within how many minutes after it is over the interface has to be connected again. */
  readonly boundMin: number;
  /** It may end in a fatal error, after which somebody has to connect again. */
  readonly mayBeFatal?: boolean;
  /** It has to end in a fatal error; then somebody takes the module's power, gives it back and connects again. */
  readonly mustBeFatal?: boolean;
  /** What is around the module. Default: `line`. */
  readonly surroundings?: Surroundings;
  /**
   * What it does to payload on the line. `bytes`: some are lost, doubled or changed, which no dialect has a checksum
   * against. `rest`: those from some place on are lost; a module that was promised them is given others for them, and
   * the socket is ended with an error.
   */
  readonly spoils?: 'bytes' | 'rest';
  /** It is about the card. */
  readonly needsSim?: boolean;
}

const between = (random: () => number, least: number, most: number): number =>
  Math.floor(least + random() * (most - least));

const hang = (until: HangEnd): FaultKindRow => ({
  name: `hang-until-${until}`,
  make: () => ({ kind: 'hang', until }),
  surroundings: 'rescue',
  lastsS: 0,
  boundMin: 20,
  spoils: 'rest',
});

/**
 * What is injected. The bounds add up what the driver may have to wait for: the deadline of the slowest command (180 s),
 * getting back into step, a restart, and a registration. Of spoiled bytes there are up to twenty, and each may cost the
 * deadline of another command.
 */
export const faultRows: readonly FaultKindRow[] = [
  {
    name: 'lose',
    make: () => ({ kind: 'lose', direction: 'both', trigger: { probability: 0.02, times: 10 } }),
    lastsS: 0,
    boundMin: 60,
    spoils: 'bytes',
  },
  {
    name: 'double',
    make: () => ({ kind: 'double', direction: 'both', trigger: { probability: 0.02, times: 10 } }),
    lastsS: 0,
    boundMin: 60,
    spoils: 'bytes',
  },
  {
    name: 'corrupt',
    make: () => ({ kind: 'corrupt', direction: 'both', trigger: { probability: 0.02, times: 10 } }),
    lastsS: 0,
    boundMin: 60,
    spoils: 'bytes',
  },
  {
    name: 'delay',
    make: (random) => ({ kind: 'delay', ms: between(random, 10, 20_000), count: 3 }),
    lastsS: 60,
    boundMin: 10,
  },
  {
    name: 'glue',
    make: (random) => ({ kind: 'glue', ms: between(random, 10, 5000), count: 5 }),
    lastsS: 25,
    boundMin: 10,
  },
  {
    name: 'split',
    make: (random) => ({ kind: 'split', size: between(random, 1, 4), gapMs: 5, direction: 'both', count: 50 }),
    lastsS: 10,
    boundMin: 10,
  },
  {
    name: 'storm',
    make: (random, { chatter }) => ({
      kind: 'storm',
      lines: chatter,
      count: between(random, 100, 1000),
      intervalMs: 2,
    }),
    lastsS: 2,
    boundMin: 10,
  },
  {
    name: 'silence',
    make: (random) => ({ kind: 'silence', forMs: between(random, 1000, 400_000) }),
    lastsS: 400,
    boundMin: 15,
    spoils: 'rest',
  },
  {
    name: 'silence-to-host',
    make: (random) => ({ kind: 'silence', direction: 'to-host', forMs: between(random, 100, 100_000) }),
    lastsS: 100,
    boundMin: 15,
    spoils: 'rest',
  },
  { name: 'reboot', make: () => ({ kind: 'reboot' }), lastsS: 0, boundMin: 10 },
  {
    name: 'reboot-while-speaking',
    make: (random) => ({ kind: 'reboot', trigger: { atByte: between(random, 1, 200) } }),
    lastsS: 60,
    boundMin: 10,
  },
  {
    name: 'reboot-while-listening',
    make: (random) => ({ kind: 'reboot', trigger: { atByte: between(random, 1, 200), counting: 'to-module' } }),
    lastsS: 60,
    boundMin: 10,
  },
  {
    name: 'power-cut',
    make: (random) => ({ kind: 'power-cut', forMs: between(random, 10, 60_000) }),
    lastsS: 60,
    boundMin: 10,
  },
  {
    name: 'wrong-baud',
    make: (random) => ({ kind: 'wrong-baud', baudRate: 9600, forMs: between(random, 1000, 60_000) }),
    lastsS: 60,
    boundMin: 15,
    spoils: 'bytes',
  },
  { name: 'echo', make: () => ({ kind: 'echo' }), lastsS: 0, boundMin: 10 },
  { name: 'echo-stubborn', make: () => ({ kind: 'echo', stubborn: true }), lastsS: 0, boundMin: 10 },
  {
    name: 'unplug',
    make: (random) => ({ kind: 'unplug', forMs: between(random, 10, 60_000) }),
    lastsS: 60,
    boundMin: 10,
    spoils: 'rest',
  },
  {
    name: 'unplug-elsewhere',
    make: (random) => ({
      kind: 'unplug',
      forMs: between(random, 10, 60_000),
      path: `/dev/ttyUSB${between(random, 1, 8)}`,
    }),
    surroundings: 'found',
    lastsS: 60,
    boundMin: 10,
    spoils: 'rest',
  },
  hang('soft-reset'),
  hang('control-lines'),
  hang('usb-reset'),
  hang('power'),
  {
    // Nothing is there that would help.
    name: 'hang-for-good',
    make: () => ({ kind: 'hang', until: 'power' }),
    lastsS: 0,
    boundMin: 40,
    mustBeFatal: true,
    spoils: 'rest',
  },
  {
    name: 'sim-out-and-in',
    make: (random) => ({ kind: 'remove-sim', forMs: between(random, 500, 120_000) }),
    lastsS: 120,
    boundMin: 15,
    mayBeFatal: true,
    needsSim: true,
  },
  {
    name: 'clock-back',
    make: (random) => ({ kind: 'clock-back', ms: between(random, 1000, 1e11) }),
    lastsS: 0,
    boundMin: 1,
  },
];
