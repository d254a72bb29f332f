import { UsageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { within } from '../base/within.ts';
import type { ConnectionManager, NetworkInterface } from '../connectivity/index.ts';
import { bindPlan } from './bring-up/bind-plan.ts';
import { plansFromConfig } from './bring-up/config-plans.ts';
import type { Plan } from './bring-up/plan.ts';
import { PhaseWatch, release } from './bring-up/release.ts';
import type { RigWorld } from './bring-up/world.ts';
import type { RigConfig } from './config/load.ts';

/** Closing what the modules were served by may take so long and no longer. */
const closingMs = 1000;

/** The modules of a configuration as the interfaces of one connection manager. */
export interface Rig {
  readonly manager: ConnectionManager;
  /** In the order of the configuration. */
  readonly interfaces: readonly NetworkInterface[];
  readonly config: RigConfig;
  /** @throws UsageError when the configuration has no interface of that name */
  iface(name: string): NetworkInterface;
  /** Disconnects, waits until the modules have left their networks, and closes every port. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartRigOptions {
  /** Made for this rig, and closed with it. */
  readonly manager: ConnectionManager;
  /** How much faster than the real thing simulated modules are. */
  readonly speed: number;
  readonly stateDirectory: string | undefined;
}

function bound(manager: ConnectionManager, plan: Plan, stateDirectory: string | undefined): NetworkInterface {
  const { technology } = plan.driver.implementation;
  const iface = manager.addInterface({ name: plan.name, technology });
  bindPlan(manager, iface, plan, plan.port, stateDirectory);
  return iface;
}

/**
 * Finds the modules of a configuration, binds them, and connects those that are to be connected. It returns when the
 * interfaces are there; whether they connect, their events tell.
 * @throws UsageError, TransportError, ControlError when something is missing; nothing is left open then
 */
export async function startRig(world: RigWorld, config: RigConfig, options: StartRigOptions): Promise<Rig> {
  const { manager, speed, stateDirectory = config.stateDirectory } = options;
  const { clock } = world;
  const plans = await plansFromConfig(world, config, speed);
  const closePlans = async (): Promise<void> => {
    await within(clock, closingMs, Promise.allSettled(plans.map((plan) => plan.close())));
  };
  try {
    const interfaces = plans.map((plan) => bound(manager, plan, stateDirectory));
    const held = interfaces.map((iface) => ({ iface, phase: new PhaseWatch(manager, iface) }));
    for (const { notices } of plans) notices.forEach(world.say);
    interfaces.forEach((iface, index) => {
      if (plans[index]?.connect === true) manager.connect(iface);
    });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= release(manager, held, clock).then(closePlans);
      return closing;
    };
    return {
      manager,
      interfaces,
      config,
      iface: (name) => named(interfaces, name),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (thrown) {
    await manager.close();
    await closePlans();
    throw thrown;
  }
}

function named(interfaces: readonly NetworkInterface[], name: string): NetworkInterface {
  const found = interfaces.find((iface) => iface.name === name);
  if (found !== undefined) return found;
  const names = interfaces.map((iface) => iface.name);
  throw new UsageError(`there is no interface ${JSON.stringify(name)} in the configuration`, {
    hint: didYouMean(name, names),
  });
}
