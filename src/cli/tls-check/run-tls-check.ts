import { isIP } from 'node:net';
import { UsageError } from '../../base/errors.ts';
import { within } from '../../base/within.ts';
import { ConnectionManager } from '../../connection-manager.ts';
import { bindPlan } from '../../rig/bring-up/bind-plan.ts';
import type { Plan } from '../../rig/bring-up/plan.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../errors.ts';
import { exitCodeOfSignal, onStopSignal, type StopSignal } from '../signals.ts';
import { openLog } from '../up/log.ts';
import { chosenPlans } from '../up/plans.ts';
import type { UpOptions } from '../up/up-options.ts';
import { BringingUp } from './brought-up.ts';
import { checkCertificates } from './certificates.ts';
import { checkVerification } from './check-verification.ts';
import { judge, type TlsVerdict } from './judge.ts';
import { leftBehind, optionsOfCheck, storeAuthority } from './module-store.ts';
import { showReport } from './report.ts';
import { CheckServers } from './servers.ts';

export interface TlsCheckOptions extends UpOptions {
  /** How the module reaches this machine: a name in its DNS, or an address. */
  readonly serverAddress?: string;
  /** Where the servers listen. */
  readonly bind?: string;
  readonly simulateOption?: readonly (readonly [string, string])[];
}

/** What the simulated module is told to do wrong. */
function misbehaviour(given: readonly (readonly [string, string])[] = []): UpOptions['host'] {
  let tlsVerification: 'honest' | 'ignores' | undefined;
  for (const [name, value] of given) {
    if (name !== 'tls' || (value !== 'ignores' && value !== 'honest')) {
      throw new UsageError(`--simulate-option ${name}=${value} is not known`, {
        hint: 'tls=ignores is a module that claims to verify and does not; tls=honest is the default.',
      });
    }
    tlsVerification = value;
  }
  return tlsVerification === undefined ? {} : { tlsVerification };
}

const simulatedName = 'tls-check.atlink.test';

/** How the module reaches the servers, and where they listen. @throws UsageError when a real module is given no way */
function places({ bind, serverAddress }: TlsCheckOptions, { isSimulated, name }: Plan) {
  if (isSimulated) return { host: simulatedName, bind: '127.0.0.1' };
  if (serverAddress === undefined) {
    throw new UsageError(`${name} is a real module: it has to be told how it reaches this machine`, {
      hint: 'Give a name of this machine in the DNS, or its address: --server-address rig.example. The servers take a free port each.',
    });
  }
  return { host: serverAddress, bind: bind ?? (isIP(serverAddress) === 6 ? '::' : '0.0.0.0') };
}

const exitCodeOf = ({ verdict }: TlsVerdict): number => {
  if (verdict === 'verifies') return exitCodes.ok;
  return verdict === 'does not verify' ? exitCodes.failed : exitCodes.notConnected;
};

/** Everything between a module that is bound and the verdict on it. */
async function check(
  cli: Cli,
  plan: Plan,
  manager: ConnectionManager,
  options: TlsCheckOptions,
  signal: AbortSignal,
): Promise<number> {
  const { bind, host } = places(options, plan);
  const certificates = await checkCertificates(host, cli.clock.date());
  const servers = await CheckServers.listen(certificates, bind);
  const iface = manager.addInterface({ name: plan.name, technology: plan.driver.implementation.technology });
  const limitMs = (options.timeout ?? 180) * 1000;
  const bringing = new BringingUp(manager, cli.clock, iface, limitMs, signal);
  try {
    const ready = bringing.moduleReady();
    ready.catch(() => undefined);
    const given = { ...plan, options: { ...optionsOfCheck(plan.driver), ...plan.options } };
    const { context } = bindPlan(manager, iface, given);
    const { firmware = '', manufacturer = '', model = '' } = await ready;
    const stored = await storeAuthority(plan.driver, context, certificates.authority);
    if (stored.notice !== undefined) cli.say(`${plan.name}: ${stored.notice}`);
    try {
      await bringing.connected();
      const told = ({ name }: { readonly name: string }): void => cli.say(`${plan.name}: ${name} server tried`);
      const results = await checkVerification(iface, host, certificates, servers, cli.clock, told);
      const verdict = judge(results, host);
      const module = [manufacturer, model, firmware].filter(Boolean).join(' ') || plan.driver.title;
      showReport(cli, { iface: plan.name, module }, results, verdict, options.json === true);
      return exitCodeOf(verdict);
    } finally {
      await bringing
        .disconnected()
        .then(() => stored.remove())
        .catch((thrown: unknown) => cli.say(leftBehind(thrown)));
    }
  } finally {
    await servers.close();
  }
}

/** `atlink tls-check`. @returns the exit code: 0 only for a module that truly verifies */
export async function runTlsCheck(cli: Cli, address: string | undefined, options: TlsCheckOptions): Promise<number> {
  const log = await openLog(options);
  const around = { hosts: { [simulatedName]: '127.0.0.1' }, ...misbehaviour(options.simulateOption) };
  const { plans } = await chosenPlans(cli, address, { ...options, host: around }, undefined);
  const manager = new ConnectionManager({ clock: cli.clock, log });
  const stop = new AbortController();
  let signalled: StopSignal | undefined;
  const unlisten = onStopSignal(
    cli.signals,
    (signal) => {
      signalled = signal;
      stop.abort(new UsageError('it was stopped', {}, 'CLOSED'));
    },
    (signal) => cli.exitNow(exitCodeOfSignal(signal)),
  );
  try {
    const [plan, ...others] = plans;
    if (plan === undefined || others.length > 0) {
      throw new UsageError('tls-check takes one module at a time', { hint: 'Give its port, or --simulate MODEL.' });
    }
    for (const notice of plan.notices) cli.say(notice);
    return await check(cli, plan, manager, options, stop.signal);
  } catch (thrown) {
    if (signalled !== undefined) return exitCodeOfSignal(signalled);
    throw thrown;
  } finally {
    unlisten();
    const closing = [manager.close(), ...plans.map((each) => each.close())];
    await within(cli.clock, 2000, Promise.allSettled(closing));
  }
}
