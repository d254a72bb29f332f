import { debuglog } from 'node:util';
import { systemClock } from '../base/clock.ts';
import { defaultStateDirectory } from '../driver/index.ts';
import type { LocatedModule, LocatedOptions } from '../rig/bring-up/suppliers.ts';
import type { ModuleLocator } from '../rig/config/schema.ts';
import { machinePlugging } from '../rig/identity/plugging.ts';
import { LocatedPort } from '../rig/located-port.ts';
import { logPortOf } from '../rig/log-port-of.ts';
import { resetUsbDevice } from '../rig/usb-reset.ts';
import { portFromAddress } from '../transport/port-address.ts';
import type { Port } from '../transport/transport.ts';
import { foundDevices } from './found-devices.ts';
import { knownBoards } from './known-boards.ts';

/** Asks a module for its IMEI or MAC address, whoever made it. */
async function ask(port: Port): Promise<string | undefined> {
  const [{ identify }, { drivers }] = await Promise.all([
    import('./up/detect-driver.ts'),
    import('../../drivers/index.ts'),
  ]);
  const identified = await identify(port, drivers, systemClock);
  return identified?.imei ?? identified?.mac;
}

/** The port of a module that is found by what it is, each time that it is opened. */
export async function located(
  locator: ModuleLocator,
  { stateDirectory = defaultStateDirectory(process.env), ...options }: LocatedOptions,
): Promise<LocatedModule> {
  const boards = knownBoards();
  const port = new LocatedPort(locator, {
    boards,
    portAt: (path) => portFromAddress(path, options),
    ask,
    stateDirectory,
    // NODE_DEBUG=atlink shows it.
    plugging: machinePlugging(systemClock, { debug: debuglog('atlink') }),
  });
  const found = await port.find();
  const device = found && (await foundDevices()).find(({ path }) => path === found.path);
  return {
    port,
    logPort: logPortOf(port, { boards, portAt: (path) => portFromAddress(path, {}) }),
    verify: ({ id }) => port.verify(id),
    usbReset: async () => {
      const usb = port.current?.usb;
      if (usb === undefined) throw new Error('it is not known at which USB device the module is');
      await resetUsbDevice(usb);
    },
    ...(device && { device }),
  };
}
