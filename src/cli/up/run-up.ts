import {
  type Binding,
  ConnectionManager,
  type ConnectivityEvent,
  type NetworkInterface,
} from '../../connectivity/index.ts';
import { defaultStateDirectory } from '../../driver/index.ts';
import type { Cli } from '../cli.ts';
import { exitCodeOfSignal } from '../signals.ts';
import { within } from '../wait.ts';
import { driverOptions } from './driver-options.ts';
import { watchForEnd } from './ending.ts';
import { firstByteOf } from './first-byte.ts';
import { openLog } from './log.ts';
import { PhaseWatch, release, releaseLimitMs } from './release.ts';
import { pollSignal } from './signal-poll.ts';
import { TableView } from './table-view.ts';
import { chooseTarget, type Target } from './target.ts';
import type { UpOptions } from './up-options.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { jsonView, lineView, type View } from './view.ts';

// When no byte can go out, because the port is not there, the table is shown after this long all the same.
const tableWaitsMs = 300;

function chooseView(cli: Cli, options: UpOptions, iface: NetworkInterface): View {
  if (options.json === true) return jsonView(cli);
  // A log on standard error would tear the table apart.
  const logs = options.logLevel !== undefined && options.logLevel !== 'silent' && options.logFile === undefined;
  const drawable = cli.io.stdout.isTTY === true && !cli.io.env.CI && cli.io.env.TERM !== 'dumb';
  return drawable && !logs ? new TableView(cli, [iface]) : lineView(cli);
}

/** Binds the interface as it was asked for; nothing is connected yet. */
function bind(
  manager: ConnectionManager,
  iface: NetworkInterface,
  options: UpOptions,
  target: Target,
  settings: Readonly<Record<string, string>>,
  stateDirectory: string | undefined,
): Binding {
  const setup = {
    port: target.port,
    ...target.lineNeeds,
    options: { ...target.parameters, ...settings },
    ...(stateDirectory !== undefined && { stateDirectory }),
  };
  const binding = manager.bind(iface, target.driver.implementation, setup);
  manager.setFlag(iface, 'PERSISTENT', options.persistent);
  if (options.connectTimeout !== undefined) manager.setTimeout(iface, options.connectTimeout);
  return binding;
}

/** Connects, shows what happens, and returns when it is over: everything is released then. */
async function connectAndShow(
  cli: Cli,
  options: UpOptions,
  target: Target,
  manager: ConnectionManager,
  settings: Readonly<Record<string, string>>,
): Promise<Verdict> {
  const { technology } = target.driver.implementation;
  const iface = manager.addInterface({ name: options.name, technology });
  const view = chooseView(cli, options, iface);
  const { port, written } = firstByteOf(target.port);
  // Binding may refuse the options, and then nothing at all is shown: what it raises is shown when it went well.
  const early: ConnectivityEvent[] = [];
  let show = (event: ConnectivityEvent): void => void early.push(event);
  const unlisten = manager.on('*', (event) => show(event));
  const phase = new PhaseWatch(manager, iface);
  const end = watchForEnd(cli, manager, iface, options, (signal) => cli.exitNow(exitCodeOfSignal(signal)));
  // A simulated module that ends with this command has nothing worth remembering.
  const stateDirectory = target.isSimulated ? undefined : defaultStateDirectory(cli.io.env);
  const { context } = bind(manager, iface, options, { ...target, port }, settings, stateDirectory);
  for (const notice of target.notices) cli.say(notice);
  show = (event) => view.event(event);
  early.forEach(show);
  manager.connect(iface);
  view.start(within(cli.clock, tableWaitsMs, written));
  const stopPolling = view.showsSignal ? pollSignal(cli.clock, manager, iface, context) : undefined;

  const ending = await end;
  stopPolling?.();
  const verdict = verdictOn(ending, manager, iface, target.port.name);
  if (ending.kind === 'reached') {
    // What follows is the tidying up of a command that did what it was asked for: not for anybody to see.
    unlisten();
    await view.close();
  }
  view.releasing();
  const released = await release(manager, iface, phase, cli.clock);
  if (ending.kind !== 'reached') await view.close();
  if (!released)
    cli.say(`${iface.name}: the release was not confirmed within ${releaseLimitMs / 1000} s; closed anyway`);
  return verdict;
}

/** Brings one interface up and shows what becomes of it. @returns the exit code */
export async function runUp(cli: Cli, address: string | undefined, options: UpOptions): Promise<number> {
  const { given, fromEnvironment, fromFiles } = {
    given: options.option ?? [],
    fromEnvironment: options.optionEnv ?? [],
    fromFiles: options.optionFile ?? [],
  };
  const settings = await driverOptions({ given, fromEnvironment, fromFiles }, cli.io.env);
  cli.keepSecret(settings.secrets);
  const log = openLog(options);
  const target = await chooseTarget(cli, address, options);
  const manager = new ConnectionManager({ clock: cli.clock, log });
  try {
    const { exitCode, error } = await connectAndShow(cli, options, target, manager, settings.options);
    if (error !== undefined) cli.fail(error);
    return exitCode;
  } finally {
    await within(cli.clock, 1000, Promise.allSettled([manager.close(), target.close()]));
  }
}
