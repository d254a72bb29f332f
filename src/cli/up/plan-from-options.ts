import type { UserQuirk } from '../../driver/index.ts';
import type { Plan } from '../../rig/bring-up/plan.ts';
import { chooseTarget } from '../../rig/bring-up/target.ts';
import type { Cli } from '../cli.ts';
import type { UpOptions } from './up-options.ts';

/** The one interface that the command line describes. */
export async function planFromOptions(
  cli: Cli,
  address: string | undefined,
  options: UpOptions,
  settings: Readonly<Record<string, string>>,
  quirks: readonly UserQuirk[],
): Promise<Plan> {
  const target = await chooseTarget(cli, address, {
    ...options,
    ...(options.host && { surroundings: options.host }),
  });
  return {
    name: options.name,
    driver: target.driver,
    port: target.port,
    lineNeeds: target.lineNeeds,
    options: { ...target.parameters, ...settings },
    quirks,
    persistent: options.persistent,
    autoConnect: true,
    autoDown: true,
    timeoutS: options.connectTimeout ?? 0,
    idleTimeoutS: 0,
    connect: true,
    isSimulated: target.isSimulated,
    notices: target.notices,
    close: () => target.close(),
  };
}
