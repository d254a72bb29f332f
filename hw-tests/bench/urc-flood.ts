import { once } from 'node:events';
import { ReadlineParser } from '@serialport/parser-readline';
import { AtChannel, Framer, type Params, type Urc, urc } from '../../src/at/index.ts';
import { UrcTable } from '../../src/at/urc-table.ts';
import { systemClock } from '../../src/base/clock.ts';
import { atlink, type OpenClient, serialportBare, serialportReadline } from './clients.ts';
import { ttyStream } from './node-clients.ts';
import { inPlace, type Placement, placements } from './placement.ts';
import { type Aim, type Bench, medianOf, Rounds, type Row, type Section, type Sized } from './section.ts';
import { type Responder, startResponder } from './start-responder.ts';
import { urcStream } from './urc-stream.ts';

const sizes: Sized<{ readonly rounds: number; readonly lines: number }> = {
  smallest: { rounds: 1, lines: 400 },
  quick: { rounds: 3, lines: 100_000 },
  full: { rounds: 9, lines: 200_000 },
};
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

const parserReadline = '@serialport/parser-readline alone: lines';
const channelLines = 'atlink AT channel, nobody listens: lines classified';
const channelValues = 'atlink AT channel: typed values';

const inProcess: ReadonlyMap<string, Consume> = new Map<string, Consume>([
  [
    parserReadline,
    async (chunks, heard) => {
      const parser = new ReadlineParser({ delimiter: '\r\n', encoding: 'latin1' });
      parser.on('data', (line: string) => line !== '' && heard());
      for (const chunk of chunks) if (!parser.write(chunk)) await once(parser, 'drain');
      parser.end();
      await once(parser, 'end');
    },
  ],
  [
    'bare newline split: lines',
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
    channelLines,
    (chunks, heard) => {
      const channel = new AtChannel({
        clock: systemClock,
        write: () => Promise.resolve(),
        unknownLine: heard,
      });
      for (const chunk of chunks) channel.receive(chunk);
    },
  ],
  [
    channelValues,
    (chunks, heard) => {
      const channel = new AtChannel({ clock: systemClock, write: () => Promise.resolve() });
      for (const each of urcs) channel.onUrc(each, heard);
      for (const chunk of chunks) channel.receive(chunk);
    },
  ],
]);

const wireReadline = 'npm serialport + parser-readline: lines';
const wireLines = 'atlink, nobody listens: lines classified';
const wireValues = 'atlink: typed values';

const overWire: ReadonlyMap<string, OpenClient> = new Map([
  [wireReadline, serialportReadline],
  ['npm serialport, split by hand: lines', serialportBare],
  ['Node tty.ReadStream, split by hand: lines', ttyStream],
  [wireLines, atlink([])],
  [wireValues, atlink(urcs)],
]);

const linesUnit = 'lines/s';
const cpuUnit = 'CPU ns/line';

function figures(lines: number, bytes: number, seconds: number, { system, user }: NodeJS.CpuUsage) {
  return {
    [linesUnit]: lines / seconds,
    'MB/s': bytes / seconds / 1e6,
    [cpuUnit]: ((system + user) * 1000) / lines,
  };
}

async function fromMemory(consume: Consume, chunks: readonly Uint8Array[], lines: number) {
  let heard = 0;
  const cpu = process.cpuUsage();
  const since = performance.now();
  await consume(chunks, () => heard++);
  const seconds = (performance.now() - since) / 1000;
  if (heard !== lines) throw new Error(`${heard} of ${lines} lines arrived`);
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return figures(lines, bytes, seconds, process.cpuUsage(cpu));
}

async function fromWire(open: OpenClient, responder: Responder, lines: number) {
  let heard = 0;
  let firstAt = 0;
  let done: (value: undefined) => void = () => undefined;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  const client = await open(responder.path, () => {
    heard++;
    if (heard === 1) firstAt = performance.now();
    if (heard === lines) done(undefined);
  });
  // A client that is there and listens.
  await client.roundTrip();
  const cpu = process.cpuUsage();
  responder.flood(lines);
  await all;
  const seconds = (performance.now() - firstAt) / 1000;
  const used = process.cpuUsage(cpu);
  await client.close();
  return figures(lines, urcStream(lines).length, seconds, used);
}

/** Beside parser-readline, in lines a second and in processor time: others on the machine disturb the second less. */
function aimsOf(rows: readonly Row[], readline: string, lines: string, values: string): readonly Aim[] {
  const faster = (name: string): number => medianOf(rows, name, linesUnit) / medianOf(rows, readline, linesUnit);
  const cheaper = (name: string): number => medianOf(rows, readline, cpuUnit) / medianOf(rows, name, cpuUnit);
  return [
    { text: 'lines/s, classified, beside parser-readline', value: faster(lines), sense: 'at least', limit: 2 },
    { text: 'lines/s, typed, beside parser-readline', value: faster(values), sense: 'at least', limit: 1 },
    { text: 'lines a CPU second, classified, the same', value: cheaper(lines), sense: 'at least', limit: 2 },
    { text: 'lines a CPU second, typed, the same', value: cheaper(values), sense: 'at least', limit: 1 },
  ];
}

async function inProcessSection({ lines, rounds }: { readonly rounds: number; readonly lines: number }) {
  const stream = urcStream(lines);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += chunkBytes) chunks.push(stream.subarray(at, at + chunkBytes));
  const found = new Rounds();
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, consume] of inProcess) {
      const one = await fromMemory(consume, chunks, lines);
      if (round > 0) found.add(name, one);
    }
  }
  return {
    title: `URC lines in process (${rounds} rounds of ${lines}, chunks of ${chunkBytes} bytes)`,
    rows: found.rows,
    aims: aimsOf(found.rows, parserReadline, channelLines, channelValues),
    notes: [],
  };
}

async function wireSection(
  placement: Placement,
  responder: Responder,
  { lines, rounds }: { readonly rounds: number; readonly lines: number },
): Promise<Section> {
  const found = new Rounds();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, open] of overWire) {
      const one = await fromWire(open, responder, lines);
      if (round > 0) found.add(name, one);
    }
  }
  return {
    title: `URC lines over a pseudo-terminal, ${placement} (${rounds} rounds of ${lines})`,
    rows: found.rows,
    aims: aimsOf(found.rows, wireReadline, wireLines, wireValues),
    notes: ['The time begins with the first line.'],
  };
}

/** URC lines from memory: what the parsing costs; and over a pseudo-terminal. */
export const benchUrcFlood: Bench = async (size) => {
  const sections: Section[] = [await inProcessSection(sizes[size])];
  const responder = await startResponder();
  try {
    for (const placement of placements) {
      sections.push(await inPlace(placement, responder.pid, () => wireSection(placement, responder, sizes[size])));
    }
  } finally {
    responder.stop();
  }
  return sections;
};
