import { seededRandom } from '../../mocks/module/random.ts';
import { exchanges } from './exchanges.table.ts';

type Random = () => number;

const pick = <Entry>(random: Random, list: readonly Entry[], none: Entry): Entry =>
  list[Math.floor(random() * list.length)] ?? none;

const tokens = [
  '\r\n', '\r', '\n', 'OK', 'ERROR', '+CME ERROR: ', '> ', '>', ',', '"', '(', ')', ':', '+', '%', '#', '0', '-1', '65536',
  '99999999999999999999', '\x00', '\x1a', '\xff', '+CEREG: ', '+QIRD: ', '+IPD,', '+QIURC: "recv",', '#XRECV: ', 'AT', ' ',
  '+CIPRECVDATA:', 'ready', 'RDY', 'e', '.', '0x', '\\', '\\"', "'",
] as const; // biome-ignore format: words of the language, a table

const longest = 2000;

function randomBytes(random: Random): Buffer {
  return Buffer.from(Uint8Array.from({ length: 1 + Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
}

function randomWords(random: Random): Buffer {
  const count = 1 + Math.floor(random() * 40);
  return Buffer.from(Array.from({ length: count }, () => pick(random, tokens, '0')).join(''), 'latin1');
}

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const at = (bytes: Buffer, random: Random): number => Math.floor(random() * (bytes.length + 1));

function withoutSpan(bytes: Buffer, random: Random): Buffer {
  const from = at(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + Math.floor(random() * 8))]);
}

function twice(bytes: Buffer, random: Random): Buffer {
  const from = at(bytes, random);
  const span = bytes.subarray(from, from + 1 + Math.floor(random() * 30));
  return Buffer.concat([bytes.subarray(0, from), span, span, bytes.subarray(from + span.length)]);
}

function turned(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  const index = Math.min(bytes.length - 1, at(bytes, random));
  changed[index] = (changed[index] ?? 0) ^ (1 << Math.floor(random() * 8));
  return changed;
}

function inserted(bytes: Buffer, random: Random): Buffer {
  const from = at(bytes, random);
  const word = Buffer.from(pick(random, tokens, '0'), 'latin1');
  return Buffer.concat([bytes.subarray(0, from), word, bytes.subarray(from)]);
}

function inflated(bytes: Buffer, random: Random): Buffer {
  const numbers = ['0', '-1', '1', '1460', '65536', '65537', '4294967295', '1e9', '999999999999'] as const;
  const text = bytes.toString('latin1');
  const matches = [...text.matchAll(/\d+/g)];
  const found = matches[Math.floor(random() * matches.length)];
  if (found === undefined) return bytes;
  const behind = found.index + found[0].length;
  return Buffer.from(text.slice(0, found.index) + pick(random, numbers, '0') + text.slice(behind), 'latin1');
}

const spliced: Mutation = (bytes, random) => {
  const other = Buffer.from(pick(random, exchanges, ''), 'latin1');
  return Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(at(other, random))]);
};

const mutations: readonly Mutation[] = [withoutSpan, twice, turned, inserted, inflated, spliced];

function spoiledExchange(random: Random): Buffer {
  let bytes: Buffer = Buffer.from(pick(random, exchanges, ''), 'latin1');
  const count = 1 + Math.floor(random() * 5);
  for (let index = 0; index < count && bytes.length > 0; index += 1) {
    bytes = pick(random, mutations, turned)(bytes, random).subarray(0, longest);
  }
  return bytes;
}

/** One input, which follows from its seed: one in ten is noise, two are words without sense, the rest spoiled exchanges. */
export function makeInput(seed: number): { readonly bytes: Buffer; readonly random: Random } {
  const random = seededRandom(seed);
  const kind = random();
  if (kind < 0.1) return { bytes: randomBytes(random), random };
  if (kind < 0.3) return { bytes: randomWords(random), random };
  return { bytes: spoiledExchange(random), random };
}
