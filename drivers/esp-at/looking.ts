import { AtError } from '../../src/at/index.ts';
import type { AccessPoint, Cause, LinkReports, ModuleLine } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';
import { restart } from './patient-line.ts';
import { scanForAccessPoints } from './scan.ts';
import { readAssociation, readDns } from './station.ts';
import { isRefusal } from './tolerate.ts';

const scanAgainMs = 1000;

/** One scan. When a `ready` in it cannot have been a part of a name, the module is told to start over: it has forgotten all. */
async function scanOnce(line: ModuleLine, signal: AbortSignal, heard?: () => void): Promise<readonly AccessPoint[]> {
  let doubtful = false;
  const doubted = (): void => {
    doubtful = true;
  };
  try {
    return await line.run(scanForAccessPoints({ doubted, ...(heard !== undefined && { heard }) }), signal);
  } catch (thrown) {
    if (doubtful && !signal.aborted) await line.run(restart, signal).catch(() => undefined);
    throw thrown;
  }
}

/** A scan for somebody. A module that is joining by itself, and some builds at all times, refuse or find nothing once. */
export async function scan(line: ModuleLine, signal: AbortSignal, heard: () => void): Promise<readonly AccessPoint[]> {
  try {
    const found = await scanOnce(line, signal, heard);
    if (found.length > 0) return found;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
  }
  await line.pause(scanAgainMs, signal);
  return await scanOnce(line, signal, heard);
}

/** A scan for the order in which networks are tried; without one they are tried as they stand. */
export async function look(line: ModuleLine, signal: AbortSignal): Promise<readonly AccessPoint[]> {
  try {
    return await scanOnce(line, signal);
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AtError) || thrown.code === 'AT_RESET') throw thrown;
    return [];
  }
}

/** Reads how strong the access point is, and says it. */
export async function reportSignal(
  line: ModuleLine,
  dialect: EspDialect,
  reports: LinkReports,
  signal: AbortSignal,
): Promise<void> {
  const read = await line.run(readAssociation(dialect), signal);
  if (read === undefined) return;
  const { bssid, channel, rssiDbm } = read;
  reports.fact({ name: 'signal', value: `${rssiDbm} dBm RSSI`, data: { rssiDbm, channel, bssid } });
}

/** Reads what the module is associated with, and says it. */
export async function reportAssociation(
  line: ModuleLine,
  dialect: EspDialect,
  reports: LinkReports,
  cause: Cause,
  signal: AbortSignal,
): Promise<void> {
  const read = await line.run(readAssociation(dialect), signal);
  const dns = await line.run(readDns(dialect), signal).catch((thrown: unknown) => {
    if (isRefusal(thrown)) return [];
    throw thrown;
  });
  if (read === undefined) return;
  const { bssid, channel, rssiDbm, ssid } = read;
  const data = { ssid, bssid, channel, rssiDbm, dns: dns.join(' ') };
  reports.fact({ name: 'registration', value: `${JSON.stringify(ssid)}, ${bssid}, channel ${channel}`, data }, cause);
}
