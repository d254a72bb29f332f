import { checkPortPath } from '../../rig/bring-up/port-path.ts';
import type { FoundDevice } from '../../rig/bring-up/suppliers.ts';
import { parsePortAddress } from '../../transport/port-address.ts';
import type { Cli } from '../cli.ts';
import { type ProbedModule, probe } from './probe.ts';

/** A port that nobody else has, on which a module is known to answer AT. */
const mayBeAsked = ({ holders, main, mayOpen }: FoundDevice): boolean => main && mayOpen && holders.length === 0;

/**
 * Asks the modules who they are: those on the AT ports of known boards, or the one at a port that was named. No other
 * port is written to.
 * @throws UsageError when what was named can be no port
 */
export async function probeDevices(
  cli: Cli,
  devices: readonly FoundDevice[],
  named: string | undefined,
): Promise<readonly ProbedModule[]> {
  if (named !== undefined) {
    parsePortAddress(named);
    await checkPortPath(named, async () => devices.map(({ path }) => path));
  }
  const { quirksOf } = await import('../../../drivers/index.ts');
  const { clock, suppliers } = cli;
  const drivers = await suppliers.drivers();
  const known = devices.find(({ path, stablePath }) => path === named || stablePath === named);
  const asked = named === undefined ? devices.filter(mayBeAsked) : [known ?? { path: named }];
  const answers: ProbedModule[] = [];
  for (const device of asked) {
    const { baudRate, dtr, path, settleMs }: Partial<FoundDevice> & Pick<FoundDevice, 'path'> = device;
    const line = { ...(dtr !== undefined && { dtr }), ...(settleMs !== undefined && { settleMs }) };
    const port = await suppliers.port(path, baudRate === undefined ? {} : { baudRate });
    const { signal } = new AbortController();
    answers.push(await probe({ path, port, line, drivers, clock, signal, quirksOf }));
  }
  return answers;
}

/** What was found out, as lines for a person. */
export function probeLines(answers: readonly ProbedModule[]): readonly string[] {
  return answers.flatMap(({ module, path, problem, quirks = [] }) => {
    const words = [module?.manufacturer, module?.model, module?.firmware].filter(Boolean).join(' ');
    const driver = module?.driver === undefined ? '' : `, driver ${module.driver}`;
    const head = `${path}: ${[`${words}${driver}`, problem].filter(Boolean).join('; ')}`;
    return [head.replaceAll(/\p{Cc}/gu, ' '), ...quirks.map(({ id, symptom, why }) => `  ${id}: ${symptom} (${why})`)];
  });
}
