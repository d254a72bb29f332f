import { atlink, type OpenClient, serialportBare, serialportReadline, transportBare } from './clients.ts';
import { printRates } from './report.ts';
import type { Responder } from './start-responder.ts';

const rounds = 7;
const trips = 3000;
const warmUpTrips = 500;

const contenders: ReadonlyMap<string, OpenClient> = new Map([
  ['npm serialport, split by hand', serialportBare],
  ['npm serialport + parser-readline', serialportReadline],
  ['atlink, transport alone, split by hand', transportBare],
  ['atlink, transport and AT channel', atlink([])],
]);

async function tripsPerSecond(open: OpenClient, path: string): Promise<number> {
  const client = await open(path, () => undefined);
  for (let trip = 0; trip < warmUpTrips; trip++) await client.roundTrip();
  const since = performance.now();
  for (let trip = 0; trip < trips; trip++) await client.roundTrip();
  const seconds = (performance.now() - since) / 1000;
  await client.close();
  return trips / seconds;
}

/** `AT` and its `OK`, one after the other, over a pseudo-terminal. */
export async function benchRoundTrips(responder: Responder): Promise<void> {
  const rates = new Map([...contenders.keys()].map((name): [string, number[]] => [name, []]));
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = 0; round < rounds; round++) {
    for (const [name, open] of contenders) rates.get(name)?.push(await tripsPerSecond(open, responder.path));
  }
  console.log(`AT round trips over a pseudo-terminal (${rounds} rounds of ${trips})`);
  printRates('round trips/s', rates);
}
