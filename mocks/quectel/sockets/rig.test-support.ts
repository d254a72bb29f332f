import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { BareHost } from '../../line/bare-host.ts';
import type { MemoryNetworkOptions } from '../../network/memory-network.ts';
import { MemoryNetwork } from '../../network/memory-network.ts';
import type { QuectelOptions } from '../options.ts';
import { SimulatedQuectel } from '../simulated-quectel.ts';

export const ok = '\r\nOK\r\n';
export const error = '\r\nERROR\r\n';
export const prompt = '\r\n> ';
export const sendOk = '\r\nSEND OK\r\n';
export const carrierLost = '\r\nNO CARRIER\r\n';

/** Text of the network as a test writes it down. */
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** A module that is on the net, a bare host on its port, and the network in memory behind it, in virtual time. */
export class SocketRig {
  readonly clock = new VirtualClock();
  readonly network: MemoryNetwork;
  module: SimulatedQuectel;
  host: BareHost;

  constructor(network: Omit<MemoryNetworkOptions, 'clock'> = {}) {
    this.network = new MemoryNetwork({ ...network, clock: this.clock });
    this.module = new SimulatedQuectel({ personality: 'quectel-ec25', clock: this.clock });
    this.host = new BareHost(this.module, this.clock);
  }

  /** Starts the module, with the payload echo off and context 1 active unless `bare`. */
  async start(options: Partial<QuectelOptions> & { readonly bare?: boolean } = {}): Promise<void> {
    const { bare, ...rest } = options;
    this.module.close();
    const made = { personality: 'quectel-ec25', clock: this.clock, internet: this.network, ...rest };
    this.module = new SimulatedQuectel(made);
    this.host = new BareHost(this.module, this.clock);
    this.module.powerOn();
    await this.clock.advance(30_000);
    await this.host.ask('ATE0');
    if (bare === true) return;
    await this.host.ask('AT+QISDE=0');
    await this.host.ask('AT+QIACT=1', 5000);
  }

  /** One command; everything that comes within `ms`. */
  ask(command: string, ms = 100): Promise<string> {
    return this.host.ask(command, ms);
  }

  /** Bytes as they are; everything that comes within `ms`. */
  async give(bytes: string, ms = 100): Promise<string> {
    this.host.send(bytes);
    await this.clock.advance(ms);
    return this.host.take();
  }

  /** Opens a client and throws when that fails. */
  async open(id = 0, place = '"192.0.2.10",7', mode = 0): Promise<void> {
    const answer = await this.ask(`AT+QIOPEN=1,${id},"TCP",${place},0,${mode}`, 1000);
    if (answer !== `${ok}\r\n+QIOPEN: ${id},0\r\n`) throw new Error(`not opened: ${JSON.stringify(answer)}`);
  }

  /** Sends a payload of known length. */
  async send(payload: string, id = 0): Promise<string> {
    const asked = await this.ask(`AT+QISEND=${id},${payload.length}`);
    return asked === prompt ? this.give(payload) : asked;
  }

  close(): void {
    this.module.close();
    this.network.close();
  }
}
