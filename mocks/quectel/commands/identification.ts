import { cme, say } from '../answer.ts';
import { numberAt } from '../arguments.ts';
import type { CommandTable, Core, Handler } from '../core.ts';

/** Who the module is: ATI, +CGMI, +CGMM, +CGMR, +QGMR, +CGSN, +GCAP and their short forms. */
export function identificationCommands(core: Core): CommandTable {
  const { firmware, model } = core.personality;
  const manufacturer = { run: 'Quectel' };
  const modelName = { run: model };
  const revision = { run: firmware };
  const serial: Handler = (command) => {
    if (command.args.length === 0) return say(core.imei);
    const form = numberAt(command, 0, 0, 1);
    if (form === undefined) return { kind: 'said', lines: [], result: 50 };
    // 3GPP TS 27.007 5.4: 0 the serial number, 1 the IMEI.
    return form === 0 ? say(core.imei) : say(`+CGSN: "${core.imei}"`);
  };
  return {
    I: {
      run: `Quectel\r\n${model}\r\nRevision: ${firmware}`,
      set: () => say('Quectel', model, `Revision: ${firmware}`),
    },
    '+CGMI': manufacturer,
    '+GMI': manufacturer,
    '+CGMM': modelName,
    '+GMM': modelName,
    '+CGMR': revision,
    '+GMR': revision,
    '+QGMR': { run: `${firmware}_${core.personality.application}` },
    '+CGSN': { run: serial, set: serial },
    '+GSN': { run: serial },
    '+EGMR': {
      set: (command) => (numberAt(command, 0, 0, 1) === 0 ? say(`+EGMR: "${core.imei}"`) : cme(3)),
    },
    '+GCAP': { run: `+GCAP: ${core.personality.capabilities}` },
  };
}
