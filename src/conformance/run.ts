import { messageOf } from '../base/errors.ts';
import { detailOf } from '../connectivity/index.ts';
import { Bench } from './bench.ts';
import { type Check, CheckFailure } from './check.ts';
import { checks } from './checks/index.ts';
import type { CheckResult, ConformanceReport } from './report.ts';
import type { Rig } from './rig.ts';
import type { Capability, ConformanceSubject } from './subject.ts';
import { type Time, virtualTime } from './time.ts';

export interface ConformanceOptions {
  /** Makes the time of each check; virtual unless given. */
  readonly time?: () => Time;
  /** Which checks to run, by id or by guideline; all unless given. */
  readonly only?: readonly string[];
  /** Runs a check though one on which it rests has failed. */
  readonly regardless?: boolean;
  /** Called after each check. */
  readonly onResult?: (result: CheckResult) => void;
}

type AnySubject = ConformanceSubject<never, never> | ConformanceSubject;

/** The checks that `only` means. */
export function chosenChecks(only?: readonly string[]): readonly Check[] {
  return only === undefined
    ? checks
    : checks.filter(({ id, guideline }) => only.includes(id) || only.includes(guideline));
}

/** Runs the checks one after the other, each in a fresh world; nothing that a subject does makes it reject. */
export async function runConformance<Context, Setup>(
  subject: ConformanceSubject<Context, Setup>,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const failed = new Set<string>();
  const results: CheckResult[] = [];
  for (const one of foundationsFirst(chosenChecks(options.only))) {
    const fallen = options.regardless === true ? undefined : one.restsOn.find((id) => failed.has(id));
    const result =
      fallen === undefined ? await runCheck(subject, one, options.time?.() ?? virtualTime()) : leftOut(one, fallen);
    if (result.outcome === 'failed') failed.add(one.id);
    results.push(result);
    options.onResult?.(result);
  }
  const order = new Map(checks.map(({ id }, index) => [id as string, index]));
  results.sort((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0));
  return { subject: subject.name, results };
}

/** The checks on which others rest come first. */
function foundationsFirst(chosen: readonly Check[]): readonly Check[] {
  const foundations = new Set(chosen.flatMap(({ restsOn }) => restsOn));
  const rank = ({ id, restsOn }: Check): number => (foundations.has(id) ? restsOn.length - 1000 : 0);
  return [...chosen].sort((one, other) => rank(one) - rank(other));
}

function leftOut({ id, guideline, title }: Check, fallen: string): CheckResult {
  return { id, guideline, title, outcome: 'skipped', reason: `${fallen} failed, on which this one rests`, tookMs: 0 };
}

/** Runs one check. */
export async function runCheck<Context, Setup>(
  subject: ConformanceSubject<Context, Setup>,
  check: Check,
  time: Time = virtualTime(),
): Promise<CheckResult> {
  const started = performance.now();
  const outcome = await new CheckRun(subject as AnySubject as ConformanceSubject, check, time).run();
  const { id, guideline, title } = check;
  return { id, guideline, title, tookMs: performance.now() - started, ...outcome };
}

type Outcome = Omit<CheckResult, 'id' | 'guideline' | 'title' | 'tookMs'>;

class CheckRun {
  readonly #subject: ConformanceSubject;
  readonly #check: Check;
  readonly #time: Time;

  constructor(subject: ConformanceSubject, check: Check, time: Time) {
    this.#subject = subject;
    this.#check = check;
    this.#time = time;
  }

  async run(): Promise<Outcome> {
    const excepted = this.#subject.exceptions?.[this.#check.id];
    if (excepted !== undefined) return { outcome: 'skipped', reason: excepted };
    const lacking = this.#lackOfSubject();
    if (lacking !== undefined) return { outcome: 'skipped', reason: lacking };
    let bench: Bench | undefined;
    try {
      bench = await Bench.open(this.#subject, this.#time, this.#check.automations);
      return await this.#onBench(bench);
    } catch (thrown) {
      return failed(thrown, bench);
    } finally {
      await bench?.end().catch(() => {});
    }
  }

  async #onBench(bench: Bench): Promise<Outcome> {
    const rig = await bench.addRig(this.#check.start);
    const lacking = this.#lackOfModule(rig);
    if (lacking !== undefined) return { outcome: 'skipped', reason: lacking };
    await this.#check.run(bench, rig);
    await bench.end();
    const [stray] = bench.strays;
    bench.expect(stray === undefined, 'no error that nobody can catch', stray ?? '');
    return { outcome: 'passed' };
  }

  /** What the subject as a whole cannot offer. */
  #lackOfSubject(): string | undefined {
    const { starts = {}, maxModules = Number.POSITIVE_INFINITY } = this.#subject;
    const offered: Partial<Record<Capability, boolean>> = {
      'start absent': starts.absent ?? false,
      'start wrong': starts.wrong ?? false,
      'start missing': starts.missing ?? false,
      'two modules': maxModules > 1,
      'virtual time': this.#time.isVirtual,
    };
    const lacking = this.#check.needs.find((need) => offered[need] === false);
    return lacking && `the subject does not offer: ${lacking}`;
  }

  #lackOfModule(rig: Rig): string | undefined {
    const lacking = this.#check.needs.find((need) => !need.includes(' ') && !(need in rig.module));
    return lacking && `the subject's module does not offer: ${lacking}`;
  }
}

function failed(thrown: unknown, bench: Bench | undefined): Outcome {
  const timeline = (bench?.seen ?? []).map(({ atMs, event }) => {
    const cause = event.cause === undefined ? '' : ` (${event.cause.text})`;
    const detail = detailOf(event);
    return `${atMs} ms ${event.iface.name} ${event.type}${detail === undefined ? '' : ` ${detail}`}${cause}`;
  });
  const found =
    thrown instanceof CheckFailure
      ? { expected: thrown.expected, seen: thrown.seen }
      : { expected: 'no error', seen: messageOf(thrown) };
  return { outcome: 'failed', ...found, timeline };
}
