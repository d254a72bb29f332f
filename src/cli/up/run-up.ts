import { within } from '../../base/within.ts';
import { ConnectionManager } from '../../connection-manager.ts';
import type { ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import { defaultStateDirectory } from '../../driver/index.ts';
import { bindPlan } from '../../rig/bring-up/bind-plan.ts';
import { PhaseWatch, release, releaseLimitMs } from '../../rig/bring-up/release.ts';
import type { Cli } from '../cli.ts';
import { exitCodeOfSignal, KeySignals } from '../signals.ts';
import { InterfaceTrace } from '../trace/up-trace.ts';
import { watchForEnd } from './ending.ts';
import { firstByteOf } from './first-byte.ts';
import { LineEvidence } from './line-evidence.ts';
import { openLog } from './log.ts';
import { chosenPlans, type Plans } from './plans.ts';
import { type Running, serveProgram } from './serve.ts';
import { pollSignal } from './signal-poll.ts';
import { type TableControl, TableView } from './table-view.ts';
import type { UpOptions } from './up-options.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { jsonView, lineView, type View } from './view.ts';

// When no byte can go out, because no port is there, the table is shown after this long all the same.
const tableWaitsMs = 300;

function chooseView(cli: Cli, options: UpOptions, ifaces: readonly NetworkInterface[], control: TableControl): View {
  if (options.json === true) return jsonView(cli);
  // A log on standard error would tear the table apart.
  const logs = options.logLevel !== undefined && options.logLevel !== 'silent' && options.logFile === undefined;
  const drawable = cli.io.stdout.isTTY === true && !cli.io.env.CI && cli.io.env.TERM !== 'dumb';
  return drawable && !logs ? new TableView(cli, ifaces, control) : lineView(cli);
}

/** What another command does with the interfaces while they are up. */
export interface UpAddition {
  /** Called when they are bound, before they are connected. @throws what is a reason not to begin */
  start(manager: ConnectionManager): Promise<void>;
  /** Called when the end has begun, before they are disconnected. */
  close(): Promise<void>;
}

/** Connects, shows what happens, and returns when it is over: everything is released then. */
async function connectAndShow(
  cli: Cli,
  options: UpOptions,
  { plans, source, stateDirectory }: Plans,
  manager: ConnectionManager,
  addition: UpAddition | undefined,
): Promise<Verdict> {
  const running: Running[] = plans.map((plan) => {
    const { technology } = plan.driver.implementation;
    const iface = manager.addInterface({ name: plan.name, technology });
    const trace = new InterfaceTrace(cli, plan, plans.length > 1 ? plan.name : undefined, {
      path: options.trace,
      stateDirectory,
      allowsPrivate: options.allowUnredacted,
    });
    return { plan, iface, trace, ...firstByteOf(trace.port) };
  });
  const ifaces = running.map(({ iface }) => iface);
  const signals = new KeySignals(cli.signals);
  let wasQuit = false;
  const view = chooseView(cli, options, ifaces, {
    connect: (iface) => manager.connect(iface),
    disconnect: (iface) => manager.disconnect(iface),
    quit: () => {
      wasQuit = true;
      signals.interrupt();
    },
    interrupt: () => signals.interrupt(),
  });
  // Binding may refuse the options, and then nothing at all is shown: what it raises is shown when it went well.
  let viewIsClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    viewIsClosed = resolve;
  });
  const evidence = new LineEvidence(cli, manager, running, view.keepsTerminal ? closed : Promise.resolve());
  const early: ConnectivityEvent[] = [];
  let show = (event: ConnectivityEvent): void => void early.push(event);
  const unlisten = manager.on('*', (event) => show(event));
  const held = ifaces.map((iface) => ({ iface, phase: new PhaseWatch(manager, iface) }));
  const outside = { clock: cli.clock, io: cli.io, signals };
  const end = watchForEnd(outside, manager, ifaces, options, (signal) => cli.exitNow(exitCodeOfSignal(signal)));
  const program = serveProgram(cli, manager, running, source);
  const contexts = running.map(({ iface, plan, port }) => bindPlan(manager, iface, plan, port, stateDirectory).context);
  for (const { plan } of running) for (const notice of plan.notices) cli.say(notice);
  await addition?.start(manager);
  show = (event) => view.event(event);
  early.forEach(show);
  for (const { iface, plan } of running) if (plan.connect) manager.connect(iface);
  const written = within(cli.clock, tableWaitsMs, Promise.race(running.map((each) => each.written)));
  view.start(written);
  program.start(written, contexts);
  const stopPolling = view.showsSignal
    ? running.map(({ iface }, index) => pollSignal(cli.clock, manager, iface, contexts[index]))
    : [];

  const ending = await end;
  for (const stop of stopPolling) stop();
  await addition?.close();
  await program.close();
  const closeTraces = (): Promise<unknown> => Promise.all(running.map(({ trace }) => trace.close()));
  const names = new Map(running.map(({ iface, plan }) => [iface, plan.port.name]));
  // Who presses q wanted the end: that is no interruption.
  const bare = wasQuit ? { exitCode: 0 } : verdictOn(ending, manager, (iface) => names.get(iface) ?? '');
  const verdict = await evidence.addedTo(bare, 'iface' in ending ? ending.iface : undefined);
  if (ending.kind === 'reached') {
    // What follows is the tidying up of a command that did what it was asked for: not for anybody to see.
    unlisten();
    await view.close();
  }
  view.releasing();
  const late = await release(manager, held, cli.clock);
  await closeTraces();
  if (ending.kind !== 'reached') await view.close();
  viewIsClosed();
  await evidence.close();
  for (const { name } of late)
    cli.say(`${name}: the release was not confirmed within ${releaseLimitMs / 1000} s; closed anyway`);
  return verdict;
}

/**
 * Brings interfaces up and shows what becomes of them.
 * @param addition what another command adds to it
 * @returns the exit code
 */
export async function runUp(
  cli: Cli,
  address: string | undefined,
  options: UpOptions,
  addition?: UpAddition,
): Promise<number> {
  const log = await openLog(options);
  const plans = await chosenPlans(cli, address, options, defaultStateDirectory(cli.io.env));
  const manager = new ConnectionManager({ clock: cli.clock, log });
  try {
    const { exitCode, error } = await connectAndShow(cli, options, plans, manager, addition);
    if (error !== undefined) cli.fail(error);
    return exitCode;
  } finally {
    await addition?.close();
    const closing = [manager.close(), ...plans.plans.map((plan) => plan.close())];
    await within(cli.clock, 1000, Promise.allSettled(closing));
  }
}
