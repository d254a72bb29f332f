import type { AttemptPhase } from './attempt.ts';
import type { NetworkInterface } from './interface.ts';
import type { LatestEntry, Timeline } from './timeline.ts';

/** What the phase of an attempt means to a person. */
const phases: Readonly<Record<AttemptPhase, string>> = {
  idle: 'nothing is being attempted',
  'waiting-for-module': 'an attempt waits for the module',
  'waiting-for-parameters': 'an attempt waits for other parameters',
  associating: 'a new attempt is associating',
  pausing: 'an attempt pauses before it tries again',
  connected: 'the module is associated',
  releasing: 'the module is leaving the network',
  'releasing-to-connect': 'the module is leaving the network and will be connected anew',
};

/** A length of time as people say it: `12 s`, `3 min`, `5 h`, `2 d`. */
export function spanOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

function reasonOf({ entry }: LatestEntry): string {
  const said = entry.cause?.text;
  if (entry.event === 'fatal-error') return `fatal error: ${entry.detail ?? said ?? 'no reason was given'}`;
  if (entry.event === 'connection-timeout') return `no connection ${entry.detail ?? 'in time'}`;
  return said ?? entry.detail ?? entry.event;
}

/** The younger of the two; of equally young ones the first. */
function younger(one: LatestEntry | undefined, other: LatestEntry | undefined): LatestEntry | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.atMs > one.atMs ? other : one;
}

function attemptOf(timeline: Timeline): string {
  const latest = timeline.latest('attempt')?.entry.detail;
  if (latest === undefined) return '';
  const [phase = '', ...detail] = latest.split(': ');
  const words = phases[phase as AttemptPhase] ?? phase;
  const why = detail.length > 0 ? ` (${detail.join(': ')})` : '';
  const module = timeline.latest('module')?.entry.event.replace('module-', '');
  const where = phase === 'waiting-for-module' && module !== undefined ? `, which is ${module}` : '';
  return `; ${words}${where}${why}`;
}

/** What the interface is, why, and what is being done about it: one sentence for a person. */
export function explain(iface: NetworkInterface, timeline: Timeline, nowMs: number): string {
  const ago = (latest: LatestEntry): string => `${reasonOf(latest)} (${spanOf(nowMs - latest.atMs)} ago)`;
  if (iface.isUp) {
    const since = timeline.latest('iface');
    return since === undefined ? `${iface.name} is up` : `${iface.name} is up: ${ago(since)}`;
  }
  if (!iface.isAdminUp) {
    const admin = timeline.latest('admin');
    if (admin === undefined) return `${iface.name} is admin-down: nobody has taken it up yet`;
    const end = timeline.latest('end');
    // Auto-down says that an attempt ended; what ended it is the better answer.
    const better = admin.entry.cause?.kind === 'automation' && end !== undefined && end.atMs >= admin.atMs;
    return `${iface.name} is admin-down: ${better ? `${reasonOf(end)}, ` : ''}${ago(admin)}`;
  }
  const lastDown = timeline.latest('iface');
  const cause = younger(timeline.latest('end'), lastDown) ?? timeline.latest(iface.hasCarrier ? 'dormant' : 'carrier');
  return `${iface.name} is down: ${cause === undefined ? 'it was never connected' : ago(cause)}${attemptOf(timeline)}`;
}
