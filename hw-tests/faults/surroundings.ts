import type { Board } from '../../boards/board.ts';
import {
  type FaultyLine,
  type FaultyModule,
  InProcessPort,
  PortDirectory,
  type VirtualClock,
} from '../../mocks/index.ts';
import type { ModuleSetup } from '../../src/driver/index.ts';
import { LocatedPort } from '../../src/rig/located-port.ts';
import type { Port } from '../../src/transport/transport.ts';

/**
 * What is around the module. `line`: nothing but its line, always under one name. `rescue`: control lines that reset it,
 * a USB device that can be reset, power that can be cycled, and a speed. `found`: a serial number by which it is found
 * on the USB, wherever it is.
 */
export type Surroundings = 'line' | 'rescue' | 'found';

/** What a module is bound with there, and what the plug is pulled out of. */
export interface Place {
  readonly setup: ModuleSetup;
  readonly line: FaultyLine;
}

interface PlaceOptions {
  readonly clock: VirtualClock;
  readonly faulty: FaultyModule;
  /** How fast what the module says comes; left out: at once. */
  readonly baudRate?: number;
}

const powerOffMs = 3000;
const usualBaudRate = 115_200;

/** Makes the place of a module. It is plugged in. */
export function makePlace(kind: Surroundings, options: PlaceOptions): Place {
  if (kind === 'found') return foundPlace(options);
  const { baudRate, clock, faulty } = options;
  const line = { clock, ...(baudRate !== undefined && { baudRate }) };
  if (kind === 'line') {
    const port = new InProcessPort(faulty, line);
    return { setup: { port }, line: port };
  }
  const port = new InProcessPort(faulty, { ...line, controlLines: true, hostBaudRate: usualBaudRate });
  const cycle = async (): Promise<void> => {
    faulty.powerOff();
    await new Promise<void>((resolve) => clock.after(powerOffMs, resolve));
    faulty.powerOn();
  };
  return {
    setup: { port, wiring: 'esp-auto-reset', usbReset: async () => faulty.usbReset(), power: { cycle } },
    line: port,
  };
}

const usb = { vendorId: '1209', productId: '0001', serialNumber: 'A1', portPath: '1-1', interfaceNumber: 0 } as const;
const board: Board = {
  id: 'simulated',
  name: 'a simulated module',
  kind: 'module',
  usb: [{ vendorId: usb.vendorId, productId: usb.productId }],
  interfaces: { 0: { role: 'at', preferred: true } },
  driver: 'auto',
  certainty: 'documented',
  source: 'the soak',
};

function foundPlace({ baudRate, clock, faulty }: PlaceOptions): Place {
  const directory = new PortDirectory();
  const line = directory.plug('/dev/ttyUSB0', faulty, { clock, ...(baudRate !== undefined && { baudRate }) });
  const portAt = (path: string): Port => directory.port(path);
  const port = new LocatedPort(
    { usbSerial: usb.serialNumber },
    {
      boards: [board],
      portAt,
      sources: {
        ports: async () => directory.paths.map((path) => ({ path, usb })),
        access: async () => ({ allowed: true }),
        holders: async () => new Map(),
      },
    },
  );
  return { setup: { port }, line };
}
