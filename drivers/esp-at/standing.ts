import type { ModuleLine } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';
import { reachesOut, readAddresses, readAssociation, readState } from './station.ts';

/** How a module stands with its network, as it says when it is asked. */
export interface Standing {
  readonly associated: boolean;
  /** Associated, and with an address that reaches beyond the link. */
  readonly up: boolean;
  readonly addresses: readonly string[];
  /** What it was told by, for causes. */
  readonly shown: string;
}

const gone = (shown: string): Standing => ({ associated: false, up: false, addresses: [], shown });

/**
 * Asks what each generation answers truly.
 * @param hasStaticAddress an address of our own says nothing: it is there without a network too
 */
export async function readStanding(
  line: ModuleLine,
  dialect: EspDialect,
  hasStaticAddress: boolean,
  signal: AbortSignal,
): Promise<Standing> {
  const stated = dialect.hasState ? await stateOf(line, signal) : await joinOf(line, dialect, signal);
  const byAddress = dialect.joinedByAddress && !hasStaticAddress;
  if (!stated.associated && !byAddress) return gone(stated.shown);
  const { addresses } = await line.run(readAddresses(dialect), signal);
  const up = reachesOut(addresses);
  if (!up && !stated.associated) return gone(stated.shown);
  return { associated: true, up, addresses, shown: `+CIPSTA: ${addresses.join(' ') || 'none'}` };
}

type Stated = Pick<Standing, 'associated' | 'shown'>;

async function stateOf(line: ModuleLine, signal: AbortSignal): Promise<Stated> {
  const state = await line.run(readState, signal);
  return { associated: state === 1 || state === 2, shown: `+CWSTATE:${state}` };
}

async function joinOf(line: ModuleLine, dialect: EspDialect, signal: AbortSignal): Promise<Stated> {
  const association = await line.run(readAssociation(dialect), signal);
  return { associated: association !== undefined, shown: `+CWJAP: ${association?.bssid ?? 'none'}` };
}
