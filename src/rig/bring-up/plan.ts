import type { UserQuirk } from '../../driver/index.ts';
import type { Port } from '../../transport/transport.ts';
import type { Driver } from './suppliers.ts';
import type { LineNeeds } from './target.ts';

/** One interface that is to be brought up, with everything known that it takes. */
export interface Plan {
  readonly name: string;
  readonly driver: Driver;
  readonly port: Port;
  readonly lineNeeds: LineNeeds;
  readonly options: Readonly<Record<string, string>>;
  /** Of any families. */
  readonly quirks?: readonly UserQuirk[];
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
