import type { Driver } from '../../rig/bring-up/suppliers.ts';
import type { ModuleObservation } from '../../rig/doctor/observations.ts';
import { type Asker, fieldsOf, type Reply } from './asker.ts';

// A boot message or another URC that came in between is no name.
const bareLine = (reply: Reply): string | undefined =>
  reply.lines.find((line) => line !== '' && !/^([+%#^]|RDY$|APP RDY$|Ready$|ready$)/.test(line));

async function usesFlowControl(asker: Asker, driver: string | undefined): Promise<boolean> {
  if (driver === 'esp-at') {
    const flow = fieldsOf(await asker.ask('AT+UART_CUR?'), '+UART_CUR:')?.[4];
    return flow !== undefined && flow !== '0';
  }
  if (driver === 'quectel') return fieldsOf(await asker.ask('AT+IFC?'), '+IFC:')?.includes('2') === true;
  return false;
}

/** The version line of `AT+GMR` of ESP-AT modules, which know no maker. */
const espFirmware = (reply: Reply): string | undefined => reply.lines.find((line) => /^AT version:/.test(line));

/** Asks the module who it is: 3GPP TS 27.007, 5.1 to 5.3, and `AT+GMR` of ESP-AT. */
export async function observeModule(asker: Asker, drivers: readonly Driver[]): Promise<ModuleObservation> {
  const maker = await asker.ask('AT+CGMI');
  const model = await asker.ask('AT+CGMM');
  const version = await asker.ask('AT+CGMR');
  const gmr = maker.isOk ? undefined : await asker.ask('AT+GMR');
  const said = [...maker.lines, ...(gmr?.lines ?? [])].join('\n');
  const driver = drivers.find(({ recognises }) => recognises.test(said));
  const names = {
    manufacturer: bareLine(maker),
    model: bareLine(model),
    firmware: gmr === undefined ? bareLine(version) : espFirmware(gmr),
  };
  return {
    ...(names.manufacturer !== undefined && { manufacturer: names.manufacturer }),
    ...(names.model !== undefined && { model: names.model }),
    ...(names.firmware !== undefined && { firmware: names.firmware }),
    ...(driver !== undefined && { driver: driver.name }),
    technology: driver?.implementation.technology === 'wifi' ? 'wifi' : 'cellular',
    usesFlowControl: await usesFlowControl(asker, driver?.name),
  };
}
