import { expect } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { SimulatedAir } from './air.ts';
import type { LinkEvents, LinkNetwork, LinkPeer, LinkRequest } from './link-network.ts';
import type { EspAtOptions } from './options.ts';
import { SimulatedEspAt } from './simulated-esp-at.ts';

/** A module, the clock it runs by, the air around it, and a host that knows nothing. */
export class Rig {
  readonly clock = new VirtualClock(new Date('2021-10-19T17:47:55Z'));
  readonly air: SimulatedAir;
  readonly module: SimulatedEspAt;
  readonly host: BareHost;

  constructor(personality: string, options: Partial<EspAtOptions> = {}) {
    this.air = options.air ?? new SimulatedAir();
    this.module = new SimulatedEspAt({ ...options, personality, clock: this.clock, air: this.air });
    this.host = new BareHost(this.module, this.clock);
  }

  /** A module that has started, and said so. */
  static async ready(personality: string, options: Partial<EspAtOptions> = {}): Promise<Rig> {
    const rig = new Rig(personality, options);
    rig.module.powerOn();
    await rig.clock.advance(2000);
    rig.host.take();
    return rig;
  }

  /** A module that has joined the network `lab`, whose echo is on and whose first lines were taken. */
  static async joined(personality: string, options: Partial<EspAtOptions> = {}): Promise<Rig> {
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
export class ManualNetwork implements LinkNetwork {
  readonly sent: string[] = [];
  readonly requests: LinkRequest[] = [];
  readonly events: LinkEvents[] = [];
  closed = 0;

  open(request: LinkRequest, events: LinkEvents): void {
    this.requests.push(request);
    if (request.port < 10 && request.port !== 7) {
      events.refused();
      return;
    }
    this.events.push(events);
    const peer: LinkPeer = {
      send: (bytes, to) => {
        const text = Buffer.from(bytes).toString('latin1');
        this.sent.push(to === undefined ? text : `${to.host}:${to.port} ${text}`);
      },
      close: () => {
        this.closed += 1;
      },
    };
    events.opened(peer);
  }

  resolve(name: string): string | undefined {
    return name === 'broker.lab' ? '10.0.0.5' : undefined;
  }

  say(text: string, link = this.events.length - 1): void {
    this.events[link]?.data(Buffer.from(text, 'latin1'));
  }

  hangUp(link = this.events.length - 1): void {
    this.events[link]?.closed();
  }
}
