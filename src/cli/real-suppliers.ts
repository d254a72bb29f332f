import type { Driver, Simulation, SimulationOptions, Simulator } from '../rig/bring-up/suppliers.ts';
import type { Suppliers } from './suppliers.ts';

type Mocks = typeof import('../../mocks/index.ts');

function startSimulation(mocks: Mocks, model: string, options: SimulationOptions): Simulation {
  const { apns, clock, hosts, routes, simPin, speed, tlsVerification } = options;
  // Its sockets reach the loopback interface of this machine.
  const network = mocks.hostNetwork({ clock, ...(hosts && { hosts }), ...(routes && { routes }) });
  const module = mocks.simulatedModule(model, {
    clock,
    speed,
    network,
    ...(simPin !== undefined && { pin: simPin }),
    ...(apns !== undefined && { apns }),
    ...(tlsVerification !== undefined && { tlsVerification }),
  });
  module.powerOn();
  return {
    servePty: async ({ link, baud }) => {
      const served = await mocks.servePty(module, {
        clock,
        ...(link !== undefined && { link }),
        ...(baud !== undefined && { baudRate: baud }),
      });
      return { address: served.path, close: () => served.close() };
    },
    serveSocket: async ({ baud, ...at }) => {
      const served = await mocks.serveSocket(module, { clock, ...at, ...(baud !== undefined && { baudRate: baud }) });
      const address = served.port === undefined ? `unix:${served.name}` : `tcp:${served.name}`;
      return { address, close: () => served.close() };
    },
    close: () => {
      module.close();
      network.close();
    },
  };
}

async function simulator(): Promise<Simulator> {
  const mocks = await import('../../mocks/index.ts');
  return { models: mocks.personalities, start: (model, options) => startSimulation(mocks, model, options) };
}

/** Drivers, simulated modules, ports and discovery as this package has them. */
export const realSuppliers: Suppliers = {
  drivers: async () => (await import('../../drivers/index.ts')).drivers as readonly Driver[],
  simulator,
  port: async (address, options) => (await import('../transport/port-address.ts')).portFromAddress(address, options),
  discover: async () => (await import('./found-devices.ts')).foundDevices(),
  portless: async () => (await import('./found-devices.ts')).portlessModules(),
  catalogue: async () => (await import('./catalogue.ts')).catalogue(),
  located: async (locator, options) => (await import('./located.ts')).located(locator, options),
  lease: async (module) => {
    const [{ takeLease }, { leaseFolder }] = await Promise.all([
      import('../rig/lease/lease.ts'),
      import('../base/lease-folder.ts'),
    ]);
    return await takeLease({ ...module, folder: leaseFolder(process.env) });
  },
  detectDriver: async (...ask) => (await import('./up/detect-driver.ts')).detectDriver(...ask),
  identify: async (...ask) => (await import('./up/detect-driver.ts')).identify(...ask),
  serveControl: async (program) => (await import('./control-service.ts')).serveControl(program),
};
