import { type Clock, systemClock } from '../../src/base/clock.ts';
import { messageOf } from '../../src/base/errors.ts';
import { Timers } from '../module/timers.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { Expectation, type PayloadOptions, type Reply, type StepOptions } from './expectation.ts';
import { LineTranscript } from './line-transcript.ts';
import { describeMatcher, type Matcher, type Message, match, show } from './matcher.ts';
import { type Framing, MessageInput } from './message-input.ts';
import { Script } from './script.ts';
import { ScriptError } from './script-error.ts';

export interface ScriptedDeviceOptions<State = undefined> {
  /** For messages. Default `scripted`. */
  readonly name?: string;
  /** What handlers remember things in. */
  readonly state?: State;
  /** Default `lines`. */
  readonly messages?: Framing;
  /** Of texts, both ways. Default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Whether the expectations are met in the order in which they are given. Default true. */
  readonly ordered?: boolean;
  /**
   * What happens at once when something goes wrong: it is kept for `verify()` alone (`record`), it is thrown into the
   * host's write (`throw`), or the function is told.
   */
  readonly onProblem?: 'record' | 'throw' | ((error: ScriptError) => void);
  /** What is said to a message that nobody expects: `\r\nERROR\r\n`. Default: nothing. */
  readonly otherwise?: string | Uint8Array;
  /** The time by which delays are measured. Default: the system's. */
  readonly clock?: Clock;
}

/** Answers a message; undefined says nothing. */
export type Handler<State> = (
  match: readonly string[],
  state: State,
  device: ScriptedDevice<State>,
) => string | Uint8Array | undefined;

const mostProblems = 100;

/**
 * A device that does what a test tells it: it expects messages and replies to them, answers others by handlers that
 * have a state, and speaks up by itself. It is a simulated module: what serves those serves it.
 */
export class ScriptedDevice<State = undefined> implements SimulatedModule {
  readonly personality: string;
  readonly state: State;
  readonly #options: ScriptedDeviceOptions<State>;
  readonly #timers: Timers;
  readonly #transcript: LineTranscript;
  readonly #script = new Script();
  readonly #handlers: { readonly matcher: Matcher; readonly handle: Handler<State> }[] = [];
  readonly #input: MessageInput;
  readonly #problems: string[] = [];
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  #waiting = 0;

  constructor(options: ScriptedDeviceOptions<State> = {}) {
    const { clock = systemClock, name = 'scripted' } = options;
    this.#options = options;
    this.personality = name;
    this.state = options.state as State;
    this.#timers = new Timers(clock);
    this.#transcript = new LineTranscript(clock);
    this.#input = new MessageInput(options.messages ?? 'lines', (bytes) => this.#heard(bytes));
  }

  /** A message that has to come; what the device does then is added to what is returned. */
  expect(matcher: Matcher): Expectation {
    const expectation = new Expectation(matcher);
    if (this.#options.ordered === false) expectation.inAnyOrder();
    this.#script.add(expectation);
    return expectation;
  }

  /** Answers each message that matches and that is not expected, with what the function returns. */
  on(matcher: Matcher, handle: Handler<State>): this {
    this.#handlers.push({ matcher, handle });
    return this;
  }

  /** Says something by itself: a URC, a boot message. */
  say(what: string | Uint8Array, { afterMs = 0 }: StepOptions = {}): void {
    this.#after(afterMs, () => this.#utter(what));
  }

  /**
   * Whether everything went as scripted.
   * @throws ScriptError that lists what was not expected, what never came, and what went over the line
   */
  verify(): void {
    const problems = [...this.#problems, ...this.#script.unmet()];
    if (this.#input.awaitsPayload) problems.push('payload was asked for, and its end did not come');
    if (this.#waiting > 0) problems.push(`${this.#waiting} replies were not due yet`);
    if (this.#input.rest.length > 0) problems.push(`${show(this.#input.rest)} is no whole message`);
    if (problems.length > 0) throw new ScriptError(problems, this.transcript);
  }

  /** The last 50 pieces that went over the line, for people: `>` to the device, `<` from it. */
  get transcript(): readonly string[] {
    return this.#transcript.lines;
  }

  receive(bytes: Uint8Array): void {
    this.#transcript.add('>', Buffer.from(bytes));
    this.#input.push(bytes);
  }

  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.#transmit = transmit;
    return () => {
      if (this.#transmit === transmit) this.#transmit = undefined;
    };
  }

  /** Nothing: it is there as long as the test wants it. */
  powerOn(): void {}

  /** Forgets half a message and whatever it was about to say. */
  powerOff(): void {
    this.#timers.cancelAll();
    this.#waiting = 0;
    this.#input.clear();
  }

  close(): void {
    this.powerOff();
    this.#transmit = undefined;
  }

  #heard(bytes: Buffer): void {
    const message: Message = { bytes, text: bytes.toString(this.#options.encoding ?? 'utf8') };
    const taken = this.#script.take(message);
    if (taken !== undefined) {
      this.#perform(taken.expectation, 0, taken.found);
      return;
    }
    for (const { handle, matcher } of this.#handlers) {
      const found = match(matcher, message);
      if (found === undefined) continue;
      this.#answer((each) => handle(each, this.state, this), found);
      return;
    }
    const { otherwise } = this.#options;
    if (otherwise !== undefined) this.#utter(otherwise);
    this.#problem(this.#script.explain(message));
  }

  #perform(expectation: Expectation, at: number, found: readonly string[]): void {
    const step = expectation.steps[at];
    if (step === undefined) return;
    const next = (): void => this.#perform(expectation, at + 1, found);
    if (step.kind === 'payload') {
      this.#takePayload(step.matcher, step.options, next);
      return;
    }
    this.#after(step.afterMs, () => {
      if (step.kind === 'say') this.#answer(step.reply, found);
      else step.act();
      next();
    });
  }

  #takePayload(matcher: Matcher, { length, until }: PayloadOptions, next: () => void): void {
    const end = (received: Buffer): number | undefined => {
      if (until !== undefined) {
        const at = received.indexOf(until, 0, 'latin1');
        return at === -1 ? undefined : at + Buffer.byteLength(until, 'latin1');
      }
      const size = length ?? this.#bytesOf(matcher as string | Uint8Array).length;
      return received.length < size ? undefined : size;
    };
    this.#input.expectPayload(end, (bytes) => {
      const text = bytes.toString(this.#options.encoding ?? 'utf8');
      if (match(matcher, { bytes, text }) === undefined) {
        this.#problem(`the payload was ${show(bytes)}: expected is ${describeMatcher(matcher)}`);
      }
      next();
    });
  }

  #answer(reply: Reply, found: readonly string[]): void {
    if (typeof reply !== 'function') {
      this.#utter(reply);
      return;
    }
    let what: string | Uint8Array | undefined;
    try {
      what = reply(found);
    } catch (thrown) {
      this.#problem(`the handler of ${show(found[0] ?? '')} threw: ${messageOf(thrown)}`);
    }
    if (what !== undefined) this.#utter(what);
  }

  #after(afterMs: number, act: () => void): void {
    if (afterMs <= 0) {
      act();
      return;
    }
    this.#waiting += 1;
    this.#timers.after(afterMs, () => {
      this.#waiting -= 1;
      act();
    });
  }

  #utter(what: string | Uint8Array): void {
    const bytes = this.#bytesOf(what);
    if (this.#transmit === undefined)
      this.#transcript.add('!', `${show(bytes)} was said to nobody: the port is not open`);
    else this.#transcript.add('<', bytes);
    this.#transmit?.(bytes);
  }

  #bytesOf(what: string | Uint8Array): Buffer {
    return typeof what === 'string' ? Buffer.from(what, this.#options.encoding ?? 'utf8') : Buffer.from(what);
  }

  #problem(text: string): void {
    if (this.#problems.length < mostProblems) this.#problems.push(text);
    this.#transcript.add('!', text);
    const { onProblem = 'record' } = this.#options;
    if (onProblem === 'record') return;
    const error = new ScriptError([text], this.transcript);
    if (onProblem === 'throw') throw error;
    onProblem(error);
  }
}

/** Makes a device that does what a test tells it. */
export function scriptedDevice<State = undefined>(options: ScriptedDeviceOptions<State> = {}): ScriptedDevice<State> {
  return new ScriptedDevice<State>(options);
}
