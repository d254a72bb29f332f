/**
 * Benchmarks by hand: `npm run bench -- [--pin] [round-trip] [urc-flood] [events]`; all of them unless some are named.
 * `--pin` ties the client and the responder to a core each (Linux), which changes who is fastest.
 */

import { describeMachine } from './report.ts';
import { benchRoundTrips } from './round-trip.ts';
import { type Responder, startResponder } from './start-responder.ts';
import { benchUrcsInProcess, benchUrcsOverWire } from './urc-flood.ts';

async function withResponder(pinned: boolean, bench: (responder: Responder) => Promise<void>): Promise<void> {
  const responder = await startResponder(pinned);
  try {
    await bench(responder);
  } finally {
    responder.stop();
  }
}

const benches: Readonly<Record<string, (pinned: boolean) => Promise<void>>> = {
  'round-trip': (pinned) => withResponder(pinned, benchRoundTrips),
  'urc-flood': async (pinned) => {
    await benchUrcsInProcess();
    await withResponder(pinned, benchUrcsOverWire);
  },
  events: async () => {
    // Loaded only then: it makes the heap visible to itself, which the others need not bear.
    const { benchEvents } = await import('./events.ts');
    await benchEvents();
  },
};

const args = process.argv.slice(2);
const pinned = args.includes('--pin');
const asked = args.filter((arg) => arg !== '--pin');
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(`${describeMachine(pinned)}\n`);
  for (const name of asked.length > 0 ? asked : Object.keys(benches)) await benches[name]?.(pinned);
}
