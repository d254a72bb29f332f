import { AtError, type Command, command, exec } from '../../src/at/index.ts';
import { DriverError, type ModuleIdentity, type ModuleLine } from '../../src/driver/index.ts';
import { applicationTitles } from './dialects.ts';

/** A command that answers one bare line; 3GPP TS 27.007, 5.1 to 5.4. */
const bareLine = (name: string): Command<string | undefined> =>
  command({ line: exec(name), timeoutMs: 2000, bareLines: 1, result: ({ bare }) => bare[0] });

const manufacturer = bareLine('+CGMI');
const model = bareLine('+CGMM');
const firmware = bareLine('+CGMR');
const imei = bareLine('+CGSN');

/** `AT#XSMVER` (Serial Modem), `AT#XSLMVER` (Serial LTE Modem; `1.2` without quotes before 2022). */
const applicationVersion = (name: '#XSMVER' | '#XSLMVER'): Command<string | undefined> =>
  command({
    line: exec(name),
    timeoutMs: 2000,
    lines: { [name]: (params) => params.text() },
    result: ({ lines }) => lines[name]?.[0],
  });

const serialModemVersion = applicationVersion('#XSMVER');
const slmVersion = applicationVersion('#XSLMVER');

/** What a module does not know it refuses; anything else that goes wrong is no answer to "who are you". */
async function asked<Value>(line: ModuleLine, what: Command<Value>, signal: AbortSignal): Promise<Value | undefined> {
  try {
    return await line.run(what, signal);
  } catch (thrown) {
    if (thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT')) return undefined;
    throw thrown;
  }
}

/**
 * Asks the module who it is. The firmware text names the modem firmware and the application with its version.
 * @throws DriverError `MODULE_UNKNOWN` when it is no Nordic module
 */
export async function identify(line: ModuleLine, signal: AbortSignal): Promise<ModuleIdentity> {
  const maker = await line.run(manufacturer, signal);
  if (maker === undefined || !/^nordic/i.test(maker)) {
    throw new DriverError('MODULE_UNKNOWN', `this is no Nordic module: it says ${maker ?? 'nothing'}`, {
      hint: 'Choose another driver.',
    });
  }
  const name = await asked(line, model, signal);
  const modem = await asked(line, firmware, signal);
  const id = await asked(line, imei, signal);
  const application = await applicationOf(line, signal);
  return {
    manufacturer: maker,
    ...(name !== undefined && { model: name }),
    firmware: [modem, application].filter((part) => part !== undefined).join(', '),
    ...(id !== undefined && { id }),
  };
}

// What is refused may have been spoiled on the line, and an AT host has no sockets: so it is asked twice.
const looks = 2;

async function applicationOf(line: ModuleLine, signal: AbortSignal): Promise<string> {
  for (let look = 0; look < looks; look++) {
    const serialModem = await asked(line, serialModemVersion, signal);
    if (serialModem !== undefined) return `${applicationTitles['serial-modem']} ${serialModem}`;
    const slm = await asked(line, slmVersion, signal);
    if (slm !== undefined) return `${applicationTitles.slm} ${slm}`;
  }
  return applicationTitles['at-host'];
}
