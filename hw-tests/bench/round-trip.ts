import { atlink, type OpenClient, serialportBare, serialportReadline, transportBare } from './clients.ts';
import { type ForeignClient, foreignClients, type Trips } from './foreign-clients.ts';
import { serialportGsm, ttyStream } from './node-clients.ts';
import { inPlace, type Placement, placements } from './placement.ts';
import { type Aim, type Bench, medianOf, percentile, Rounds, type Row, type Section, type Sized } from './section.ts';
import { type Responder, startResponder } from './start-responder.ts';

const sizes: Sized<{ readonly rounds: number; readonly trips: number; readonly warmUp: number }> = {
  smallest: { rounds: 1, trips: 20, warmUp: 2 },
  quick: { rounds: 3, trips: 2000, warmUp: 500 },
  full: { rounds: 9, trips: 5000, warmUp: 1000 },
};

const ours = 'atlink, transport and AT channel';
const tty = 'Node tty.ReadStream, split by hand';
const contenders: ReadonlyMap<string, OpenClient> = new Map([
  [ours, atlink([])],
  ['atlink, transport alone, split by hand', transportBare],
  [tty, ttyStream],
  ['npm serialport, split by hand', serialportBare],
  ['npm serialport + parser-readline', serialportReadline],
  ['npm serialport-gsm', serialportGsm],
]);

async function nodeTrips(open: OpenClient, path: string, warmUp: number, trips: number): Promise<Trips> {
  const client = await open(path, () => undefined);
  for (let trip = 0; trip < warmUp; trip++) await client.roundTrip();
  const eachUs = new Float64Array(trips);
  const cpu = process.cpuUsage();
  for (let trip = 0; trip < trips; trip++) {
    const since = performance.now();
    await client.roundTrip();
    eachUs[trip] = (performance.now() - since) * 1000;
  }
  const { system, user } = process.cpuUsage(cpu);
  await client.close();
  return { eachUs, cpuUs: system + user };
}

function figures({ cpuUs, eachUs }: Trips): Record<string, number> {
  const totalUs = Float64Array.from(eachUs).reduce((sum, us) => sum + us, 0);
  return {
    'us, median': percentile(eachUs, 0.5),
    'us, p99': percentile(eachUs, 0.99),
    'commands/s': (eachUs.length * 1e6) / totalUs,
    'CPU us/command': cpuUs / eachUs.length,
  };
}

function aimsOf(rows: readonly Row[]): readonly Aim[] {
  const ratio = (unit: string): number => medianOf(rows, ours, unit) / medianOf(rows, tty, unit);
  return [
    {
      text: 'round trip, median, beside tty.ReadStream',
      value: ratio('us, median'),
      sense: 'at most',
      limit: 1.15,
    },
    {
      text: 'CPU a command, beside tty.ReadStream',
      value: ratio('CPU us/command'),
      sense: 'at most',
      limit: 1.15,
    },
  ];
}

async function section(
  placement: Placement,
  responder: Responder,
  foreign: readonly ForeignClient[],
  { rounds, trips, warmUp }: { readonly rounds: number; readonly trips: number; readonly warmUp: number },
): Promise<Section> {
  const found = new Rounds();
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = 0; round < rounds; round++) {
    for (const [name, open] of contenders) {
      found.add(name, figures(await nodeTrips(open, responder.path, warmUp, trips)));
    }
    for (const client of foreign) {
      found.add(client.name, figures(await client.run(responder.path, warmUp, trips, placement)));
    }
  }
  return {
    title: `AT and its OK over a pseudo-terminal, ${placement} (${rounds} rounds of ${trips})`,
    rows: found.rows,
    aims: aimsOf(found.rows),
    notes: [],
  };
}

/** `AT` and its `OK`, one after the other, over a pseudo-terminal. */
export const benchRoundTrips: Bench = async (size) => {
  const responder = await startResponder();
  const { clear, clients, missing } = foreignClients();
  try {
    const sections: Section[] = [];
    for (const placement of placements) {
      const one = await inPlace(placement, responder.pid, () => section(placement, responder, clients, sizes[size]));
      sections.push({ ...one, notes: missing });
    }
    return sections;
  } finally {
    clear();
    responder.stop();
  }
};
