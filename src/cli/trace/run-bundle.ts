import { writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { messageOf, UsageError } from '../../base/errors.ts';
import { LineRedactor } from '../../base/privacy/line-redactor.ts';
import type { ControlClient } from '../../rig/control/client.ts';
import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import type { TraceEntry, TraceHeader } from '../../trace/trace-entry.ts';
import { entryText } from '../../trace/trace-text.ts';
import type { Cli } from '../cli.ts';
import { programWith, withPrograms } from '../control/programs.ts';
import { knownBoards } from '../known-boards.ts';
import { exitCodeOfSignal, onStopSignal } from '../signals.ts';
import { packageVersion } from '../version.ts';
import { readTraceFile } from './read-trace-file.ts';

/** What `atlink bundle` was asked for. */
export interface BundleOptions {
  readonly trace?: string;
  readonly output: string;
  /** Whether the module is examined for it. */
  readonly doctor: boolean;
}

interface TracePart {
  readonly header: TraceHeader;
  readonly entries: readonly TraceEntry[];
  readonly dropped?: number;
}

/** How long a module may take that is examined. */
const examineMs = 10_000;

/** Facts that say where the module is. */
const positions = /position|location|gnss|gps/i;

/** Every text with its private values replaced; the same value has the same pseudonym everywhere. */
function withoutPrivate(value: unknown, redactor: LineRedactor): unknown {
  if (typeof value === 'string') return redactor.redact('in', value).text;
  if (Array.isArray(value)) return value.map((each) => withoutPrivate(each, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, positions.test(key) ? '***' : withoutPrivate(each, redactor)]),
  );
}

/** As in a file: one object an entry, so that a reader of traces reads these too. */
function traceMember({ dropped, entries, header }: TracePart): object {
  return {
    header,
    ...(dropped !== undefined && dropped > 0 && { dropped }),
    entries: entries.map((entry) => JSON.parse(entryText(entry)) as unknown),
  };
}

/** What is known of an interface of a running program. */
async function fromProgram(cli: Cli, name: string, withDoctor: boolean): Promise<object> {
  return await withPrograms(cli, async (programs) => {
    const { client, interfaces } = programWith(programs, name);
    const [program, status, settings, timeline, trace] = await Promise.all(
      ['hello', 'status', 'get', 'timeline', 'trace'].map((method) => client.call(method, { iface: name })),
    );
    const redactor = new LineRedactor();
    const clean = (value: unknown): unknown => withoutPrivate(value, redactor);
    // After the trace was taken: what the module is asked now belongs to no trouble.
    const snapshot = interfaces.find((each) => each.name === name);
    const doctor = withDoctor && snapshot !== undefined ? await doctorOn(cli, client, snapshot) : undefined;
    return {
      program: clean(program),
      interface: clean(status),
      settings: clean(settings),
      timeline: clean(timeline),
      ...(doctor !== undefined && { doctor: clean(doctor) }),
      trace: traceMember(trace as TracePart),
    };
  });
}

/** What the doctor finds. A module that cannot be examined is no reason to have no bundle: that is in it instead. */
async function doctorOn(cli: Cli, client: ControlClient, snapshot: InterfaceSnapshot): Promise<object> {
  const { examineRunning } = await import('../doctor/examine-running.ts');
  const { thisMachine } = await import('../../rig/doctor/machine.ts');
  const ending = new AbortController();
  const unlisten = onStopSignal(
    cli.signals,
    () => ending.abort(new Error('stopped')),
    (signal) => cli.exitNow(exitCodeOfSignal(signal)),
  );
  try {
    const { findings, hidden, notes, seen } = await examineRunning(client, snapshot, {
      clock: cli.clock,
      drivers: await cli.suppliers.drivers(),
      machine: thisMachine(knownBoards),
      limitMs: examineMs,
      signal: ending.signal,
    });
    return { findings, notes, hidden, seen };
  } catch (thrown) {
    return { notes: [`it could not be examined: ${messageOf(thrown)}`] };
  } finally {
    unlisten();
  }
}

/** Writes the bundle. Its owner alone may read it. @throws UsageError when it cannot be written, or the trace not read */
export async function runBundle(
  cli: Cli,
  name: string | undefined,
  { doctor, output, trace }: BundleOptions,
): Promise<void> {
  const fromFile = trace === undefined ? undefined : await readTraceFile(trace);
  if (fromFile !== undefined && (!fromFile.header.redacted || fromFile.header.payload)) {
    throw new UsageError(`${trace} was recorded with private values or payload in it`, {
      hint: 'A bundle is for others: record again without --unredacted and --payload.',
    });
  }
  const bundle = {
    'atlink-bundle': 1,
    made: cli.clock.date().toISOString(),
    versions: {
      atlink: packageVersion(),
      node: process.version,
      system: `${process.platform} ${release()} ${process.arch}`,
    },
    ...(name !== undefined && (await fromProgram(cli, name, doctor))),
    ...(fromFile !== undefined && { recorded: traceMember(fromFile) }),
  };
  try {
    await writeFile(output, `${JSON.stringify(bundle, undefined, 1)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new UsageError(`the bundle cannot be written: ${messageOf(cause)}`, { cause, where: output });
  }
  cli.say(`${output} is written; look at it before you send it`);
}
