import { once } from 'node:events';
import { ReadlineParser } from '@serialport/parser-readline';
import { AtChannel, Framer, type Params, type Urc, urc } from '../../src/at/index.ts';
import { UrcTable } from '../../src/at/urc-table.ts';
import { systemClock } from '../../src/base/clock.ts';
import { atlink, type OpenClient, serialportBare, serialportReadline } from './clients.ts';
import { printRates } from './report.ts';
import type { Responder } from './start-responder.ts';
import { urcStream } from './urc-stream.ts';

const rounds = 7;
const processLines = 200_000;
const wireLines = 200_000;
// What one read of a pseudo-terminal gives at most.
const chunkBytes = 4095;

const urcs: readonly Urc<unknown>[] = [
  urc('+CEREG', (params: Params) => ({
    state: params.int(),
    area: params.optionalHex(),
    cell: params.optionalHex(),
    technology: params.optionalInt(),
  })),
  urc('+QIURC', (params: Params) => ({ kind: params.text(), connection: params.int() })),
  urc('+QIND', (params: Params) => ({ kind: params.text(), strength: params.int(), errors: params.int() })),
];

type Consume = (chunks: readonly Uint8Array[], heard: () => void) => Promise<void> | void;

const inProcess: ReadonlyMap<string, Consume> = new Map<string, Consume>([
  [
    'parser-readline: lines',
    async (chunks, heard) => {
      const parser = new ReadlineParser({ delimiter: '\r\n', encoding: 'latin1' });
      parser.on('data', (line: string) => line !== '' && heard());
      for (const chunk of chunks) if (!parser.write(chunk)) await once(parser, 'drain');
      parser.end();
      await once(parser, 'end');
    },
  ],
  [
    'split by hand: lines',
    (chunks, heard) => {
      let rest = '';
      for (const chunk of chunks) {
        const lines = (rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')).split(
          '\r\n',
        );
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') heard();
      }
    },
  ],
  [
    'atlink framer and URC table: typed values',
    (chunks, heard) => {
      const table = new UrcTable(() => undefined);
      for (const each of urcs) table.add(each, heard);
      const framer = new Framer((frame) => {
        if (frame.kind === 'line') table.deliver(frame.text);
      });
      for (const chunk of chunks) framer.push(chunk);
    },
  ],
  [
    'atlink AT channel (transcript, masking): typed values',
    (chunks, heard) => {
      const channel = new AtChannel({ clock: systemClock, write: () => Promise.resolve() });
      for (const each of urcs) channel.onUrc(each, heard);
      for (const chunk of chunks) channel.receive(chunk);
    },
  ],
]);

const overWire: ReadonlyMap<string, OpenClient> = new Map([
  ['npm serialport + parser-readline: lines', serialportReadline],
  ['npm serialport, split by hand: lines', serialportBare],
  ['atlink: typed values', atlink(urcs)],
]);

async function linesPerSecond(consume: Consume, chunks: readonly Uint8Array[]): Promise<number> {
  let heard = 0;
  const since = performance.now();
  await consume(chunks, () => heard++);
  const seconds = (performance.now() - since) / 1000;
  if (heard !== processLines) throw new Error(`${heard} of ${processLines} lines arrived`);
  return processLines / seconds;
}

async function wireLinesPerSecond(open: OpenClient, responder: Responder): Promise<number> {
  let heard = 0;
  let firstAt = 0;
  let done: (value: undefined) => void = () => undefined;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  const client = await open(responder.path, () => {
    heard++;
    if (heard === 1) firstAt = performance.now();
    if (heard === wireLines) done(undefined);
  });
  // A client that is there and listens.
  await client.roundTrip();
  responder.flood(wireLines);
  await all;
  const seconds = (performance.now() - firstAt) / 1000;
  await client.close();
  return wireLines / seconds;
}

function emptyRates(names: Iterable<string>): Map<string, number[]> {
  return new Map([...names].map((name) => [name, []]));
}

/** URC lines from memory: what the parsing costs. */
export async function benchUrcsInProcess(): Promise<void> {
  const stream = urcStream(processLines);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += chunkBytes) chunks.push(stream.subarray(at, at + chunkBytes));
  const rates = emptyRates(inProcess.keys());
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, consume] of inProcess) {
      const rate = await linesPerSecond(consume, chunks);
      if (round > 0) rates.get(name)?.push(rate);
    }
  }
  console.log(`URC lines in process (${rounds} rounds of ${processLines}, chunks of ${chunkBytes} bytes)`);
  printRates('lines/s', rates);
}

/** URC lines over a pseudo-terminal. */
export async function benchUrcsOverWire(responder: Responder): Promise<void> {
  const rates = emptyRates(overWire.keys());
  for (let round = 0; round <= rounds; round++) {
    for (const [name, open] of overWire) {
      const rate = await wireLinesPerSecond(open, responder);
      if (round > 0) rates.get(name)?.push(rate);
    }
  }
  console.log(`URC lines over a pseudo-terminal (${rounds} rounds of ${wireLines})`);
  printRates('lines/s', rates);
}
