import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import type { Driver } from '../suppliers.ts';
import { chooseTarget, type LineNeeds } from './target.ts';
import type { UpOptions } from './up-options.ts';

/** One interface that is to be brought up, with everything known that it takes. */
export interface Plan {
  readonly name: string;
  readonly driver: Driver;
  readonly port: Port;
  readonly lineNeeds: LineNeeds;
  readonly options: Readonly<Record<string, string>>;
  readonly persistent: boolean;
  readonly autoConnect: boolean;
  readonly autoDown: boolean;
  /** Of an attempt, in seconds; 0 for none. */
  readonly timeoutS: number;
  readonly idleTimeoutS: number;
  /** Whether it is connected at once. */
  readonly connect: boolean;
  /** It is played by this very process. */
  readonly isSimulated: boolean;
  /** What is said about it before anything happens. */
  readonly notices: readonly string[];
  /** Ends what was started for it. */
  close(): Promise<void>;
}

/** The one interface that the command line describes. */
export async function planFromOptions(
  cli: Cli,
  address: string | undefined,
  options: UpOptions,
  settings: Readonly<Record<string, string>>,
): Promise<Plan> {
  const target = await chooseTarget(cli, address, options);
  return {
    name: options.name,
    driver: target.driver,
    port: target.port,
    lineNeeds: target.lineNeeds,
    options: { ...target.parameters, ...settings },
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
