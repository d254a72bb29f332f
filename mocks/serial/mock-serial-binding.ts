import type { BindingInterface, OpenOptions, PortInfo } from '@serialport/bindings-cpp';
import { UsageError } from '../../src/base/errors.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { noSuchPort } from './binding-error.ts';
import type { MockPortBinding } from './mock-port-binding.ts';
import { MockSerialPort, type MockSerialPortOptions } from './mock-serial-port.ts';

const defaults = {
  dataBits: 8,
  lock: true,
  stopBits: 1,
  parity: 'none',
  rtscts: false,
  xon: false,
  xoff: false,
  xany: false,
  hupcl: true,
} as const;

/**
 * A binding for the streams of serialport, with devices behind its ports: `new SerialPort({ path, baudRate, binding })`.
 * Each binding has ports of its own, so that tests do not meet.
 */
export class MockSerialBinding implements BindingInterface<MockPortBinding> {
  readonly #ports = new Set<MockSerialPort>();

  /** Plugs a device in. @throws UsageError when there is one at that path */
  plug(path: string, device: SimulatedModule, options: MockSerialPortOptions = {}): MockSerialPort {
    if (this.#at(path) !== undefined) throw new UsageError(`there is a device at ${path} already`, { where: path });
    const port = new MockSerialPort(path, device, options);
    this.#ports.add(port);
    return port;
  }

  // Used without their object: serialport takes `list` off the binding.
  readonly list = async (): Promise<PortInfo[]> =>
    [...this.#ports].filter(({ isPluggedIn }) => isPluggedIn).map(({ info }) => info);

  readonly open = async (options: OpenOptions): Promise<MockPortBinding> => {
    if (typeof options !== 'object' || options === null) throw new TypeError('"options" is not an object');
    if (!options.path) throw new TypeError('"path" is not a valid port');
    if (!options.baudRate) throw new TypeError('"baudRate" is not a valid baudRate');
    const port = this.#at(options.path);
    if (port === undefined) throw noSuchPort(options.path);
    return port.open({ ...defaults, ...options });
  };

  #at(path: string): MockSerialPort | undefined {
    return [...this.#ports].find((port) => port.isPluggedIn && port.path === path);
  }
}

/** A binding with one device behind one port. */
export function mockSerialPort(
  device: SimulatedModule,
  { path = '/dev/ttyMOCK0', ...options }: MockSerialPortOptions & { readonly path?: string } = {},
): { readonly binding: MockSerialBinding; readonly path: string; readonly port: MockSerialPort } {
  const binding = new MockSerialBinding();
  return { binding, path, port: binding.plug(path, device, options) };
}

type Construct<Stream> = new (options: never, callback?: (error: Error | null) => void) => Stream;

/**
 * A class for code that makes its own `new SerialPort({ path, baudRate })`: the real one, with this binding in place of
 * the platform's. Put it where that code imports `SerialPort` from.
 */
export function serialPortClass<Class extends Construct<object>>(
  RealSerialPort: Class,
  binding: MockSerialBinding,
): Class {
  const Real: new (...args: unknown[]) => object = RealSerialPort as never;
  const Mocked = class extends Real {
    static readonly binding = binding;
    static readonly list = binding.list;

    constructor(options: object, callback?: unknown) {
      super({ ...options, binding }, callback);
    }
  };
  return Mocked as unknown as Class;
}
