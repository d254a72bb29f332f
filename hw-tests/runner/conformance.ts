import type { Clock } from '../../src/base/clock.ts';
import { pause } from '../../src/base/pause.ts';
import { withDirectUse } from '../../src/cli/conformance/direct-use.ts';
import { type Check, type ConformanceSubject, checks, runCheck, type Time } from '../../src/conformance/index.ts';
import type { ConnectivityImplementation } from '../../src/connectivity/index.ts';
import type { ModuleSetup } from '../../src/driver/index.ts';
import type { AttachedBoard } from '../board/board.ts';
import { families } from '../board/family.table.ts';
import { endedMeanwhile, type Result } from './result.ts';

/** How the conformance kit is used on a board: a quick choice of its checks, all, or none. */
export type ConformanceScope = 'quick' | 'all' | 'none';

/**
 * The checks that need no long silence: they end as soon as what they wait for has come. All others prove that nothing
 * more happens, which takes minutes each in real time.
 */
const quick: readonly Check['id'][] = [
  'G5.1',
  'G12.1',
  'G2.3',
  'G2.4',
  'API.1',
  'API.2',
  'G10.4',
  'G11.1',
  'G18.1',
  'API.3',
  'API.4',
  'API.5',
];

interface DirectHandle {
  run(commandLine: string): Promise<readonly string[]>;
}

/** The real time, which ends with the signal. */
function endingTime(clock: Clock, signal: AbortSignal): Time {
  const lookEveryMs = 5;
  return {
    clock,
    isVirtual: false,
    timerCount: undefined,
    pass: (ms) => pause(clock, ms, signal),
    until: async (condition, limitMs) => {
      const end = clock.now() + limitMs;
      while (!condition()) {
        const rest = end - clock.now();
        if (rest <= 0) return condition();
        await pause(clock, Math.min(lookEveryMs, rest), signal);
      }
      return true;
    },
  };
}

/** A board as a subject of the conformance kit: what cannot be done to it is left out, and its checks are skipped. */
function subjectOf(board: AttachedBoard): ConformanceSubject<never, never> {
  const { acts, plan, wrongOptions } = board;
  const limits = board.quietLimits ?? board.limits;
  const { harmless, leave, refused } = families[plan.driver.name] ?? { harmless: 'AT', leave: undefined, refused: [] };
  const used = withDirectUse(plan.driver.implementation as ConnectivityImplementation<DirectHandle, ModuleSetup>);
  const { replug, unplug } = acts;
  return {
    name: plan.name,
    limits: { ...limits, retryMs: limits.connectMs, closeMs: 10_000 },
    maxModules: 1,
    open: () => ({
      implementation: used.implementation as never,
      addModule: async () => {
        const setup: ModuleSetup = {
          port: plan.port,
          ...plan.lineNeeds,
          options: plan.options,
          ...(plan.quirks && { quirks: plan.quirks }),
          ...(board.stateDirectory !== undefined && { stateDirectory: board.stateDirectory }),
        };
        return {
          setup: setup as never,
          commandDirectly: () => used.run(setup, harmless),
          ...(leave !== undefined && { disassociateDirectly: () => used.run(setup, leave) }),
          ...(unplug !== undefined && { leave: () => unplug() }),
          ...(replug !== undefined && { arrive: () => replug() }),
          ...(wrongOptions !== undefined && { rightParameters: plan.options, wrongParameters: wrongOptions }),
          refusedOptions: refused,
        };
      },
      close: async () => replug?.(),
    }),
  };
}

type Head = Pick<Result, 'name' | 'title' | 'measures'>;

/** One check as a result of the run. */
async function resultOf(
  subject: ConformanceSubject<never, never>,
  check: Check,
  head: Head,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result> {
  const ran = await runCheck(subject, check, endingTime(clock, signal));
  const { expected, outcome, reason, seen, timeline, tookMs } = ran;
  if (signal.aborted) return { ...head, outcome: 'skipped', reason: endedMeanwhile, tookMs };
  if (outcome === 'failed') {
    return { ...head, outcome, reason: `expected ${expected}; saw ${seen}`, timeline: timeline ?? [], tookMs };
  }
  return { ...head, outcome, ...(reason !== undefined && { reason }), tookMs };
}

/** Runs the checks that the board allows, each as a result of its own; told of each as it comes. */
export async function runConformanceChecks(
  board: AttachedBoard,
  scope: ConformanceScope,
  clock: Clock,
  signal: AbortSignal,
  onResult: (result: Result) => void,
): Promise<void> {
  const subject = subjectOf(board);
  const failed = new Set<string>();
  const chosen = scope === 'quick' ? checks.filter(({ id }) => quick.includes(id)) : checks;
  for (const check of chosen) {
    const head = { name: `conformance ${check.id}`, title: check.title, measures: [] };
    const fallen = check.restsOn.find((id) => failed.has(id));
    const reason = signal.aborted ? 'the run was ended before' : fallen && `${fallen} failed, on which this one rests`;
    if (reason !== undefined) {
      onResult({ ...head, outcome: 'skipped', reason, tookMs: 0 });
      continue;
    }
    const result = await resultOf(subject, check, head, clock, signal);
    if (result.outcome === 'failed') failed.add(check.id);
    onResult(result);
  }
}
