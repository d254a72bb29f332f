import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import { controlPlaces } from '../../rig/control/places.ts';
import type { ProxyListener, ProxyServer } from '../../socket/proxy/proxy-server.ts';
import type { Endpoint, Forward, ProxyStatistics } from '../../socket/proxy/proxy-types.ts';
import type { Cli } from '../cli.ts';
import { type RunningProgram, withPrograms } from '../control/programs.ts';
import { NotRunningError } from '../errors.ts';
import { whenOutputEnds } from '../io.ts';
import { exitCodeOfSignal, onStopSignal, type StopSignal } from '../signals.ts';
import { runUp, type UpAddition } from '../up/run-up.ts';
import type { UpOptions } from '../up/up-options.ts';
import { openProxyOver, type ProxyRequest } from './open-proxy.ts';
import { hintFor, listenerLine, statisticsLine } from './proxy-lines.ts';

export interface ProxyCommandOptions extends UpOptions {
  readonly iface?: readonly string[];
  readonly listen?: Endpoint;
  readonly http?: Endpoint;
  readonly forward?: readonly Forward[];
  readonly user?: string;
  readonly passwordEnv?: string;
}

const usualPlace: Endpoint = { host: '127.0.0.1', port: 1080 };

/** The user and the password that clients have to give. @throws UsageError when one is there without the other */
function credentialsOf(cli: Cli, { passwordEnv, user }: ProxyCommandOptions): ProxyRequest['credentials'] {
  if (user === undefined && passwordEnv === undefined) return undefined;
  if (user === undefined || passwordEnv === undefined) {
    throw new UsageError('--user and --password-env are given together, or not at all', {
      hint: 'PASSWORD=... atlink proxy --user me --password-env PASSWORD',
    });
  }
  const password = cli.io.env[passwordEnv];
  if (password === undefined || password === '') {
    throw new UsageError(`the environment has no ${passwordEnv}`, { hint: 'It holds the password of the proxy.' });
  }
  cli.keepSecret([password]);
  return { user, password };
}

function requestOf(cli: Cli, options: ProxyCommandOptions): ProxyRequest {
  const { forward = [], http, listen } = options;
  const credentials = credentialsOf(cli, options);
  const isOnlyOther = listen === undefined && (http !== undefined || forward.length > 0);
  return {
    forwards: [...forward],
    ...(!isOnlyOther && { socks: listen ?? usualPlace }),
    ...(http && { http }),
    ...(credentials && { credentials }),
  };
}

function showOpened(cli: Cli, listeners: readonly ProxyListener[], json: boolean): void {
  if (json) {
    for (const each of listeners) cli.printJson(JSON.stringify({ event: 'proxy-listening', ...each }));
    return;
  }
  for (const each of listeners) cli.say(`proxy: ${listenerLine(each)}`);
  const hint = hintFor(listeners);
  if (hint !== undefined) cli.say(`proxy: ${hint}`);
}

function showClosed(cli: Cli, statistics: ProxyStatistics, json: boolean): void {
  if (json) cli.printJson(JSON.stringify({ event: 'proxy-closed', ...statistics }));
  else cli.say(`proxy: ${statisticsLine(statistics)}`);
}

/** The proxy as something that `up` does beside what it does. */
class ProxyAddition implements UpAddition {
  readonly #cli: Cli;
  readonly #options: ProxyCommandOptions;
  readonly #request: ProxyRequest;
  #proxy: ProxyServer | undefined;

  constructor(cli: Cli, options: ProxyCommandOptions, request: ProxyRequest) {
    this.#cli = cli;
    this.#options = options;
    this.#request = request;
  }

  async start(manager: ConnectionManager): Promise<void> {
    const ifaces = chosen(manager.interfaces, this.#options.iface);
    this.#proxy = await openProxyOver(manager, ifaces, this.#request, this.#cli.clock);
    showOpened(this.#cli, this.#proxy.listeners, this.#options.json === true);
  }

  async close(): Promise<void> {
    const proxy = this.#proxy;
    if (proxy === undefined) return;
    this.#proxy = undefined;
    await proxy.close();
    showClosed(this.#cli, proxy.statistics, this.#options.json === true);
  }
}

/** @throws UsageError for a name that none has */
function chosen<Named extends Pick<NetworkInterface, 'name'>>(
  all: readonly Named[],
  wanted: readonly string[] | undefined,
): readonly Named[] {
  return (
    wanted?.map((name) => {
      const found = all.find((each) => each.name === name);
      if (found !== undefined) return found;
      const names = all.map((each) => each.name);
      throw new UsageError(`there is no interface ${JSON.stringify(name)}`, { hint: didYouMean(name, names) });
    }) ?? all
  );
}

/** The one program that has all of the interfaces. @throws UsageError when none has */
function programWithAll(programs: readonly RunningProgram[], wanted: readonly string[] | undefined): RunningProgram {
  const [first, second] = programs;
  if (wanted === undefined && second !== undefined) {
    throw new UsageError('several atlinks are running: which interfaces are meant?', {
      hint: 'Name them: --iface lte0.',
    });
  }
  const has = ({ interfaces }: RunningProgram): boolean =>
    wanted === undefined || wanted.every((name) => interfaces.some((each) => each.name === name));
  const found = programs.find(has);
  if (found !== undefined) return found;
  const all = programs.flatMap(({ interfaces }) => interfaces);
  chosen(all, wanted);
  throw new UsageError(`${(wanted ?? []).join(' and ')} are interfaces of different programs`, {
    hint: 'A proxy goes through those of one: bring them up together, with atlink.yaml.',
    ...(first && { where: first.client.path }),
  });
}

/** Has a running atlink open the proxy; it is there until this command ends. */
async function throughProgram(cli: Cli, options: ProxyCommandOptions, wanted: ProxyRequest): Promise<number> {
  const json = options.json === true;
  let statistics: ProxyStatistics | undefined;
  let stopped: (signal: StopSignal | undefined) => void = () => undefined;
  const stop = new Promise<StopSignal | undefined>((resolve) => {
    stopped = resolve;
  });
  const unlisten = onStopSignal(cli.signals, stopped, (signal) => cli.exitNow(exitCodeOfSignal(signal)));
  whenOutputEnds(cli.io.stdout, () => stopped(undefined));
  try {
    return await withPrograms(cli, async (programs) => {
      const { client } = programWithAll(programs, options.iface);
      const params = { ...(options.iface && { ifaces: options.iface }), proxy: wanted };
      const opened = (await client.subscribe('proxy', params, (event) => {
        statistics = event as ProxyStatistics;
      })) as { readonly listeners: readonly ProxyListener[] };
      showOpened(cli, opened.listeners, json);
      const ending = await Promise.race([stop, client.ended.then(() => 'ended' as const)]);
      if (statistics !== undefined) showClosed(cli, statistics, json);
      if (ending === 'ended') throw new NotRunningError('ENETDOWN', 'the atlink that the proxy went through has ended');
      return ending === undefined ? 0 : exitCodeOfSignal(ending);
    });
  } finally {
    unlisten();
  }
}

const namesModule = (address: string | undefined, options: ProxyCommandOptions): boolean =>
  [
    address,
    options.config,
    options.simulate,
    options.driver,
    options.option,
    options.optionEnv,
    options.optionFile,
  ].some((each) => each !== undefined);

/** `atlink proxy`: through a running atlink, or through modules that it brings up itself. @returns the exit code */
export async function runProxy(cli: Cli, address: string | undefined, options: ProxyCommandOptions): Promise<number> {
  const request = requestOf(cli, options);
  const isRunning = !namesModule(address, options) && (await controlPlaces(cli.io.env)).length > 0;
  if (isRunning) {
    try {
      return await throughProgram(cli, options, request);
    } catch (thrown) {
      // What is left of programs that were killed is no program.
      if (!(thrown instanceof NotRunningError) || !thrown.message.startsWith('no atlink')) throw thrown;
    }
  }
  return await runUp(cli, address, options, new ProxyAddition(cli, options, request));
}
