import { realpathSync } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Clock } from '../../src/base/clock.ts';
import { TransportError } from '../../src/base/errors.ts';
import { realSuppliers } from '../../src/cli/real-suppliers.ts';
import { defaultStateDirectory } from '../../src/driver/index.ts';
import { plansFromConfig } from '../../src/rig/bring-up/config-plans.ts';
import type { Plan } from '../../src/rig/bring-up/plan.ts';
import type { InterfaceConfig, RigConfig } from '../../src/rig/config/load.ts';
import { describeLocator } from '../../src/rig/located-port.ts';
import { powerByCommands } from '../../src/rig/power-commands.ts';
import { type AttachedBoard, type Board, BoardAbsent, type BoardKind, type BoardLimits } from './board.ts';

export interface RealBoardOptions {
  readonly rig: RigConfig;
  readonly config: InterfaceConfig;
  readonly clock: Clock;
  /** How long a board is waited for that another job holds, in milliseconds. */
  readonly leaseWaitMs: number;
  /** Something worth knowing, for people. */
  readonly say: (line: string) => void;
}

/** Those of the slowest module in a poor cell. */
const limits: BoardLimits = { readyMs: 60_000, connectMs: 180_000, releaseMs: 60_000, lossMs: 90_000 };

/** Told by whoever runs it, in the lease. */
const program = 'npm run test:hw';

/** A board of a rig's file. Nothing is opened before it is attached. */
export function realBoard(options: RealBoardOptions): Board {
  const { labels, module, name } = options.config;
  const where = module.path === undefined ? describeLocator(module) : module.path;
  return { name, kind: kindOf(module.path), description: where, labels, attach: (signal) => attach(options, signal) };
}

/** A pseudo-terminal is no hardware, whatever it is called. */
function kindOf(path: string | undefined): BoardKind {
  if (path === undefined || /^COM\d+$/i.test(path)) return 'real';
  if (!path.startsWith('/')) return 'remote';
  try {
    return realpathSync(path).startsWith('/dev/pts/') ? 'simulated' : 'real';
  } catch {
    return 'real';
  }
}

/** @throws BoardAbsent when the module is not plugged in: without this, asking it who it is would wait for it */
async function requirePresence({ config }: RealBoardOptions): Promise<void> {
  const { imei, mac, path } = config.module;
  if (path?.startsWith('/') === true) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (!there) throw new BoardAbsent(`${path} is not there`);
  }
  // Which of several modules has a number, only asking them tells.
  if (path !== undefined || imei !== undefined || mac !== undefined) return;
  const { device, port } = await realSuppliers.located(config.module, {});
  if (device === undefined) throw new BoardAbsent(`${port.name} is not attached`);
}

/** Opens the port once, to tell what is absent from what is wrong. */
async function tryPort({ port }: Plan, signal: AbortSignal): Promise<void> {
  const ignore = (): void => undefined;
  try {
    await (await port.open({ onBytes: ignore, onClosed: ignore }, { signal })).close();
  } catch (thrown) {
    if (thrown instanceof TransportError && thrown.code === 'PORT_MISSING') throw new BoardAbsent(thrown.message);
    throw thrown;
  }
}

async function attach(options: RealBoardOptions, signal: AbortSignal): Promise<AttachedBoard> {
  const { clock, config, leaseWaitMs, rig, say } = options;
  await requirePresence(options);
  const onWait = (holder: string): void => say(`${config.name}: waiting for ${holder}`);
  const suppliers: typeof realSuppliers = {
    ...realSuppliers,
    lease: async (module) => {
      if (realSuppliers.lease === undefined) return { release: async () => undefined };
      return await realSuppliers.lease({ ...module, waitMs: leaseWaitMs, signal, onWait, program });
    },
  };
  const [plan] = await plansFromConfig({ clock, suppliers, say }, { ...rig, interfaces: [config] }, 1);
  if (plan === undefined) throw new BoardAbsent('the configuration gives no such interface');
  try {
    await tryPort(plan, signal);
  } catch (thrown) {
    await plan.close();
    throw thrown;
  }
  const wrongOptions = wrongOptionsOf(plan, rig);
  const stateDirectory = rig.stateDirectory ?? defaultStateDirectory(process.env);
  const { name, tcpEcho, udpEcho } = rig.tests;
  return {
    plan,
    ...(stateDirectory !== undefined && { stateDirectory }),
    acts: config.power === undefined ? {} : { powerCycle: powerOf(options) },
    servers: { ...(tcpEcho && { tcpEcho }), ...(udpEcho && { udpEcho }), ...(name !== undefined && { name }) },
    limits,
    ...(wrongOptions && { wrongOptions }),
    close: () => plan.close(),
  };
}

function powerOf({ clock, config }: RealBoardOptions): (signal: AbortSignal) => Promise<void> {
  const power = config.power === undefined ? undefined : powerByCommands(config.power, clock);
  return async (signal) => power?.cycle(signal);
}

/** An APN only where the rig says that it is refused: networks that throttle a card for it are no place to try. */
function wrongOptionsOf({ driver, options }: Plan, { tests }: RigConfig): Readonly<Record<string, string>> | undefined {
  if (driver.name !== 'esp-at') return tests.wrongApn === undefined ? undefined : { apn: tests.wrongApn };
  return options.passphrase === undefined ? undefined : { passphrase: 'not the passphrase' };
}
