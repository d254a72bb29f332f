import type { Clock } from '../../base/clock.ts';
import { type CaseResult, caseNames } from './cases.ts';
import type { CheckCertificates } from './certificates.ts';
import { type Connector, probe } from './probe.ts';
import type { CheckServers } from './servers.ts';

/**
 * Runs an interface that is up against all servers, the good one first.
 * @param told of each result as it comes
 */
export async function checkVerification(
  iface: Connector,
  host: string,
  { authority }: Pick<CheckCertificates, 'authority'>,
  servers: CheckServers,
  clock: Clock,
  told: (result: CaseResult) => void = () => undefined,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const name of caseNames) {
    const outcome = await probe(name, { iface, clock, servers, host, authority });
    results.push({ name, outcome });
    told({ name, outcome });
    // What the firmware or its driver cannot do is the same with every server.
    if (outcome.kind === 'unknown' && outcome.cannot === true) break;
  }
  return results;
}
