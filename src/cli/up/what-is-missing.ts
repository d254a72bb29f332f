import type { EventType, NetworkInterface, TimelineEntry } from '../../connectivity/index.ts';

export interface Missing {
  /** What is missing for a connection, and why as far as it is known. */
  readonly what: string;
  readonly hint: string;
}

const last = (timeline: readonly TimelineEntry[], ...events: readonly EventType[]): TimelineEntry | undefined =>
  timeline.findLast(({ event }) => events.includes(event));

/** The reason behind an entry: what it carried, what brought it about. */
function why(entry: TimelineEntry | undefined): string {
  const parts = [entry?.detail, entry?.cause?.text].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

const moduleEvents = [
  'module-absent',
  'module-opening',
  'module-booting',
  'module-starting-up',
  'module-ready',
  'module-lost',
] as const;

const lastFact = (timeline: readonly TimelineEntry[], name: string): TimelineEntry | undefined =>
  timeline.findLast(({ event, detail }) => event === 'fact' && detail?.startsWith(`${name}: `));

/** Why the last try failed that did; the phases of one that is under way give no reason. */
const lastFailure = (timeline: readonly TimelineEntry[]): TimelineEntry | undefined =>
  timeline.findLast(({ event, detail }) => event === 'attempt-phase' && detail?.includes(': '));

/** What the last start-up that failed stopped at: worth more than the state that the next try happens to be in. */
function stoppedStartUp(timeline: readonly TimelineEntry[]): string | undefined {
  const texts = timeline.flatMap(({ cause, detail }) => [cause?.text, detail]);
  return texts.findLast((text) => text?.includes('start-up stopped at'))?.replace(/^notice: /, '');
}

/** What the module itself lacks; undefined when it is ready. */
function missingModule(timeline: readonly TimelineEntry[], portName: string): Missing | undefined {
  const entry = last(timeline, ...moduleEvents);
  if (entry?.event === 'module-ready') return undefined;
  const stopped = entry?.event === 'module-absent' ? undefined : stoppedStartUp(timeline);
  if (stopped !== undefined) {
    const hint =
      'It was tried again and again. --verbose shows the last lines of the wire, "atlink doctor" may know more.';
    return { what: `the module does not come up: ${stopped}`, hint };
  }
  if (entry?.event === 'module-booting') {
    return {
      what: `the module does not answer${why(entry)}`,
      hint: 'Is it switched on, is this its AT port, and is --baud its speed?',
    };
  }
  if (entry?.event === 'module-starting-up') {
    return { what: `the module has not finished starting up${why(entry)}`, hint: 'Give it more time with --timeout.' };
  }
  return missingPort(timeline, entry, portName);
}

/** The port cannot be opened, or is not there. The driver says what the system refused, and what to do about it. */
function missingPort(timeline: readonly TimelineEntry[], entry: TimelineEntry | undefined, portName: string): Missing {
  const saying = entry?.cause?.text ?? '';
  const notice = lastFact(timeline, 'notice')?.detail?.slice('notice: '.length);
  if (notice?.startsWith(saying) && saying !== '') {
    return { what: `its port cannot be opened: ${saying}`, hint: notice.slice(saying.length).trim() };
  }
  return {
    what: `the module is not there${why(entry)}`,
    hint: notice ?? `Is it plugged in, and is ${portName} its port? "atlink devices" lists the ports.`,
  };
}

/** What stands between an interface and a connection, lowest layer first: the first thing that is missing. */
export function whatIsMissing(iface: NetworkInterface, timeline: readonly TimelineEntry[], portName: string): Missing {
  const fatal = last(timeline, 'fatal-error');
  if (fatal?.detail !== undefined) {
    return { what: fatal.detail, hint: 'No further attempt can cure it: change what it names and run it again.' };
  }
  const module = missingModule(timeline, portName);
  if (module !== undefined) return module;
  if (!iface.hasCarrier) {
    const seen = lastFact(timeline, 'registration') ?? last(timeline, 'carrier-off');
    return {
      what: `no carrier: the module is ready but not on a network${why(seen)}`,
      hint: 'Check the antenna, the SIM and the coverage, or give it more time with --timeout.',
    };
  }
  if (iface.isDormant) {
    return {
      what: `dormant: on the network, but the data bearer is not up${why(lastFailure(timeline))}`,
      hint: 'Check the APN and its user and password: --option apn=NAME.',
    };
  }
  if (!iface.hasAddress()) return { what: 'no address was assigned', hint: 'Give it more time with --timeout.' };
  return { what: 'nothing is missing any more', hint: 'Give it more time with --timeout.' };
}
