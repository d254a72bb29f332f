import type { Clock } from '../../base/clock.ts';
import { messageOf, TransportError } from '../../base/errors.ts';
import type { AppliedQuirk, ModuleIdentity } from '../../driver/index.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import type { Port } from '../../transport/transport.ts';
import { channelAsker } from './asker.ts';
import { observeModule } from './observe-module.ts';
import { OpenLine } from './open-line.ts';

const rounds = 5;
const askMs = 1000;
const answered = (heard: string): boolean => /(?:^|[\r\n])(OK|ERROR)\r?\n/.test(heard);

/** What a port said when it was asked who is there. */
export interface ProbedModule {
  readonly path: string;
  readonly module?: ModuleIdentity & { readonly driver?: string };
  /** What of the family's peculiarities applies to it, and why. */
  readonly quirks?: readonly AppliedQuirk[];
  /** Why nothing is known. */
  readonly problem?: string;
}

export interface ProbeRequest {
  readonly path: string;
  readonly port: Port;
  readonly line: { readonly dtr?: 'assert' | 'clear'; readonly settleMs?: number };
  readonly drivers: readonly Driver[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly quirksOf: (driver: string, identity: ModuleIdentity) => readonly AppliedQuirk[];
}

/** Asks the module behind a port who it is. Only for a port that a board knows or a person named. */
export async function probe({
  clock,
  drivers,
  path,
  port,
  line: needs,
  quirksOf,
  signal,
}: ProbeRequest): Promise<ProbedModule> {
  const line = new OpenLine(clock, signal);
  try {
    await line.open(port, needs);
    let isThere = false;
    for (let round = 0; round < rounds && !isThere; round++) {
      isThere = answered(await line.exchange('AT\r\n', askMs, answered));
    }
    if (!isThere) return { path, problem: `nothing answers AT; "atlink doctor ${path}" tells why` };
    const seen = await observeModule(channelAsker(line.channel(), signal), drivers);
    const { driver, firmware, manufacturer, model } = seen;
    const identity = {
      ...(manufacturer !== undefined && { manufacturer }),
      ...(model !== undefined && { model }),
      ...(firmware !== undefined && { firmware }),
    };
    if (driver === undefined) return { path, module: identity, problem: 'no driver knows this module' };
    return { path, module: { ...identity, driver }, quirks: quirksOf(driver, identity) };
  } catch (thrown) {
    if (!(thrown instanceof TransportError)) throw thrown;
    return { path, problem: thrown.hint === undefined ? messageOf(thrown) : `${messageOf(thrown)}. ${thrown.hint}` };
  } finally {
    await line.close();
  }
}
