import {
  type Binding,
  ConnectionManager,
  type ConnectivityEvent,
  type NetworkInterface,
} from '../../connectivity/index.ts';
import { defaultStateDirectory } from '../../driver/index.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { exitCodeOfSignal } from '../signals.ts';
import { within } from '../wait.ts';
import { watchForEnd } from './ending.ts';
import { firstByteOf } from './first-byte.ts';
import { openLog } from './log.ts';
import type { Plan } from './plan.ts';
import { chosenPlans, type Plans } from './plans.ts';
import { PhaseWatch, release, releaseLimitMs } from './release.ts';
import { type Running, serveProgram } from './serve.ts';
import { pollSignal } from './signal-poll.ts';
import { TableView } from './table-view.ts';
import type { UpOptions } from './up-options.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { jsonView, lineView, type View } from './view.ts';

// When no byte can go out, because no port is there, the table is shown after this long all the same.
const tableWaitsMs = 300;

function chooseView(cli: Cli, options: UpOptions, ifaces: readonly NetworkInterface[]): View {
  if (options.json === true) return jsonView(cli);
  // A log on standard error would tear the table apart.
  const logs = options.logLevel !== undefined && options.logLevel !== 'silent' && options.logFile === undefined;
  const drawable = cli.io.stdout.isTTY === true && !cli.io.env.CI && cli.io.env.TERM !== 'dumb';
  return drawable && !logs ? new TableView(cli, ifaces) : lineView(cli);
}

/** Binds an interface as it was asked for; nothing is connected yet. */
function bind(
  manager: ConnectionManager,
  iface: NetworkInterface,
  plan: Plan,
  port: Port,
  stateDirectory: string | undefined,
): Binding {
  const setup = {
    port,
    ...plan.lineNeeds,
    options: plan.options,
    // A simulated module that ends with this command has nothing worth remembering.
    ...(stateDirectory !== undefined && !plan.isSimulated && { stateDirectory }),
  };
  const binding = manager.bind(iface, plan.driver.implementation, setup);
  manager.setFlag(iface, 'PERSISTENT', plan.persistent);
  manager.setFlag(iface, 'NO_AUTO_CONNECT', !plan.autoConnect);
  manager.setFlag(iface, 'NO_AUTO_DOWN', !plan.autoDown);
  manager.setTimeout(iface, plan.timeoutS);
  manager.setIdleTimeout(iface, plan.idleTimeoutS);
  return binding;
}

/** Connects, shows what happens, and returns when it is over: everything is released then. */
async function connectAndShow(
  cli: Cli,
  options: UpOptions,
  { plans, source, stateDirectory }: Plans,
  manager: ConnectionManager,
): Promise<Verdict> {
  const running: Running[] = plans.map((plan) => {
    const { technology } = plan.driver.implementation;
    const iface = manager.addInterface({ name: plan.name, technology });
    return { plan, iface, ...firstByteOf(plan.port) };
  });
  const ifaces = running.map(({ iface }) => iface);
  const view = chooseView(cli, options, ifaces);
  // Binding may refuse the options, and then nothing at all is shown: what it raises is shown when it went well.
  const early: ConnectivityEvent[] = [];
  let show = (event: ConnectivityEvent): void => void early.push(event);
  const unlisten = manager.on('*', (event) => show(event));
  const held = ifaces.map((iface) => ({ iface, phase: new PhaseWatch(manager, iface) }));
  const end = watchForEnd(cli, manager, ifaces, options, (signal) => cli.exitNow(exitCodeOfSignal(signal)));
  const program = serveProgram(cli, manager, running, source);
  const contexts = running.map(({ iface, plan, port }) => bind(manager, iface, plan, port, stateDirectory).context);
  for (const { plan } of running) for (const notice of plan.notices) cli.say(notice);
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
  await program.close();
  const names = new Map(running.map(({ iface, plan }) => [iface, plan.port.name]));
  const verdict = verdictOn(ending, manager, (iface) => names.get(iface) ?? '');
  if (ending.kind === 'reached') {
    // What follows is the tidying up of a command that did what it was asked for: not for anybody to see.
    unlisten();
    await view.close();
  }
  view.releasing();
  const late = await release(manager, held, cli.clock);
  if (ending.kind !== 'reached') await view.close();
  for (const { name } of late)
    cli.say(`${name}: the release was not confirmed within ${releaseLimitMs / 1000} s; closed anyway`);
  return verdict;
}

/** Brings interfaces up and shows what becomes of them. @returns the exit code */
export async function runUp(cli: Cli, address: string | undefined, options: UpOptions): Promise<number> {
  const log = openLog(options);
  const plans = await chosenPlans(cli, address, options, defaultStateDirectory(cli.io.env));
  const manager = new ConnectionManager({ clock: cli.clock, log });
  try {
    const { exitCode, error } = await connectAndShow(cli, options, plans, manager);
    if (error !== undefined) cli.fail(error);
    return exitCode;
  } finally {
    const closing = [manager.close(), ...plans.plans.map((plan) => plan.close())];
    await within(cli.clock, 1000, Promise.allSettled(closing));
  }
}
