import type { BlockRule } from './frame.ts';
import { Framer, type FramerOptions } from './framer.ts';

export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

const numberAfter = (header: string, index: number): number | undefined => {
  const field = header.slice(header.search(/[:,]/) + 1).split(',')[index];
  return field !== undefined && /^ ?\d+$/.test(field) ? Number(field) : undefined;
};

/** Header lines with a length, and headers that the bytes follow at once, as three families of modules have them. */
const blockRules: readonly BlockRule[] = [
  { prefix: '+QIRD:', length: (header) => numberAfter(header, 0) },
  { prefix: '+QIURC: "recv"', length: (header) => numberAfter(header, 2) },
  { prefix: '#XRECV:', length: (header) => numberAfter(header, 0) },
  {
    prefix: '+IPD,',
    headerEnd: (text) => /^\+IPD,(?:[^":\r]|"[^"]*")*:/.exec(text)?.[0].length ?? 'more',
    length: (header) => {
      const [, first, second] = /^\+IPD,(\d+)(?:,(\d+))?[,:]/.exec(header) ?? [];
      return first === undefined ? undefined : Number(second ?? first);
    },
  },
  {
    prefix: '+CIPRECVDATA:',
    headerEnd: (text) => {
      const header = /^\+CIPRECVDATA:\d+,(?:"[^"]*",\d+,)/.exec(text);
      if (header !== null) return header[0].length;
      return text.includes('\r') ? 'no' : 'more';
    },
    length: (header) => numberAfter(header, 0),
  },
];

/** Frames as short texts, so that two lists can be compared at a glance. */
export function framesOf(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  { doesEcho, echo, ...options }: FramerOptions & { readonly doesEcho?: boolean; readonly echo?: Uint8Array } = {},
): readonly string[] {
  const frames: string[] = [];
  const framer = new Framer((frame) => {
    if (frame.kind === 'line' || frame.kind === 'overlong') frames.push(`${frame.kind} ${frame.text}`);
    else if (frame.kind === 'block') {
      frames.push(`block ${frame.header} | ${Buffer.from(frame.bytes).toString('latin1')}`);
    } else {
      frames.push('prompt');
      if (echo !== undefined) framer.expectEcho(echo, doesEcho);
    }
    // The next command wants a prompt as well.
    if (frame.kind === 'line' && /OK$/.test(frame.text)) framer.expectPrompt(true);
  }, options);
  framer.blockRules = blockRules;
  framer.expectPrompt(true);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    framer.push(bytes.subarray(from, cut));
    from = cut;
  }
  return frames;
}
