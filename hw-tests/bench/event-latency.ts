import { quectel } from '../../drivers/index.ts';
import { SimulatedQuectel, servePty } from '../../mocks/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { ConnectionManager, type Port, serialPort } from '../../src/index.ts';
import { BenchPort } from './bench-port.ts';
import { type Bench, medianOf, percentile, Rounds, type Section, type Sized } from './section.ts';

const sizes: Sized<{ readonly rounds: number; readonly urcs: number }> = {
  smallest: { rounds: 1, urcs: 4 },
  quick: { rounds: 3, urcs: 300 },
  full: { rounds: 7, urcs: 2000 },
};

const inProcess = 'bytes handed to the driver, to the event';
const overPty = 'last byte written to a pseudo-terminal, to the event';
const longestWaitMs = 5000;

/** Each says something new: at home, and roaming. */
const urcOf = (count: number): string => `+CEREG: ${count % 2 === 0 ? 5 : 1},"80D4","14BCB0C",8`;

/** Brings an interface up behind the port, and says a URC so many times. @returns microseconds each */
async function latencies(port: Port, say: (text: string) => void, count: number): Promise<Float64Array> {
  const manager = new ConnectionManager();
  const iface = manager.addInterface({ name: 'bench0', technology: 'cellular' });
  manager.bind(iface, quectel, { port, options: { apn: 'internet' } });
  let told: (atMs: number) => void = () => undefined;
  manager.on('fact', ({ fact }) => {
    if (fact.name === 'registration') told(performance.now());
  });
  const ready = new Promise<void>((resolve) => manager.on('l4-connected', () => resolve()));
  manager.connect(iface);
  try {
    await ready;
    const eachUs = new Float64Array(count);
    for (let at = 0; at < count; at++) {
      // In a turn of its own, as bytes of a module come.
      await new Promise((resolve) => setImmediate(resolve));
      eachUs[at] = await oneLatency(
        (heard) => (told = heard),
        () => say(urcOf(at)),
      );
    }
    return eachUs;
  } finally {
    await manager.close();
  }
}

function oneLatency(listen: (heard: (atMs: number) => void) => void, say: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const deadline = systemClock.after(longestWaitMs, () => reject(new Error('a URC gave no event')));
    const since = performance.now();
    listen((atMs) => {
      deadline.cancel();
      resolve((atMs - since) * 1000);
    });
    say();
  });
}

async function measure(how: typeof inProcess | typeof overPty, urcs: number): Promise<Float64Array> {
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock: systemClock, speed: 200 });
  module.powerOn();
  const say = (text: string): void => module.injectUrc(text);
  try {
    if (how === inProcess) return await latencies(new BenchPort(module), say, urcs);
    const served = await servePty(module);
    try {
      return await latencies(serialPort(served.path), say, urcs);
    } finally {
      await served.close();
    }
  } finally {
    module.close();
  }
}

/** From the last byte of a URC to the interface's event, through driver and connection manager. */
export const benchEventLatency: Bench = async (size): Promise<readonly Section[]> => {
  const { rounds, urcs } = sizes[size];
  const found = new Rounds();
  for (let round = 0; round < rounds; round++) {
    for (const how of [inProcess, overPty] as const) {
      const eachUs = await measure(how, urcs);
      found.add(how, { 'us, median': percentile(eachUs, 0.5), 'us, p99': percentile(eachUs, 0.99) });
    }
  }
  const median = (name: string): number => medianOf(found.rows, name, 'us, median');
  return [
    {
      title: `From a URC to the event of the interface (${rounds} rounds of ${urcs})`,
      rows: found.rows,
      aims: [
        { text: 'microseconds, median, in process', value: median(inProcess), sense: 'at most', limit: 100 },
        { text: 'microseconds, median, over a pseudo-terminal', value: median(overPty), sense: 'at most', limit: 100 },
      ],
      notes: ['Module and host share a process here: over the pseudo-terminal its event loop is in the figure.'],
    },
  ];
};
