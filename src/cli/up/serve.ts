import { messageOf } from '../../base/errors.ts';
import type { ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import type { Plan } from '../../rig/bring-up/plan.ts';
import { secretsOfOption } from '../../rig/config/secret-values.ts';
import { Snapshots } from '../../rig/control/snapshot.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { jsonLine } from '../output/json-lines.ts';
import type { ControlService } from '../suppliers.ts';
import type { InterfaceTrace } from '../trace/up-trace.ts';
import { packageVersion } from '../version.ts';

/** An interface of this program. */
export interface Running {
  readonly plan: Plan;
  readonly iface: NetworkInterface;
  readonly port: Port;
  /** What is recorded of its line. */
  readonly trace: InterfaceTrace;
  /** Resolves when the first byte went out. */
  readonly written: Promise<void>;
}

/** This program, as other commands reach it. */
export interface ServedProgram {
  /**
   * Lets other commands in.
   * @param mayLoad when what takes time to load may be loaded
   * @param contexts of the bindings, in the order of the interfaces
   */
  start(mayLoad: Promise<unknown>, contexts: readonly unknown[]): void;
  close(): Promise<void>;
}

/** Makes this program reachable for `atlink status`, `connect` and the like. Its absence is no reason to end. */
export function serveProgram(
  cli: Cli,
  manager: ConnectionManager,
  running: readonly Running[],
  source: string,
): ServedProgram {
  // It hears everything from the first, however late the door opens.
  const snapshots = new Snapshots(manager, cli.clock);
  for (const { iface, plan } of running) {
    snapshots.add({
      iface,
      // Of a module that is not there yet it is known later.
      get driver() {
        return plan.driver.name;
      },
      port: plan.port.name,
    });
  }
  let service: ControlService | undefined;
  let opening: Promise<void> = Promise.resolve();
  let closed = false;
  const plans = new Map(running.map(({ iface, plan }) => [iface, plan]));
  const open = async (mayLoad: Promise<unknown>, contexts: readonly unknown[]): Promise<void> => {
    await mayLoad;
    if (closed) return;
    const modules = new Map(running.map(({ iface }, index) => [iface, contexts[index]]));
    service = await cli.suppliers.serveControl?.({
      manager,
      clock: cli.clock,
      version: packageVersion(),
      source,
      snapshots,
      moduleOf: (iface) => modules.get(iface),
      traceOf: (iface) => running.find((each) => each.iface === iface)?.trace,
      shown: (event) => JSON.parse(jsonLine(event, cli.redact)) as unknown,
      openProxy: async (wanted, ifaces) => {
        const { openProxyOver, proxyRequest } = await import('../proxy/open-proxy.ts');
        return await openProxyOver(manager, ifaces, proxyRequest(wanted), cli.clock);
      },
      checkOption: (iface, name, value) => {
        const plan = plans.get(iface);
        // A context that is never initialised does nothing but look at its options.
        plan?.driver.implementation.createContext({ port: plan.port, options: { [name]: value } });
        const secrets = secretsOfOption(name, value);
        cli.keepSecret([...cli.secrets, ...secrets]);
        for (const { trace } of running) trace.learn(secrets);
      },
    });
    if (closed) await service?.close();
  };
  return {
    start: (mayLoad, contexts) => {
      opening = open(mayLoad, contexts).catch((thrown: unknown) => {
        cli.say(`other commands cannot reach this one: ${messageOf(thrown)}`);
      });
    },
    close: async () => {
      closed = true;
      snapshots.close();
      await opening;
      await service?.close();
    },
  };
}
