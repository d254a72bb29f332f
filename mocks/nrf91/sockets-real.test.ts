import { createHash } from 'node:crypto';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { Bench as Servers } from '../network/bench.test-support.ts';
import { authority, otherAuthority, serverCertificate, serverKey } from '../network/certificates.test-support.ts';
import type { Nrf91Options } from './options.ts';
import { SimulatedNrf91 } from './simulated-nrf91.ts';

const servers = new Servers();
const everything = 1_000_000;

afterEach(() => servers.close());

/** A host of a module in a hurry: it waits for what comes, never for time. */
class QuickHost {
  readonly module: SimulatedNrf91;
  readonly #terminator: string;
  #chunks: Buffer[] = [];
  #length = 0;
  #notice = (): void => {};

  constructor(options: Omit<Nrf91Options, 'clock' | 'speed'>) {
    this.module = new SimulatedNrf91({ ...options, clock: systemClock, speed: 2000 });
    this.#terminator = options.personality.endsWith('slm') ? '\r\n' : '\r';
    this.module.attach((bytes) => {
      this.#chunks.push(Buffer.from(bytes));
      this.#length += bytes.length;
      this.#notice();
    });
    servers.later(() => this.module.close());
    this.module.powerOn();
  }

  get length(): number {
    return this.#length;
  }

  take(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    return all;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#notice = resolve;
      });
    }
  }

  get text(): string {
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.toString('latin1') ?? '';
  }

  send(bytes: string | Uint8Array): void {
    this.module.receive(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** One command, up to its final result code. */
  async ask(command: string): Promise<string> {
    this.take();
    this.send(`${command}${this.#terminator}`);
    await this.until(() => /\r\n(?:OK|ERROR)\r\n$/.test(this.text.slice(-12)));
    return this.take().toString('latin1');
  }

  async online(...before: readonly string[]): Promise<void> {
    await this.until(() => this.text.endsWith('Ready\r\n'));
    for (const command of before) expect(await this.ask(command)).toBe('\r\nOK\r\n');
    await this.ask('AT+CEREG=1');
    await this.ask('AT+CFUN=1');
    await this.until(() => this.text.includes('+CEREG: 5'));
  }
}

const pattern = Buffer.from(Uint8Array.from({ length: everything }, (_, index) => (index * 7 + (index >> 8)) % 251));
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('a megabyte each way through Serial LTE Modem: data mode up, #XRECV down', async () => {
  const received: Buffer[] = [];
  let arrived = 0;
  let whole = (): void => {};
  const complete = new Promise<void>((resolve) => {
    whole = resolve;
  });
  const port = await servers.serve((socket) => {
    socket.write(pattern);
    socket.on('data', (bytes: Buffer) => {
      received.push(bytes);
      arrived += bytes.length;
      if (arrived === everything) whole();
    });
  });
  const host = new QuickHost({ personality: 'nrf9160-slm', internet: servers.network() });
  await host.online();
  await host.ask('AT#XSOCKET=1,1,0');
  expect(await host.ask(`AT#XCONNECT="127.0.0.1",${port}`)).toBe('\r\n#XCONNECT: 1\r\n\r\nOK\r\n');
  expect(await host.ask('AT#XSEND')).toBe('\r\nOK\r\n');
  for (let at = 0; at < everything; at += 4096) host.send(pattern.subarray(at, at + 4096));
  host.send('+++');
  await complete;
  expect(digest(Buffer.concat(received))).toBe(digest(pattern));
  await host.until(() => host.text.includes('#XDATAMODE: 0\r\n'));
  const down: Buffer[] = [];
  for (let left = everything; left > 0; ) {
    const answer = Buffer.from(await host.ask('AT#XRECV=0'), 'latin1');
    const count = Number(/^\r\n#XRECV: (\d+)\r\n/.exec(answer.toString('latin1'))?.[1]);
    const from = answer.indexOf('\n', 2) + 1;
    down.push(answer.subarray(from, from + count));
    left -= count;
  }
  expect(digest(Buffer.concat(down))).toBe(digest(pattern));
});

test('a megabyte pushed by the client service of Serial LTE Modem, with the peer held back meanwhile', async () => {
  const port = await servers.serve((socket) => socket.end(pattern));
  const host = new QuickHost({ personality: 'nrf9161-slm', internet: servers.network() });
  await host.online();
  expect(await host.ask(`AT#XTCPCLI=1,"localhost",${port}`)).toContain('"connected"');
  await host.until(() => host.length > everything && host.text.includes('"disconnected"'));
  const all = host.take();
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const header = /^\r\n#XTCPDATA: (\d+)\r\n/.exec(all.toString('latin1', at, at + 40));
    if (header === null) break;
    const from = at + header[0].length;
    at = from + Number(header[1]);
    pieces.push(all.subarray(from, at));
  }
  expect(digest(Buffer.concat(pieces))).toBe(digest(pattern));
});

test('TLS with Serial Modem: the stored authority decides', async () => {
  const peer = createTlsServer({ cert: serverCertificate, key: serverKey }, (socket) => {
    socket.on('error', () => undefined);
    socket.end(socket.getProtocol() ?? '');
  });
  peer.on('tlsClientError', () => undefined);
  const port = await servers.listening(peer);
  const internet = (): ReturnType<Servers['network']> =>
    servers.network({ routes: { 'example.test:443': `127.0.0.1:${port}` }, hosts: { 'example.test': '192.0.2.7' } });
  const connect = async (ca: string): Promise<readonly [QuickHost, string]> => {
    const host = new QuickHost({ personality: 'nrf9151-serial-modem', internet: internet() });
    await host.online(`AT%CMNG=0,7,0,"${ca}"`);
    await host.ask('AT#XSSOCKET=1,1,0,7');
    await host.ask('AT#XSSOCKETOPT=0,1,2,"example.test"');
    return [host, await host.ask('AT#XCONNECT=0,"example.test",443')];
  };
  const [host, answer] = await connect(authority);
  expect(answer).toBe('\r\n#XCONNECT: 0,1\r\n\r\nOK\r\n');
  expect(await host.ask('AT#XRECV=0,0,0,0')).toBe('\r\n#XRECV: 0,0,7\r\nTLSv1.2\r\nOK\r\n');
  expect((await connect(otherAuthority))[1]).toBe('\r\nERROR\r\n');
});
