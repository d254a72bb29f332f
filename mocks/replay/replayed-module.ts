import { type Clock, fasterClock, systemClock, type Timer } from '../../src/base/clock.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { HostInput } from './host-input.ts';
import { type ReplayScript, type Saying, type Step, scriptOf } from './script.ts';
import type { ReplayEntry } from './trace-entry.ts';

/**
 * How strict a replay is. `exact`: the host has to send the same lines in the same order; what differs ends the replay.
 * `timed`: lines in any order, each answered as it was then; what the host sends more often than was recorded has the last
 * known answer. Both take the time that the module took. `tolerant`: as `timed`, but answers come at once, and what the
 * module says by itself still when it did.
 */
export type ReplayMode = 'exact' | 'tolerant' | 'timed';

/** Where the host and the trace part. */
export interface ReplayProblem {
  /** The entry of the trace, counted from 1; undefined when none is like it. */
  readonly entry?: number;
  /** What was sent, by its name only where it has values. */
  readonly text: string;
}

export interface ReplayOptions {
  /** The entries of a trace: `parseTrace(text).entries`. */
  readonly entries: readonly ReplayEntry[];
  /** `timed` unless given. */
  readonly mode?: ReplayMode;
  readonly clock?: Clock;
  /** How much faster than the recorded module it is. */
  readonly speed?: number;
  /** When the module begins to speak: as soon as a line is attached, or at the host's first byte. */
  readonly starts?: 'attached' | 'first-byte';
  readonly onProblem?: (problem: ReplayProblem) => void;
}

const mostProblems = 100;
/** How many steps the host may leave out at once. */
const lookAhead = 16;
const final = /^(?:OK|ERROR|\+CM[ES] ERROR:.*|SEND OK|SEND FAIL|FAIL|NO CARRIER|CONNECT.*)[\r\n]*$|^> ?[\r\n]*$/;
const isFinal = ({ bytes }: Saying): boolean => final.test(bytes);
const withoutValues = (line: string): string => line.replace(/=(?!\?).*$/s, '=...');
const refusal: Saying = { delayMs: 0, bytes: 'ERROR\r\n' };

/** A module played from a trace: it says what the recorded one said, whatever it was. */
export class ReplayedModule implements SimulatedModule {
  readonly personality = 'replay';
  readonly #mode: ReplayMode;
  readonly #clock: Clock;
  readonly #script: ReplayScript;
  readonly #options: ReplayOptions;
  readonly #input: HostInput;
  readonly #used = new Set<Step>();
  /** Steps whose unsolicited lines were said when the host passed them by. */
  readonly #told = new Set<Step>();
  readonly #problems: ReplayProblem[] = [];
  readonly #waiting: { readonly dueMs: number; readonly bytes: string }[] = [];
  #next = 0;
  #timer: Timer | undefined;
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  #isOn = false;
  #begun = false;
  #stopped = false;

  constructor(options: ReplayOptions) {
    const { clock = systemClock, speed = 1 } = options;
    this.#options = options;
    this.#mode = options.mode ?? 'timed';
    this.#clock = speed === 1 ? clock : fasterClock(clock, speed);
    this.#script = scriptOf(options.entries);
    this.#input = new HostInput((line) => this.#line(line));
    this.#input.isBare = (text) => this.#isBare(text);
  }

  /** Where the host and the trace parted, oldest first; at most 100 are kept. */
  get problems(): readonly ReplayProblem[] {
    return this.#problems;
  }

  /** Whether the host has sent everything that was recorded. */
  get isOver(): boolean {
    return this.#next >= this.#script.steps.length;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#isOn || this.#stopped) return;
    this.#begin();
    this.#input.push(bytes);
  }

  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.#transmit = transmit;
    if (this.#isOn && this.#options.starts !== 'first-byte') this.#begin();
    return () => {
      this.#transmit = undefined;
    };
  }

  powerOn(): void {
    this.#isOn = true;
    if (this.#transmit !== undefined && this.#options.starts !== 'first-byte') this.#begin();
  }

  powerOff(): void {
    this.#isOn = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.length = 0;
  }

  close(): void {
    this.#stopped = true;
    this.powerOff();
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#say(this.#script.prelude);
    this.#expectPayload(0);
  }

  #line(line: string): void {
    if (this.#stopped) return;
    const step = this.#mode === 'exact' ? this.#inOrder(line) : this.#anywhere(line);
    if (step !== undefined) this.#play(step);
  }

  /** The step that is next, when the line is what it wants; else the replay is over. */
  #inOrder(line: string): Step | undefined {
    const step = this.#script.steps[this.#next];
    if (step !== undefined && 'line' in step.wanted && step.wanted.line.test(line)) return step;
    const wanted =
      step === undefined ? 'nothing more' : 'line' in step.wanted ? withoutValues(step.wanted.shown) : 'payload';
    this.#problem(step?.entry, `the host sent ${withoutValues(line)}, the trace has ${wanted}`);
    this.#stopped = true;
    return undefined;
  }

  /**
   * The step that answers the line: one of the next, one that was left out before, or one far ahead. Far ahead is the
   * end of the recorded session, so what was answered before is answered again rather than going there.
   */
  #anywhere(line: string): Step | undefined {
    const { steps } = this.#script;
    const fits = (step: Step): boolean => 'line' in step.wanted && step.wanted.line.test(line);
    const isNew = (step: Step): boolean => !this.#used.has(step) && fits(step);
    const ahead = steps.findIndex((step, index) => index >= this.#next && isNew(step));
    const leftOut = steps.slice(0, this.#next);
    const behind = leftOut.findLastIndex(isNew);
    // Two questions that were asked the other way round: the second is no reason to go on to where it was asked again.
    const isNearerBehind = behind !== -1 && this.#next - 1 - behind <= ahead - this.#next;
    const isNear = ahead !== -1 && ahead - this.#next < lookAhead;
    const near = isNearerBehind ? steps[behind] : isNear ? steps[ahead] : undefined;
    const again = steps.findLast((step) => this.#used.has(step) && fits(step));
    const step = near ?? leftOut.find(isNew) ?? (again === undefined ? steps[ahead] : undefined);
    if (step !== undefined) {
      this.#passBy(steps.indexOf(step));
      return step;
    }
    if (again === undefined) {
      this.#problem(undefined, `the host sent ${withoutValues(line)}, which the trace does not have`);
      this.#say([refusal]);
      return undefined;
    }
    const end = again.sayings.findIndex(isFinal);
    this.#say(end === -1 ? [] : again.sayings.slice(0, end + 1));
    return undefined;
  }

  /** What the module said by itself behind the steps that the host leaves out is still said. */
  #passBy(at: number): void {
    for (const step of this.#script.steps.slice(this.#next, at)) {
      if (this.#used.has(step) || this.#told.has(step)) continue;
      this.#told.add(step);
      const end = step.sayings.findIndex(isFinal);
      if (end !== -1) this.#say(step.sayings.slice(end + 1).map(({ bytes }) => ({ delayMs: 0, bytes })));
    }
  }

  #play(step: Step): void {
    this.#used.add(step);
    this.#next = Math.max(this.#next, this.#script.steps.indexOf(step) + 1);
    const end = step.sayings.findIndex(isFinal);
    this.#say(this.#told.has(step) && end !== -1 ? step.sayings.slice(0, end + 1) : step.sayings);
    this.#expectPayload(this.#script.steps.indexOf(step) + 1);
  }

  /** @param at the step behind the one that was played: others may have been played ahead of it */
  #expectPayload(at: number): void {
    const step = this.#script.steps[at];
    if (step === undefined || !('payload' in step.wanted)) return;
    this.#input.payloadLeft = step.wanted.payload;
    this.#input.payloadDone = () => this.#play(step);
  }

  #isBare(text: string): boolean {
    const step = this.#script.steps[this.#next];
    return step !== undefined && 'line' in step.wanted && step.wanted.isBare && step.wanted.line.test(text);
  }

  #problem(entry: number | undefined, text: string): void {
    const problem = entry === undefined ? { text } : { entry, text };
    if (this.#problems.length < mostProblems) this.#problems.push(problem);
    this.#options.onProblem?.(problem);
  }

  /** In order: nothing overtakes what was to be said before, but the answers of a tolerant replay. */
  #say(sayings: readonly Saying[]): void {
    const atOnce = this.#mode === 'tolerant' ? sayings.findIndex(isFinal) + 1 : 0;
    for (const { bytes } of sayings.slice(0, atOnce)) this.#transmit?.(Buffer.from(bytes, 'latin1'));
    const now = this.#clock.now();
    let due = this.#waiting.at(-1)?.dueMs ?? now;
    for (const { bytes, delayMs } of sayings.slice(atOnce)) {
      due = Math.max(due, now + delayMs);
      this.#waiting.push({ dueMs: due, bytes });
    }
    this.#sayDue();
  }

  #sayDue(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const left = first.dueMs - this.#clock.now();
      if (left > 0) {
        this.#timer = this.#clock.after(left, () => this.#sayDue());
        return;
      }
      this.#waiting.shift();
      this.#transmit?.(Buffer.from(first.bytes, 'latin1'));
    }
  }
}
