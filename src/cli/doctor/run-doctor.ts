import { messageOf } from '../../base/errors.ts';
import { checks } from '../../rig/doctor/checks.ts';
import { examine } from '../../rig/doctor/examine.ts';
import { type DoctorMachine, thisMachine } from '../../rig/doctor/machine.ts';
import { observeMachine } from '../../rig/doctor/observe-port.ts';
import type { Cli } from '../cli.ts';
import { type RunningProgram, runningPrograms } from '../control/programs.ts';
import { exitCodes, NotRunningError } from '../errors.ts';
import { knownBoards } from '../known-boards.ts';
import { exitCodeOfSignal, onStopSignal } from '../signals.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { type DoctorContext, type ExaminedSubject, examinePort } from './examine-port.ts';
import { examineRunning } from './examine-running.ts';
import { reportJson, reportLines } from './report.ts';
import { chooseSubjects, type Subject } from './subjects.ts';

async function programsIfAny(cli: Cli): Promise<readonly RunningProgram[]> {
  try {
    return await runningPrograms(cli);
  } catch (thrown) {
    if (thrown instanceof NotRunningError) return [];
    throw thrown;
  }
}

async function examineMachine({ machine, signal }: DoctorContext): Promise<ExaminedSubject> {
  const result = await examine('this machine', { machine: () => observeMachine(machine) }, checks, signal);
  return { ...result, notes: [] };
}

async function examineSubject(subject: Subject, context: DoctorContext): Promise<ExaminedSubject> {
  if (subject.kind === 'port') return await examinePort(subject.port, context);
  const snapshot = subject.program.interfaces.find(({ name }) => name === subject.name);
  if (snapshot === undefined) throw new Error(`${subject.name} went away`);
  return await examineRunning(subject.program.client, snapshot, context);
}

/** One after the other: modules of one machine may share an adapter, and reports are read from the top. */
async function examineAll(
  cli: Cli,
  subjects: readonly Subject[],
  context: DoctorContext,
): Promise<readonly ExaminedSubject[]> {
  const results: ExaminedSubject[] = [];
  for (const subject of subjects) {
    const name = subject.kind === 'port' ? subject.port.name : subject.name;
    cli.say(`${name}: looking; this may take up to ${Math.round(context.limitMs / 1000)} s where nothing is heard`);
    results.push(await examineSubject(subject, context));
  }
  return results;
}

function show(cli: Cli, results: readonly ExaminedSubject[], json: boolean): void {
  if (json) for (const each of results) cli.printJson(reportJson(each, cli.redact));
  else for (const line of reportLines(results)) cli.print(line);
}

interface Whole {
  readonly programs: readonly RunningProgram[];
  readonly machine: DoctorMachine;
  readonly signal: AbortSignal;
}

async function examineWhole(
  cli: Cli,
  target: string | undefined,
  options: DoctorOptions,
  { machine, programs, signal }: Whole,
): Promise<readonly ExaminedSubject[]> {
  const subjects = await chooseSubjects(cli, target, options, programs);
  try {
    const context: DoctorContext = {
      clock: cli.clock,
      drivers: await cli.suppliers.drivers(),
      machine,
      limitMs: options.timeout * 1000,
      signal,
    };
    // What has no port has no name on the command line either: it is looked at when everything is.
    const wants = target === undefined && options.simulate === undefined;
    const before = wants ? [await examineMachine(context)] : [];
    const results = await examineAll(cli, subjects, context);
    // A machine on which nothing is wrong needs no words beside modules that were looked at.
    const kept = before.filter(({ findings }) => findings.length > 0);
    if (subjects.length === 0 && kept.length === 0)
      cli.say('no module is attached; "atlink devices --all" lists every port');
    return [...kept, ...results];
  } finally {
    await Promise.allSettled(subjects.map((subject) => subject.close()));
  }
}

/**
 * `atlink doctor`.
 * @returns the exit code: 0 when nothing was found, 1 when something was, 130 after Ctrl-C
 */
export async function runDoctor(
  cli: Cli,
  target: string | undefined,
  options: DoctorOptions,
  machine: DoctorMachine = thisMachine(knownBoards),
): Promise<number> {
  const ending = new AbortController();
  let stopped: number | undefined;
  const unlisten = onStopSignal(
    cli.signals,
    (signal) => {
      stopped = exitCodeOfSignal(signal);
      ending.abort(new Error('stopped'));
    },
    (signal) => cli.exitNow(exitCodeOfSignal(signal)),
  );
  const programs = await programsIfAny(cli);
  try {
    const results = await examineWhole(cli, target, options, { machine, programs, signal: ending.signal });
    show(cli, results, options.json === true);
    return results.some(({ findings }) => findings.length > 0) ? exitCodes.failed : exitCodes.ok;
  } catch (thrown) {
    if (stopped === undefined) throw thrown;
    cli.say(`ended before everything was looked at (${messageOf(thrown)})`);
    return stopped;
  } finally {
    for (const { client } of programs) client.close();
    unlisten();
  }
}
