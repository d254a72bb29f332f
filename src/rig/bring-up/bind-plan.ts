import type { Binding, ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import type { Port } from '../../transport/transport.ts';
import type { Plan } from './plan.ts';

/**
 * Binds an interface as it was planned; nothing is connected yet.
 * @param port the one of the plan, or one that stands before it
 * @param stateDirectory where is kept what has to be remembered between runs
 * @throws ControlError when the driver refuses an option
 */
export function bindPlan(
  manager: ConnectionManager,
  iface: NetworkInterface,
  plan: Plan,
  port: Port = plan.port,
  stateDirectory?: string,
): Binding {
  const setup = {
    port,
    ...plan.lineNeeds,
    options: plan.options,
    ...(plan.quirks && { quirks: plan.quirks }),
    // A simulated module that ends with this program has nothing worth remembering.
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
