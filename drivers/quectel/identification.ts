import { type Command, command, exec } from '../../src/at/index.ts';
import { DriverError, type ModuleIdentity, type ModuleLine } from '../../src/driver/index.ts';

/** A command that answers one bare line, as 3GPP TS 27.007, 5.1 to 5.4 have them. */
const bareLine = (name: string): Command<string | undefined> =>
  command({ line: exec(name), timeoutMs: 2000, bareLines: 1, result: ({ bare }) => bare[0] });

const manufacturer = bareLine('+CGMI');
const model = bareLine('+CGMM');
const firmware = bareLine('+CGMR');
const imei = bareLine('+CGSN');

/**
 * Asks the module who it is.
 * @throws DriverError `MODULE_UNKNOWN` when it is no Quectel module
 */
export async function identify(line: ModuleLine, signal: AbortSignal): Promise<ModuleIdentity> {
  const maker = await line.run(manufacturer, signal);
  const name = await line.run(model, signal);
  if (maker === undefined || !/^quectel/i.test(maker)) {
    throw new DriverError(
      'MODULE_UNKNOWN',
      `this is no Quectel module: it says ${maker ?? 'nothing'} ${name ?? ''}`.trim(),
      {
        hint: 'Choose another driver.',
      },
    );
  }
  const version = await line.run(firmware, signal);
  const id = await line.run(imei, signal).catch(() => undefined);
  return {
    manufacturer: maker,
    ...(name !== undefined && { model: name }),
    ...(version !== undefined && { firmware: version }),
    ...(id !== undefined && { id }),
  };
}
