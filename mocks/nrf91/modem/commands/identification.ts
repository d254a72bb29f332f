import { createHash } from 'node:crypto';
import { error, say } from '../../answer.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';

/** A UUID that belongs to this module and no other. */
export function uuidOf(imei: string, purpose: string): string {
  const hex = createHash('sha256').update(`${purpose} ${imei}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** Who the module is (nRF91 AT Commands Reference Guide, identification commands). */
export function identificationCommands(core: Core): CommandTable {
  const { dialect, imei, personality, uicc } = core;
  const numbers = [imei, `+CGSN: "${imei}"`, `+CGSN: "${imei.slice(0, 14)}01"`, '+CGSN: "01"'];
  return {
    '+CGMI': { run: 'Nordic Semiconductor ASA', test: '' },
    '+CGMM': { run: personality.model, test: '' },
    '+CGMR': { run: dialect.firmware, test: '' },
    '+CGSN': {
      run: imei,
      test: '+CGSN: (0-3)',
      set: (command) => {
        const text = numbers[numberAt(command, 0, 0, 3) ?? -1];
        return text === undefined || command.args.length !== 1 ? error : say(text);
      },
    },
    '%SHORTSWVER': { run: `%SHORTSWVER: ${dialect.short}` },
    '%HWVERSION': { run: `%HWVERSION: ${personality.hardware}` },
    '%XMODEMUUID': { run: `%XMODEMUUID: ${uuidOf(imei, `modem ${dialect.firmware}`)}` },
    '%DEVICEUUID': { run: `%DEVICEUUID: ${uuidOf(imei, 'device')}` },
    // A number of 19 digits is padded to whole bytes (ITU-T E.118, ETSI TS 102 221 13.2).
    '%XICCID': { run: () => (uicc.present ? say(`%XICCID: ${uicc.card.iccid.padEnd(20, 'F')}`) : error) },
    '+CIMI': { run: () => (uicc.ready ? say(uicc.card.imsi) : error), test: '' },
  };
}
