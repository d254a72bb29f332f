import type { Clock } from '../base/clock.ts';
import type { EventPayloads } from './events.ts';
import type { NetworkInterface } from './interface.ts';
import { OnlineCheck, type OnlineCheckOptions, type OnlineState } from './online-check.ts';
import type { OnlineVerdict } from './online-verdict.ts';

type RaiseOnline = <Type extends 'online' | 'offline' | 'portal'>(
  type: Type,
  iface: NetworkInterface,
  payload: EventPayloads[Type],
) => void;

/** The online checks of a manager: each runs while its interface is ready. */
export class OnlineChecks {
  readonly #clock: Clock;
  readonly #raise: RaiseOnline;
  readonly #checks = new Map<NetworkInterface, OnlineCheck>();

  constructor(clock: Clock, raise: RaiseOnline) {
    this.#clock = clock;
    this.#raise = raise;
  }

  /** @returns a function that ends the check */
  add(iface: NetworkInterface, options: OnlineCheckOptions, ready: boolean): () => void {
    this.#checks.get(iface)?.stop('another check took its place');
    const check = new OnlineCheck(this.#clock, options, (verdict, asked) => this.#tell(iface, verdict, asked));
    this.#checks.set(iface, check);
    if (ready) check.start();
    return () => {
      check.stop('the check was ended');
      if (this.#checks.get(iface) === check) this.#checks.delete(iface);
    };
  }

  stateOf(iface: NetworkInterface): OnlineState {
    return this.#checks.get(iface)?.state ?? 'unknown';
  }

  readyChanged(iface: NetworkInterface, ready: boolean): void {
    const check = this.#checks.get(iface);
    if (ready) check?.start();
    else check?.stop('the interface is not ready any more');
  }

  used(iface: NetworkInterface): void {
    this.#checks.get(iface)?.used();
  }

  close(): void {
    for (const check of this.#checks.values()) check.stop('the connection manager was closed');
    this.#checks.clear();
  }

  #tell(iface: NetworkInterface, verdict: OnlineVerdict, probe: string): void {
    const cause = { kind: 'answer', text: probe } as const;
    switch (verdict.kind) {
      case 'online':
        this.#raise('online', iface, { probe, cause });
        break;
      case 'offline':
        this.#raise('offline', iface, { probe, reason: verdict.reason, cause });
        break;
      case 'portal':
        this.#raise('portal', iface, {
          probe,
          ...(verdict.location !== undefined && { location: verdict.location }),
          cause,
        });
        break;
    }
  }
}
