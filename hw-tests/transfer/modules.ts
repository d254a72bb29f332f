import { espAt, nrf91, quectel } from '../../drivers/index.ts';
import { hostNetwork, InProcessPort, type SimulatedModule, servePty, simulatedModule } from '../../mocks/index.ts';
import {
  ConnectionManager,
  type ConnectivityImplementation,
  type NetworkInterface,
  serialPort,
} from '../../src/index.ts';
import type { Port } from '../../src/transport/transport.ts';

type Setup = { readonly port: Port; readonly options: object };
type Driver = ConnectivityImplementation<unknown, Setup>;

interface TransferModule {
  readonly personality: string;
  readonly driver: Driver;
  readonly options: object;
  /** Lines that it says by itself, and that change nothing. */
  readonly urcs: readonly string[];
}

const apn = { apn: 'internet' };
const network = { ssid: 'atlink', passphrase: 'simulated' };
const quectelUrcs = ['+QIND: "csq",20,99', '+QIND: SMS DONE', '+CTZV: +8'];
const nordicUrcs = ['+CSCON: 1', '+CSCON: 0', '%CESQ: 52,2,20,2'];
const espUrcs = ['+STA_CONNECTED:"24:0a:c4:00:00:01"', '+TIME_UPDATED', '+STA_DISCONNECTED:"24:0a:c4:00:00:01"'];

/** One of each dialect that has sockets with flow control. */
export const transferModules: readonly TransferModule[] = [
  { personality: 'quectel-bg95', driver: quectel as unknown as Driver, options: apn, urcs: quectelUrcs },
  { personality: 'quectel-ec25', driver: quectel as unknown as Driver, options: apn, urcs: quectelUrcs },
  { personality: 'nrf9160-slm', driver: nrf91 as unknown as Driver, options: {}, urcs: nordicUrcs },
  { personality: 'nrf9151-serial-modem', driver: nrf91 as unknown as Driver, options: {}, urcs: nordicUrcs },
  { personality: 'esp32-c3', driver: espAt as unknown as Driver, options: network, urcs: espUrcs },
  { personality: 'esp8266-nonos', driver: espAt as unknown as Driver, options: network, urcs: espUrcs },
];

/** A simulated module that is connected, and the network behind it. */
export interface Connected {
  readonly iface: NetworkInterface;
  /** Has the module say a line by itself. */
  inject(urc: string): void;
  close(): Promise<void>;
}

interface Speaking {
  injectUrc(text: string): void;
}

const speaks = (module: SimulatedModule): module is SimulatedModule & Speaking => 'injectUrc' in module;

/**
 * Brings a simulated module up.
 * @param routes what is behind the network: `server.test:7` at `127.0.0.1:34567`
 */
export async function connectModule(
  { driver, options, personality }: TransferModule,
  { pty, routes, speed }: { readonly pty: boolean; readonly routes: Record<string, string>; readonly speed: number },
): Promise<Connected> {
  const world = hostNetwork({ routes });
  const module = simulatedModule(personality, { network: world, speed });
  const served = pty ? await servePty(module) : undefined;
  const port = served === undefined ? new InProcessPort(module) : serialPort(served.path);
  const manager = new ConnectionManager();
  const iface = manager.addInterface({ name: 'net0', technology: driver.technology });
  manager.bind<unknown, Setup>(iface, driver, { port, options });
  manager.setFlag(iface, 'PERSISTENT', true);
  const up = new Promise<void>((resolve) => {
    manager.on('l4-connected', () => resolve());
  });
  manager.connect(iface);
  module.powerOn();
  await up;
  return {
    iface,
    inject: (urc) => {
      if (speaks(module)) module.injectUrc(urc);
    },
    close: async () => {
      await manager.close();
      await served?.close();
      module.close();
      world.close();
    },
  };
}
