import { VirtualClock } from '../base/virtual-clock.ts';
import { AtChannel } from './channel.ts';
import type { AtChannelOptions } from './channel-options.ts';
import { type Command, command } from './command.ts';
import { read, set } from './command-line.ts';

/** A channel with its other end in the hands of a test. */
export class TestLine {
  readonly clock = new VirtualClock();
  /** What was written, one entry a write. */
  readonly sent: string[] = [];
  readonly unknown: string[] = [];
  readonly outOfStep: string[] = [];
  echoes = 0;
  readonly channel: AtChannel;

  constructor(options: Partial<AtChannelOptions> = {}) {
    this.channel = new AtChannel({
      clock: this.clock,
      write: async (bytes) => {
        this.sent.push(Buffer.from(bytes).toString('latin1'));
      },
      unknownLine: (line) => this.unknown.push(line),
      echoed: () => this.echoes++,
      ...options,
    });
    this.channel.outOfStep = (error) => this.outOfStep.push(error.code);
  }

  /** The module says this, all at once. */
  say(text: string): void {
    this.channel.receive(Buffer.from(text, 'latin1'));
  }

  /** Runs a command and notes how it ends: its result, or the code of its error. */
  run<Result>(what: Command<Result>, signal?: AbortSignal): { outcome: unknown; readonly done: Promise<void> } {
    const running = this.channel.run(what, signal === undefined ? {} : { signal });
    const noted: { outcome: unknown; done: Promise<void> } = { outcome: 'pending', done: Promise.resolve() };
    noted.done = running.then(
      (value) => {
        noted.outcome = value;
      },
      (thrown: unknown) => {
        noted.outcome = thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
      },
    );
    return noted;
  }
}

/** `AT+CSQ?` or the like: the number in its line. */
export const numberOf = (name: string, timeoutMs = 300): Command<number | undefined> =>
  command({
    line: read(name),
    timeoutMs,
    lines: { [name]: (params) => params.int() },
    result: ({ lines }) => lines[name]?.[0],
  });

/** How the module is registered: the read form, which begins with the reporting mode, and nothing else. */
export const readRegistration: Command<number | undefined> = command({
  line: read('+CEREG'),
  timeoutMs: 300,
  lines: { '+CEREG': (params) => (params.isInt(1) ? params.skip().int() : undefined) },
  result: ({ lines }) => lines['+CEREG'][0],
});

/** `AT+QISEND=0,<length>` and the like. */
export const send = (
  bytes: Uint8Array,
  more: { readonly okBeforePrompt?: boolean; readonly abortWith?: Uint8Array } = {},
) =>
  command({
    line: set('+QISEND', 0, bytes.length),
    timeoutMs: 5000,
    payload: { bytes, okBeforePrompt: more.okBeforePrompt ?? false },
    successes: ['SEND OK'],
    failures: ['SEND FAIL'],
    ...(more.abortWith && { abortWith: more.abortWith }),
    result: () => 'sent',
  });
