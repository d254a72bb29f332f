import { expect } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type {
  DatagramEvents,
  NetworkAddress,
  NetworkDatagrams,
  NetworkStream,
  StackNetwork,
  StreamEvents,
} from '../network/contract.ts';
import { SimulatedAir } from './air.ts';
import type { EspAtOptions } from './options.ts';
import { SimulatedEspAt } from './simulated-esp-at.ts';

type RigOptions = Partial<Omit<EspAtOptions, 'clock'>> & { readonly clock?: VirtualClock };

/** A module, the clock it runs by, the air around it, and a host that knows nothing. */
export class Rig {
  readonly clock: VirtualClock;
  readonly air: SimulatedAir;
  readonly module: SimulatedEspAt;
  readonly host: BareHost;

  constructor(personality: string, options: RigOptions = {}) {
    this.clock = options.clock ?? new VirtualClock(new Date('2021-10-19T17:47:55Z'));
    this.air = options.air ?? new SimulatedAir();
    this.module = new SimulatedEspAt({ ...options, personality, clock: this.clock, air: this.air });
    this.host = new BareHost(this.module, this.clock);
  }

  /** A module that has started, and said so. */
  static async ready(personality: string, options: RigOptions = {}): Promise<Rig> {
    const rig = new Rig(personality, options);
    rig.module.powerOn();
    await rig.clock.advance(2000);
    rig.host.take();
    return rig;
  }

  /** A module that has joined the network `lab`, whose echo is on and whose first lines were taken. */
  static async joined(personality: string, options: RigOptions = {}): Promise<Rig> {
    const air = new SimulatedAir([{ ssid: 'lab', passphrase: 'secret99', pool: '10.0.0.2' }]);
    const stored = { ssid: 'lab', passphrase: 'secret99' };
    const rig = new Rig(personality, { air, stored, ...options });
    rig.module.powerOn();
    await rig.clock.advance(6000);
    expect(rig.module.isAssociated).toBe(true);
    rig.host.take();
    return rig;
  }

  /** Sends a line with CR LF and takes all that comes within `ms` milliseconds. */
  async ask(line: string, ms = 100): Promise<string> {
    this.host.take();
    this.host.send(`${line}\r\n`);
    await this.clock.advance(ms);
    return this.host.take();
  }

  /** Lets time pass and takes what came. */
  async after(ms: number): Promise<string> {
    await this.clock.advance(ms);
    return this.host.take();
  }

  /** Ends it; nothing may be left running. */
  close(): void {
    this.module.close();
    expect(this.clock.timerCount).toBe(0);
  }
}

/** A far end that a test plays by hand. Ports below 10 but 7 are refused. */
export class ManualNetwork implements StackNetwork {
  readonly sent: string[] = [];
  readonly requests: { readonly address: string; readonly port: number }[] = [];
  readonly #heard: { data(bytes: Uint8Array, from: NetworkAddress): void; ended(): void }[] = [];
  closed = 0;
  #nextPort = 54_321;

  connect(to: { readonly address: string; readonly port: number }, events: StreamEvents): NetworkStream {
    this.requests.push({ address: to.address, port: to.port });
    const refused = to.port < 10 && to.port !== 7;
    queueMicrotask(() => {
      if (refused) events.failed('ECONNREFUSED');
      else events.opened(address('10.0.0.2', this.#nextPort++), address(to.address, to.port));
    });
    if (!refused) this.#heard.push({ data: (bytes) => events.data(bytes), ended: () => events.ended() });
    const ended = (): void => {
      this.closed += 1;
    };
    return {
      send: (bytes, taken) => {
        this.sent.push(Buffer.from(bytes).toString('latin1'));
        if (taken !== undefined) queueMicrotask(taken);
      },
      pause: () => undefined,
      resume: () => undefined,
      end: ended,
      destroy: ended,
    };
  }

  bind(local: { readonly port: number }, events: DatagramEvents): NetworkDatagrams {
    queueMicrotask(() => events.bound(address('10.0.0.2', local.port === 0 ? this.#nextPort++ : local.port)));
    this.#heard.push({ data: (bytes, from) => events.message(bytes, from), ended: () => undefined });
    return {
      send: (bytes, to) => this.sent.push(`${to.address}:${to.port} ${Buffer.from(bytes).toString('latin1')}`),
      close: () => {
        this.closed += 1;
      },
    };
  }

  listen(): { close(): void } {
    return { close: () => undefined };
  }

  resolve(name: string, told: (addresses: readonly string[]) => void): void {
    const known = /^[\d.]+$/.test(name) ? [name] : name === 'broker.lab' ? ['10.0.0.5'] : [];
    queueMicrotask(() => told(known));
  }

  ping(_address: string, told: (roundTripMs: number | undefined) => void): void {
    queueMicrotask(() => told(12));
  }

  say(text: string, link = this.#heard.length - 1, from = address('10.0.0.5', 7)): void {
    this.#heard[link]?.data(Buffer.from(text, 'latin1'), from);
  }

  hangUp(link = this.#heard.length - 1): void {
    this.#heard[link]?.ended();
  }
}

export const address = (host: string, port: number): NetworkAddress => ({ address: host, port, family: 4 });
