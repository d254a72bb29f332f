import { afterEach, describe, expect, test } from '@jest/globals';
import { type Fault, type FaultyModule, faultyModule, InProcessPort, type SimulatedModule } from '../mocks/index.ts';
import { VirtualClock } from '../src/base/virtual-clock.ts';
import {
  ConnectionManager,
  type ConnectivityEvent,
  type ConnectivityImplementation,
  type NetworkInterface,
} from '../src/connectivity/index.ts';
import type { ModuleSetup } from '../src/driver/index.ts';

/** A family, as its ladder is climbed with it. */
export interface LadderFamily {
  readonly technology: 'cellular' | 'wifi';
  readonly driver: ConnectivityImplementation<unknown, ModuleSetup>;
  readonly options: Readonly<Record<string, string>>;
  readonly make: (clock: VirtualClock) => SimulatedModule;
  /** A model whose speed a command sets. Default: that of `make`. */
  readonly makeSettable?: (clock: VirtualClock) => SimulatedModule;
  /** A speed at which its drivers look for it. */
  readonly otherBaudRate: number;
  /** What its soft reset is in the timeline: `AT+RST`. */
  readonly softReset: string;
}

interface Bench {
  readonly clock: VirtualClock;
  readonly faulty: FaultyModule;
  readonly port: InProcessPort;
  readonly manager: ConnectionManager;
  readonly iface: NetworkInterface;
  readonly events: readonly ConnectivityEvent[];
  /** What was done from outside. */
  readonly done: string[];
  steps(): readonly string[];
  count(type: ConnectivityEvent['type']): number;
  until(condition: () => boolean, limitS: number): Promise<void>;
}

type Outside = 'wiring' | 'usbReset' | 'power';

interface Row {
  readonly title: string;
  readonly fault: (family: LadderFamily) => Fault;
  /** What the rig has beside the line. */
  readonly outside: readonly Outside[];
  /** The steps in the timeline, in order, from the first that was taken to the recovery. */
  readonly steps: (family: LadderFamily) => readonly (string | RegExp)[];
  readonly done?: readonly string[];
  /** It wants a model whose speed a command sets. */
  readonly settable?: boolean;
}

const all: readonly Outside[] = ['wiring', 'usbReset', 'power'];
const answers = (by: string): RegExp => new RegExp(`^it answers again ${by}, \\d+ s later$`);
const scan = /^baud scan: nothing answers at [\d, ]+ Bd$/;
const soft = ({ softReset }: LadderFamily): string => `soft reset: ${softReset} sent into the silence`;
const lines = 'reset by the control lines: done';
const usb = 'USB reset: done';

/** Each rung, and a fault that nothing before it mends. What is harsher is there and is not used. */
const rows: readonly Row[] = [
  {
    title: 'a silence that passes: asking again',
    fault: () => ({ kind: 'silence', forMs: 20_000 }),
    outside: all,
    steps: () => [answers('by asking again')],
  },
  {
    title: 'another speed that stays: baud scan',
    fault: ({ otherBaudRate }) => ({ kind: 'wrong-baud', baudRate: otherBaudRate }),
    outside: all,
    steps: ({ otherBaudRate }) => [
      // The fault keeps its speed whatever the module is told, so that it has to be talked to at that.
      new RegExp(`^baud scan: found at ${otherBaudRate} Bd; (did not come back|could not be set back) to 115200`),
      answers('after baud scan'),
    ],
  },
  {
    title: 'another speed: found by baud scan and set back',
    fault: ({ otherBaudRate }) => ({ kind: 'wrong-baud', baudRate: otherBaudRate, settable: true }),
    outside: all,
    steps: ({ otherBaudRate }) => [
      `baud scan: found at ${otherBaudRate} Bd and set back to 115200`,
      answers('after baud scan'),
    ],
    settable: true,
  },
  {
    title: 'a hang that a soft reset ends',
    fault: () => ({ kind: 'hang', until: 'soft-reset' }),
    outside: all,
    steps: (family) => [scan, soft(family), answers('after soft reset')],
  },
  {
    title: 'a hang that the control lines end',
    fault: () => ({ kind: 'hang', until: 'control-lines' }),
    outside: all,
    steps: (family) => [scan, soft(family), lines, answers('after reset by the control lines')],
  },
  {
    title: 'a hang that a USB reset ends',
    fault: () => ({ kind: 'hang', until: 'usb-reset' }),
    outside: all,
    steps: (family) => [scan, soft(family), lines, usb, answers('after USB reset')],
    done: ['usb reset'],
  },
  {
    title: 'a hang that only power ends',
    fault: () => ({ kind: 'hang', until: 'power' }),
    outside: all,
    steps: (family) => [scan, soft(family), lines, usb, 'power cycle: done', answers('after power cycle')],
    done: ['usb reset', 'power cycle'],
  },
  {
    title: 'rungs that are not there are passed over',
    fault: () => ({ kind: 'hang', until: 'power' }),
    outside: ['power'],
    steps: (family) => [scan, soft(family), 'power cycle: done', answers('after power cycle')],
    done: ['power cycle'],
  },
  {
    title: 'a port that is gone until its power was cycled',
    fault: () => ({ kind: 'unplug', forMs: 0 }),
    outside: all,
    // Counted from the loss, and not from when the port was back.
    steps: () => ['power cycle: done', /^it answers again after power cycle, 1[89]\d s later$/],
    done: ['power cycle'],
  },
];

const minuteS = 60;

function setup(family: LadderFamily, outside: readonly Outside[], settable = false): Bench {
  const clock = new VirtualClock();
  const done: string[] = [];
  const make = (settable ? family.makeSettable : undefined) ?? family.make;
  const faulty: FaultyModule = faultyModule(make(clock), { clock, line: () => port, seed: 7 });
  const port = new InProcessPort(faulty, { clock, controlLines: true, hostBaudRate: 115_200 });
  const manager = new ConnectionManager({ clock });
  const events: ConnectivityEvent[] = [];
  manager.on('*', (event) => events.push(event));
  const iface = manager.addInterface({ name: 'net0', technology: family.technology });
  faulty.powerOn();
  manager.bind(iface, family.driver, {
    port,
    options: family.options,
    ...(outside.includes('wiring') && { wiring: 'esp-auto-reset' }),
    ...(outside.includes('usbReset') && {
      usbReset: async () => {
        done.push('usb reset');
        faulty.usbReset();
      },
    }),
    ...(outside.includes('power') && {
      power: {
        cycle: async () => {
          done.push('power cycle');
          faulty.powerOff();
          await new Promise<void>((resolve) => clock.after(3000, resolve));
          faulty.powerOn();
          port.plug();
        },
      },
    }),
  });
  manager.setFlag(iface, 'PERSISTENT', true);
  const steps = (): readonly string[] =>
    events.flatMap((event) => (event.type === 'fact' && event.fact.name === 'recovery' ? [event.fact.value] : []));
  return {
    clock,
    faulty,
    port,
    manager,
    iface,
    events,
    done,
    steps,
    count: (type) => events.filter((event) => event.type === type).length,
    until: async (condition, limitS) => {
      if (await clock.until(condition, limitS * 1000)) return;
      const timeline = manager.timeline(iface).slice(-25);
      const told = timeline.map(
        ({ detail, event, time }) => `${time.toISOString().slice(11, 19)} ${event} ${detail ?? ''}`,
      );
      throw new Error(`not within ${limitS} s: ${condition}\n${told.join('\n')}\n${faulty.describe()}`);
    },
  };
}

async function close({ clock, faulty, manager }: Bench): Promise<void> {
  const closed = manager.close();
  await clock.advance(15_000);
  await closed;
  faulty.close();
  await clock.settle();
  expect(clock.timerCount).toBe(0);
}

/** Has a family climb its ladder: each rung with a fault that only it can mend, in virtual time. */
export function ladderTests(family: LadderFamily): void {
  let bench: Bench | undefined;

  afterEach(async () => {
    const used = bench;
    bench = undefined;
    if (used !== undefined) await close(used);
  });

  const ready = async (outside: readonly Outside[], settable?: boolean): Promise<Bench> => {
    bench = setup(family, outside, settable);
    const { iface, manager, until } = bench;
    manager.connect(iface);
    await until(() => manager.isReady(iface), 5 * minuteS);
    return bench;
  };

  describe('the recovery ladder', () => {
    test.each(rows)('$title', async ({ done = [], fault, outside, settable, steps }) => {
      const { clock, count, faulty, iface, manager, port, ...more } = await ready(outside, settable);
      faulty.add(fault(family));
      // Somebody asks something: what is not asked is not missed for five minutes.
      await more.until(() => count('module-lost') === 1, 20 * minuteS);
      await more.until(() => manager.isReady(iface), 20 * minuteS);
      // What helped has to last.
      await clock.advance(5 * minuteS * 1000);
      expect(manager.isReady(iface)).toBe(true);
      const expected = steps(family).map((step) => (typeof step === 'string' ? step : expect.stringMatching(step)));
      expect(more.steps()).toEqual(expected);
      expect(more.done).toEqual(done);
      expect({ lost: count('module-lost'), connected: count('l4-connected') }).toEqual({ lost: 1, connected: 2 });
      expect(count('fatal-error')).toBe(0);
      if (settable === true) expect(port.hostBaudRate).toBe(115_200);
    });

    test('nothing helps: a fatal error says all that was tried; power given by hand brings it back', async () => {
      const { clock, count, events, faulty, iface, manager, until } = await ready(['wiring', 'usbReset']);
      faulty.add({ kind: 'hang', until: 'power' });
      await until(() => count('fatal-error') === 1, 40 * minuteS);
      const [fatal] = events.flatMap((event) => (event.type === 'fatal-error' ? [event.reason] : []));
      const tried = [
        `baud scan (nothing answers`,
        `soft reset (${family.softReset}`,
        'control lines (done',
        'USB reset (done',
      ];
      for (const each of tried) expect(fatal).toContain(each);
      await clock.advance(60 * minuteS * 1000);
      expect(count('fatal-error')).toBe(1);
      faulty.powerOff();
      await clock.advance(5000);
      faulty.powerOn();
      await until(() => events.at(-1) !== undefined && count('module-ready') === 2, 5 * minuteS);
      manager.connect(iface);
      await until(() => manager.isReady(iface), 5 * minuteS);
    });

    test('an echo that stays on is no trouble', async () => {
      const { clock, count, faulty, iface, manager, steps } = await ready(all);
      faulty.add({ kind: 'echo', stubborn: true });
      await clock.advance(20 * minuteS * 1000);
      expect({ ready: manager.isReady(iface), lost: count('module-lost'), steps: steps() }).toEqual({
        ready: true,
        lost: 0,
        steps: [],
      });
    });
  });
}
