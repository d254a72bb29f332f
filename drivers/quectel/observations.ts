import type { ModuleLine, ReadyModule } from '../../src/driver/index.ts';
import { readNeighbourCells, readNetworkInformation, readOperatorName, readServingCell } from './cell.ts';
import { isRefusal } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import { psmGranted } from './power-saving.ts';
import { readSignal } from './radio.ts';

type Told = Pick<ReadyModule<QuectelOptions, QuectelDialect>, 'line' | 'reports'>;

/** Some models do not know every question; what they do not tell is left out. */
async function ifKnown<Value>(work: Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return undefined;
  }
}

/** Passes on what the module tells beside the states. None of it is ever acted on. */
export function observe({ line, reports }: Told): void {
  line.onUrc(psmGranted, ({ tauS, activeS }, text) => {
    const value = `power saving granted: active ${activeS} s, asleep up to ${tauS} s`;
    reports.fact({ name: 'module', value, data: { tauS, activeS } }, { kind: 'urc', text });
  });
}

/** Says which network, technology and band it is. */
export async function reportOperator({ line, reports }: Told, signal: AbortSignal): Promise<void> {
  const name = await ifKnown(line.run(readOperatorName, signal));
  const { technology, plmn, band } = (await ifKnown(line.run(readNetworkInformation, signal))) ?? {};
  const value = name ?? plmn;
  if (value !== undefined) reports.fact({ name: 'operator', value, data: { technology, plmn, band } });
  await reportCell(line, reports, signal);
}

/** Reads signal and cell. */
export async function reportSignal({ line, reports }: Told, signal: AbortSignal): Promise<void> {
  const read = await ifKnown(line.run(readSignal, signal));
  if (read !== undefined) {
    const { system, rssiDbm, rsrpDbm, sinrDb, rsrqDb } = read;
    const value =
      rsrpDbm !== undefined ? `${rsrpDbm} dBm RSRP` : rssiDbm !== undefined ? `${rssiDbm} dBm RSSI` : 'none';
    reports.fact({ name: 'signal', value, data: { system, rssiDbm, rsrpDbm, sinrDb, rsrqDb } });
  }
  await reportCell(line, reports, signal);
  await reportNeighbours(line, reports, signal);
}

/** Only ever while somebody looks: the module may have to measure for it. */
async function reportNeighbours(line: ModuleLine, reports: Told['reports'], signal: AbortSignal): Promise<void> {
  const cells = (await ifKnown(line.run(readNeighbourCells, signal))) ?? [];
  for (const { physicalCell, rsrpDbm, ...rest } of cells) {
    const strength = rsrpDbm === undefined ? '' : `, ${rsrpDbm} dBm RSRP`;
    const value = `neighbour cell ${physicalCell ?? 'unknown'} on channel ${rest.channel ?? 'unknown'}${strength}`;
    reports.fact({ name: 'module', value, data: { neighbour: true, physicalCell, rsrpDbm, ...rest } });
  }
}

async function reportCell(line: ModuleLine, reports: Told['reports'], signal: AbortSignal): Promise<void> {
  const cell = await ifKnown(line.run(readServingCell, signal));
  if (cell === undefined) return;
  const id = cell.cell === undefined ? 'unknown cell' : `cell ${cell.cell.toString(16).toUpperCase()}`;
  const band = cell.band === undefined ? '' : `, band ${cell.band}`;
  reports.fact({ name: 'module', value: `${cell.system} ${id}${band}`, data: { ...cell } });
}
