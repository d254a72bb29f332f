import type { Board } from '../../boards/board.ts';
import { AtlinkError, TransportError, UsageError } from '../base/errors.ts';
import type { Port, Transport, TransportHandlers } from '../transport/transport.ts';
import type { ModuleLocator } from './config/schema.ts';
import { type DiscoverySources, discover, type FoundPort } from './discover.ts';
import { fits, portsToAsk } from './identity/candidates.ts';
import type { Plugging } from './identity/plugging.ts';
import { type PortClaims, portClaims } from './identity/port-claims.ts';
import { Sightings } from './identity/sightings.ts';
import { isId, wantedId, whyNot } from './identity/wanted-identity.ts';
import { moduleCandidates } from './module-candidates.ts';

/** The locator in words: `usb serial 0123, board quectel-ec25`. */
export function describeLocator({ board, imei, mac, usbPort, usbSerial }: ModuleLocator): string {
  const words = { imei, mac, 'usb serial': usbSerial, 'usb port': usbPort, board };
  return Object.entries(words)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(', ');
}

export interface LocatedPortOptions {
  readonly boards: readonly Board[];
  readonly portAt: (path: string) => Port;
  /** Asks the module at a port for its IMEI or MAC address; undefined when it says none. */
  readonly ask?: (port: Port) => Promise<string | undefined>;
  /** Where it is remembered at which USB device a module was seen. */
  readonly stateDirectory?: string | undefined;
  /** Tells when something is plugged in. */
  readonly plugging?: Plugging;
  /** Other ones only in tests. */
  readonly sources?: Pick<DiscoverySources, 'ports' | 'access' | 'holders'>;
  readonly claims?: PortClaims;
}

/** A port that was asked and is not the one, for as long as the same device is there. */
interface Mismatch {
  readonly path: string;
  readonly usb: string;
}

const usbWords = ({ usb }: FoundPort): string =>
  [usb?.vendorId, usb?.productId, usb?.serialNumber, usb?.portPath].join(' ');

/**
 * The AT port of a module that is found by what it is: its IMEI or MAC address, its board, its USB serial number, the
 * socket it is in. It is looked for each time that it is opened, so it may come back under any path. One that is meant
 * by its IMEI or MAC address is looked for where it was seen last, and else every known module is asked, one at a time.
 */
export class LocatedPort implements Port {
  readonly name: string;
  readonly attached?: (signal: AbortSignal) => Promise<void>;
  readonly #locator: ModuleLocator;
  readonly #options: LocatedPortOptions;
  readonly #claims: PortClaims;
  readonly #sightings: Sightings;
  #others: readonly Mismatch[] = [];
  #current: FoundPort | undefined;

  constructor(locator: ModuleLocator, options: LocatedPortOptions) {
    this.name = `the module with ${describeLocator(locator)}`;
    this.#locator = locator;
    this.#options = options;
    this.#claims = options.claims ?? portClaims;
    this.#sightings = new Sightings(options.stateDirectory);
    const { plugging } = options;
    if (plugging !== undefined) this.attached = (signal) => plugging.changed(signal);
  }

  /** The port that it has open, or had last. */
  get current(): FoundPort | undefined {
    return this.#current;
  }

  /**
   * Where it is now, as far as can be told without a question; undefined while it is not attached.
   * @throws UsageError when several fit
   */
  async find(): Promise<FoundPort | undefined> {
    if (wantedId(this.#locator) !== undefined) return this.#likeliest();
    const candidates = moduleCandidates(await this.#discover());
    const fitting = candidates.filter((candidate) => fits(candidate, this.#locator));
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
    const wanted = wantedId(this.#locator);
    const found = wanted === undefined ? await this.find() : undefined;
    options.signal?.throwIfAborted();
    if (found !== undefined) return await this.#openAt(found, handlers, options);
    if (wanted !== undefined) return await this.#openById(wanted, handlers, options);
    throw this.#missing('');
  }

  /** Why the module that is open is not the one that is meant; it is not opened again while it is there. */
  verify(said: string | undefined): string | undefined {
    const found = this.#current;
    const reason = whyNot(this.#locator, said, found?.path ?? this.name);
    const wanted = wantedId(this.#locator);
    if (found === undefined || wanted === undefined) return reason;
    if (reason === undefined) this.#remember(wanted, found);
    else this.#others = [...this.#others, { path: found.path, usb: usbWords(found) }];
    return reason;
  }

  async #openById(
    wanted: string,
    handlers: TransportHandlers,
    options: { readonly signal?: AbortSignal },
  ): Promise<Transport> {
    const problems: string[] = [];
    for (const found of await this.#toAsk(wanted)) {
      options.signal?.throwIfAborted();
      try {
        // Who it is will be seen when it is ready: a question before that would only take time.
        const isKnown = this.#isSeenAt(wanted, found) || (await this.#isIt(found, wanted));
        options.signal?.throwIfAborted();
        if (isKnown) return await this.#openAt(found, handlers, options);
      } catch (thrown) {
        if (!(thrown instanceof AtlinkError) || options.signal?.aborted) throw thrown;
        problems.push(thrown.message);
      }
    }
    throw this.#missing(problems.length === 0 ? '' : ` (${problems.join('; ')})`);
  }

  async #likeliest(): Promise<FoundPort | undefined> {
    const wanted = wantedId(this.#locator) ?? '';
    return (await this.#toAsk(wanted)).find((found) => this.#isSeenAt(wanted, found));
  }

  async #toAsk(wanted: string): Promise<readonly FoundPort[]> {
    const found = await this.#discover();
    // A device that went away may come back as another.
    this.#others = this.#others.filter((each) =>
      found.some((port) => port.path === each.path && usbWords(port) === each.usb),
    );
    const isOther = ({ path }: FoundPort): boolean => this.#others.some((each) => each.path === path);
    const ports = portsToAsk(moduleCandidates(found), this.#locator, this.#sightings.of(wanted));
    return ports.filter((port) => !isOther(port));
  }

  /** It was there when it was seen last, by a serial number or a socket: nothing else is likelier. */
  #isSeenAt(wanted: string, { usb }: FoundPort): boolean {
    const seen = this.#sightings.of(wanted);
    if (seen === undefined || usb === undefined) return false;
    if (usb.vendorId !== seen.vendorId || usb.productId !== seen.productId) return false;
    const isSerial = seen.serialNumber !== undefined && usb.serialNumber === seen.serialNumber;
    // Cheap modules share one serial number: then the socket has to fit as well.
    return isSerial && (usb.portPath === seen.portPath || !/^0*$|^0123456789/.test(seen.serialNumber ?? ''));
  }

  /** Asks it, unless somebody else of this process has it. */
  async #isIt(found: FoundPort, wanted: string): Promise<boolean> {
    const { ask, portAt } = this.#options;
    const giveBack = this.#claims.take(found.path);
    if (ask === undefined || giveBack === undefined) return false;
    try {
      const said = await ask(portAt(found.stablePath ?? found.path));
      if (isId(said, wanted)) return true;
      // One that said nothing may be booting: it is asked again.
      if (said !== undefined) this.#others = [...this.#others, { path: found.path, usb: usbWords(found) }];
      return false;
    } finally {
      giveBack();
    }
  }

  async #openAt(
    found: FoundPort,
    handlers: TransportHandlers,
    options: { readonly signal?: AbortSignal },
  ): Promise<Transport> {
    const giveBack = this.#claims.take(found.path);
    if (giveBack === undefined) {
      throw new TransportError('PORT_BUSY', `${found.path} is used by another interface of this program`, {
        where: found.path,
      });
    }
    try {
      const port = this.#options.portAt(found.stablePath ?? found.path);
      const onClosed: TransportHandlers['onClosed'] = (reason) => {
        giveBack();
        handlers.onClosed(reason);
      };
      const transport = await port.open({ onBytes: (bytes) => handlers.onBytes(bytes), onClosed }, options);
      this.#current = found;
      return transport;
    } catch (thrown) {
      giveBack();
      throw thrown;
    }
  }

  #remember(wanted: string, { usb }: FoundPort): void {
    if (usb === undefined) return;
    const { portPath, productId, serialNumber, vendorId } = usb;
    this.#sightings.add(wanted, {
      vendorId,
      productId,
      ...(serialNumber !== undefined && { serialNumber }),
      ...(portPath !== undefined && { portPath }),
    });
  }

  #discover(): Promise<FoundPort[]> {
    const { boards, sources } = this.#options;
    return sources === undefined ? discover(boards) : discover(boards, sources);
  }

  #missing(why: string): TransportError {
    return new TransportError('PORT_MISSING', `${this.name} is not attached${why}`, { where: this.name });
  }
}
