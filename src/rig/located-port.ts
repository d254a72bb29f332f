import type { Board } from '../../boards/board.ts';
import { TransportError, UsageError } from '../base/errors.ts';
import type { Port, Transport, TransportHandlers } from '../transport/transport.ts';
import type { ModuleLocator } from './config/schema.ts';
import { discover, type FoundPort } from './discover.ts';
import { type ModuleCandidate, moduleCandidates } from './module-candidates.ts';

/** The locator in words: `usb serial 0123, board quectel-ec25`. */
export function describeLocator({ board, imei, mac, usbPort, usbSerial }: ModuleLocator): string {
  const words = { imei, mac, 'usb serial': usbSerial, 'usb port': usbPort, board };
  return Object.entries(words)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(', ');
}

function fits({ board, ports }: ModuleCandidate, locator: ModuleLocator): boolean {
  const usb = ports[0]?.usb;
  return (
    (locator.board === undefined || board.id === locator.board) &&
    (locator.usbSerial === undefined || usb?.serialNumber === locator.usbSerial) &&
    (locator.usbPort === undefined || usb?.portPath === locator.usbPort)
  );
}

/**
 * The AT port of a module that is found by what it is: its board, its USB serial number, the socket it is in. It is
 * looked for each time that it is opened, so it may come back under any path.
 */
export class LocatedPort implements Port {
  readonly name: string;
  readonly #locator: ModuleLocator;
  readonly #boards: readonly Board[];
  readonly #portAt: (path: string) => Port;

  constructor(locator: ModuleLocator, boards: readonly Board[], portAt: (path: string) => Port) {
    this.name = `the module with ${describeLocator(locator)}`;
    this.#locator = locator;
    this.#boards = boards;
    this.#portAt = portAt;
  }

  /** Where it is now; undefined while it is not attached. @throws UsageError when several fit */
  async find(): Promise<FoundPort | undefined> {
    const fitting = moduleCandidates(await discover(this.#boards)).filter((candidate) =>
      fits(candidate, this.#locator),
    );
    const [first, second] = fitting;
    if (second !== undefined) {
      const places = fitting.map(({ ports }) => ports[0]?.usb?.portPath ?? ports[0]?.path ?? '?').join(', ');
      throw new UsageError(`${this.name} could be any of those at ${places}`, {
        hint: 'Say more about it: usbSerial, or usbPort for the socket that it is in.',
      });
    }
    return first?.atPorts[0];
  }

  async open(handlers: TransportHandlers, options: { readonly signal?: AbortSignal } = {}): Promise<Transport> {
    const found = await this.find();
    options.signal?.throwIfAborted();
    if (found === undefined) {
      throw new TransportError('PORT_MISSING', `${this.name} is not attached`, { where: this.name });
    }
    return await this.#portAt(found.stablePath ?? found.path).open(handlers, options);
  }
}
