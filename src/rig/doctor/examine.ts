import { type Check, type ReportedFinding, reported } from './check.ts';
import { type Layer, layers, type Observations } from './observations.ts';

/** How each layer is observed. One that is left out, or that gives nothing, is not looked at. */
export type Observers = {
  readonly [L in Layer]?: (seen: Observations) => Promise<Observations[L] | undefined>;
};

/** What became of one examination. */
export interface Examination {
  readonly subject: string;
  readonly findings: readonly ReportedFinding[];
  /** What was observed, for a report of the state beside the findings. */
  readonly seen: Observations;
  /** Layers that were not looked at, because something below them is broken. */
  readonly hidden: readonly Layer[];
}

/**
 * Observes layer by layer from the ground up and lets every check look at what is known, until one is broken that hides
 * the rest.
 */
export async function examine(
  subject: string,
  observers: Observers,
  checks: readonly Check[],
  signal?: AbortSignal,
): Promise<Examination> {
  const findings = new Map<string, ReportedFinding>();
  let seen: Observations = { subject };
  for (const [index, layer] of layers.entries()) {
    signal?.throwIfAborted();
    const observation = await observers[layer]?.(seen);
    if (observation === undefined) continue;
    seen = { ...seen, [layer]: observation };
    const found = lookAll(checks, seen, findings);
    if (found.some(({ blocks }) => blocks)) {
      const hidden = layers.slice(index + 1).filter((each) => observers[each] !== undefined);
      return { subject, findings: [...findings.values()], seen, hidden };
    }
  }
  return { subject, findings: [...findings.values()], seen, hidden: [] };
}

/** Adds what is found now to `findings`; @returns the checks that found something */
function lookAll(checks: readonly Check[], seen: Observations, findings: Map<string, ReportedFinding>): Check[] {
  return checks.filter((check) => {
    const finding = check.look(seen);
    if (finding === undefined) return false;
    findings.set(check.code, reported(check, seen.subject, finding));
    return true;
  });
}
