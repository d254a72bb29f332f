import type { Clock } from '../../base/clock.ts';
import type { Dialler } from './dialler.ts';
import type { Clients } from './listening.ts';
import type { ProxyCredentials, ProxyLimits } from './proxy-types.ts';
import type { Tally } from './tally.ts';

/** What all servers of a proxy have in common. */
export interface ProxyParts {
  readonly clock: Clock;
  readonly dialler: Dialler;
  readonly tally: Tally;
  readonly clients: Clients;
  readonly limits: ProxyLimits;
  readonly credentials: ProxyCredentials | undefined;
  /** Aborts when the proxy is closed. */
  readonly signal: AbortSignal;
}
