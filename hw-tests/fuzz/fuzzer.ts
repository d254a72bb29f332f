import { AtChannel, AtError, type Command, type Frame, Framer, Params, type Urc } from '../../src/at/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { makeInput } from './inputs.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Finding {
  readonly seed: number;
  readonly what: string;
  readonly input: string;
}

const mostFindings = 20;
// Far beyond what any input takes, and beyond what the machine may be busy with: only what runs away is found.
const slowMs = 1000;

const textOf = (frame: Frame): string => {
  if (frame.kind === 'prompt') return '>';
  if (frame.kind !== 'block') return `${frame.kind} ${frame.text}`;
  return `block ${frame.header} ${Buffer.from(frame.bytes).toString('latin1')}`;
};

/** Feeds one input after the other to the framer, the channel, the parameters and every parser of the drivers. */
export class Fuzzer {
  readonly findings: Finding[] = [];
  /** How often a parser of a URC declined a line by throwing, which the channel has to bear. */
  declined = 0;
  slowestMs = 0;
  readonly #urcs: readonly Urc<unknown>[];
  readonly #commands: readonly Command<unknown>[];
  readonly #channel: AtChannel;
  readonly #rules;

  constructor({ urcs, commands }: Vocabulary) {
    this.#urcs = urcs;
    this.#commands = commands;
    this.#channel = new AtChannel({ write: async () => undefined, clock: new VirtualClock() });
    for (const urc of urcs) this.#channel.onUrc(urc, () => undefined);
    this.#rules = urcs.flatMap(({ block }) => block ?? []);
  }

  try(seed: number): void {
    const { bytes, random } = makeInput(seed);
    const since = performance.now();
    try {
      const whole = this.#frames(bytes, []);
      const cut = this.#frames(bytes, cutsOf(bytes.length, random));
      if (whole.join('\n') !== cut.join('\n')) this.#found(seed, bytes, 'the frames depend on the chunks');
      for (const line of whole) this.#readParams(line);
      this.#feedChannel(bytes, random);
    } catch (thrown) {
      this.#found(seed, bytes, thrown instanceof Error ? `threw ${thrown.stack}` : `threw ${String(thrown)}`);
    }
    const tookMs = performance.now() - since;
    this.slowestMs = Math.max(this.slowestMs, tookMs);
    if (tookMs > slowMs) this.#found(seed, bytes, `took ${tookMs.toFixed(0)} ms`);
  }

  close(): void {
    this.#channel.close(new AtError('AT_RESET', 'the fuzzer is done', {}));
  }

  #frames(bytes: Buffer, cuts: readonly number[]): readonly string[] {
    const frames: string[] = [];
    const framer = new Framer((frame) => frames.push(textOf(frame)));
    framer.blockRules = this.#rules;
    framer.expectPrompt(true);
    let from = 0;
    for (const cut of [...cuts, bytes.length]) {
      framer.push(bytes.subarray(from, cut));
      from = cut;
    }
    return frames;
  }

  /** Every reader, on fields of every kind: they may refuse with an AtError, and nothing else. */
  #readParams(frame: string): void {
    const line = frame.slice(frame.indexOf(' ') + 1);
    const values = line.slice(line.indexOf(':') + 1);
    for (const read of readers) mayDecline(() => read(new Params(line, values)));
    for (const { parse, pattern, prefix } of this.#urcs) {
      if (pattern === undefined ? !line.startsWith(prefix) : line.search(pattern) === -1) continue;
      if (!mayDecline(() => parse(new Params(line, values), line))) this.declined += 1;
    }
  }

  #feedChannel(bytes: Buffer, random: () => number): void {
    // An answer is asked for now and then: errors are dear, and most inputs are no answers.
    const asks = random() < 0.2;
    const command = this.#commands[Math.floor(random() * this.#commands.length)];
    if (asks && command !== undefined) this.#channel.run(command).catch(() => undefined);
    this.#channel.receive(bytes);
    if (asks) this.#channel.receive(Buffer.from('\r\nOK\r\n'));
    if (asks || random() < 0.1) this.#channel.reset('next input');
  }

  #found(seed: number, bytes: Buffer, what: string): void {
    if (this.findings.length < mostFindings) this.findings.push({ seed, what, input: bytes.toString('hex') });
  }
}

/** @returns whether it did not throw; throws what is no AtError */
function mayDecline(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (thrown) {
    if (thrown instanceof AtError) return false;
    throw thrown;
  }
}

function cutsOf(length: number, random: () => number): readonly number[] {
  const count = 1 + Math.floor(random() * 4);
  return Array.from({ length: count }, () => Math.floor(random() * (length + 1))).sort((a, b) => a - b);
}

const readers: readonly ((params: Params) => unknown)[] = [
  (params) => [params.text(), params.int(), params.optionalHex()],
  (params) => Array.from({ length: Math.min(params.count, 50) }, () => params.optionalText()),
  (params) => [params.optionalInt(), params.isInt(1), params.optionalInt()],
];
