import { boards } from '../../boards/index.ts';
import type { ModuleLocator } from '../rig/config/schema.ts';
import { LocatedPort } from '../rig/located-port.ts';
import { portFromAddress } from '../transport/port-address.ts';
import { foundDevices } from './found-devices.ts';
import type { LocatedModule } from './suppliers.ts';

/** The port of a module that is found by what it is, each time that it is opened. */
export async function located(locator: ModuleLocator, options: { readonly baudRate?: number }): Promise<LocatedModule> {
  const port = new LocatedPort(locator, boards, (path) => portFromAddress(path, options));
  const found = await port.find();
  const device = found && (await foundDevices()).find(({ path }) => path === found.path);
  return { port, ...(device && { device }) };
}
