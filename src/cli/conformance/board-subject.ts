import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { ConformanceSubject } from '../../conformance/index.ts';
import type { Cli } from '../cli.ts';

/**
 * A real module at a port, as a subject of the kit: no fault can be had of it on request, so the checks that need one
 * are skipped and say so. Its limits are those of the slowest module in a poor cell.
 */
export async function boardSubject(
  cli: Cli,
  family: string,
  address: string,
): Promise<ConformanceSubject<never, never>> {
  const drivers = await cli.suppliers.drivers();
  const driver = drivers.find(({ name }) => name === family);
  if (driver === undefined) {
    const names = drivers.map(({ name }) => name);
    throw new UsageError(`there is no driver ${JSON.stringify(family)}`, { hint: didYouMean(family, names) });
  }
  const port = await cli.suppliers.port(address, {});
  // Whether it is there at all is told now, and not by the first check that fails.
  const ignore = (): void => undefined;
  await (await port.open({ onBytes: ignore, onClosed: ignore })).close();
  return {
    name: `${family} (board at ${address})`,
    limits: {
      readyMs: 30_000,
      connectMs: 120_000,
      releaseMs: 45_000,
      lossMs: 5000,
      retryMs: 45_000,
      closeMs: 10_000,
    },
    maxModules: 1,
    open: () => ({
      implementation: driver.implementation as never,
      addModule: () => ({ setup: { port } as never }),
    }),
  };
}
