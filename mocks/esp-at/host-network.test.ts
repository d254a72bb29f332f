import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { Bench } from '../network/bench.test-support.ts';
import { authority, otherAuthority, serverCertificate, serverKey } from '../network/certificates.test-support.ts';
import { SimulatedAir } from './air.ts';
import { SimulatedEspAt } from './simulated-esp-at.ts';

const bench = new Bench();

afterEach(() => bench.close());

/** A host that waits for what it expects, in real time. */
class Host {
  readonly #module: SimulatedEspAt;
  #received = Buffer.alloc(0);

  constructor(module: SimulatedEspAt) {
    this.#module = module;
    module.attach((bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
  }

  /** Sends and waits for an end; gives all that came. */
  async exchange(sent: string | Uint8Array, end: string): Promise<Buffer> {
    this.#received = Buffer.alloc(0);
    this.#module.receive(typeof sent === 'string' ? Buffer.from(sent) : sent);
    while (!this.#received.includes(end)) await new Promise((resolve) => setImmediate(resolve));
    return this.#received;
  }

  ask(line: string, end = '\r\nOK\r\n'): Promise<Buffer> {
    return this.exchange(`${line}\r\n`, end);
  }
}

async function joined(
  routes: Readonly<Record<string, string>>,
  certificates: Record<string, string> = {},
): Promise<Host> {
  const module = new SimulatedEspAt({
    personality: 'esp32-at4',
    clock: systemClock,
    speed: 100,
    air: new SimulatedAir([{ ssid: 'lab', passphrase: 'secret99' }]),
    stored: { ssid: 'lab', passphrase: 'secret99' },
    network: bench.network({ routes }),
    certificates,
  });
  bench.later(() => module.close());
  const host = new Host(module);
  module.powerOn();
  await host.exchange('', 'WIFI GOT IP\r\n');
  await host.ask('ATE0');
  return host;
}

test('a megabyte to a real server and back, read as there is room', async () => {
  const port = await bench.serve((socket) => socket.pipe(socket));
  const host = await joined({ 'echo.test:7': `127.0.0.1:${port}` });
  await host.ask('AT+CIPRECVTYPE=1');
  await host.ask('AT+CIPSTART="TCP","echo.test",7');
  const total = 1024 * 1024;
  const block = Buffer.from(Array.from({ length: 8192 }, (_, index) => (index * 7) % 256));
  const parts: Buffer[] = [];
  let got = 0;
  const read = async (): Promise<void> => {
    const answer = await host.ask('AT+CIPRECVLEN?');
    if (answer.includes('+CIPRECVLEN:0,')) return;
    const data = await host.exchange('AT+CIPRECVDATA=5760\r\n', '\r\nOK\r\n');
    const head = /\+CIPRECVDATA:(\d+),/.exec(data.toString('latin1'));
    const start = (head?.index ?? 0) + (head?.[0].length ?? 0);
    const part = data.subarray(start, start + Number(head?.[1]));
    parts.push(part);
    got += part.length;
  };
  for (let sent = 0; sent < total; sent += block.length) {
    await host.ask('AT+CIPSEND=8192', '>');
    await host.exchange(block, 'SEND OK\r\n');
    await read();
  }
  while (got < total) await read();
  const all = Buffer.concat(parts);
  expect(all.length).toBe(total);
  expect(all.equals(Buffer.concat(Array.from({ length: total / block.length }, () => block)))).toBe(true);
});

test('a refused and an unknown destination', async () => {
  const host = await joined({ 'echo.test:9': 'refused' });
  expect((await host.ask('AT+CIPSTART="TCP","echo.test",9', 'CLOSED\r\n')).toString()).toContain(
    '\r\nERROR\r\nCLOSED\r\n',
  );
  expect((await host.ask('AT+CIPDOMAIN="nobody.test"', 'ERROR\r\n')).toString()).toContain('\r\nERROR\r\n');
  expect((await host.ask('AT+CIPDOMAIN="localhost"')).toString()).toContain('+CIPDOMAIN:"127.0.0.1"\r\n');
});

test('TLS to a real server is verified by the authority in the module', async () => {
  const server = createTlsServer({ cert: serverCertificate, key: serverKey }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  const port = await bench.listening(server);
  const certificates = { 'client_ca.0': authority, 'client_ca.1': otherAuthority };
  const host = await joined({ 'example.test:443': `127.0.0.1:${port}` }, certificates);
  await host.ask('AT+CIPSNTPCFG=1,0', '+TIME_UPDATED\r\n');
  await host.ask('AT+CIPSSLCCONF=2,0,0');
  await host.ask('AT+CIPSSLCCN="example.test"');
  await host.ask('AT+CIPSTART="SSL","example.test",443');
  await host.ask('AT+CIPSEND=6', '>');
  expect((await host.exchange('secret', '+IPD,6:secret')).toString()).toContain('+IPD,6:secret');
  await host.ask('AT+CIPCLOSE');
  await host.ask('AT+CIPSSLCCONF=2,0,1');
  await host.ask('AT+CIPSTART="SSL","example.test",443', 'ERROR\r\nCLOSED\r\n');
  await host.ask('AT+CIPSSLCCONF=2,0,0');
  await host.ask('AT+CIPSSLCCN="other.test"');
  await host.ask('AT+CIPSTART="SSL","example.test",443', 'ERROR\r\nCLOSED\r\n');
});

test('a secure server shows its certificate to a real client', async () => {
  const free = createServer();
  const port = await bench.listening(free);
  free.close();
  const host = await joined({}, { 'server_cert.0': serverCertificate, 'server_key.0': serverKey });
  await host.ask('AT+CIPMUX=1');
  await host.ask(`AT+CIPSERVER=1,${port},"SSL",1`, 'NO CA FOUND\r\n\r\nERROR\r\n');
  await host.ask(`AT+CIPSERVER=1,${port},"SSL",0`);
  const client = tlsConnect({ port, host: '127.0.0.1', ca: [authority], servername: 'example.test' });
  bench.later(() => client.destroy());
  await once(client, 'secureConnect');
  const heard = host.exchange('', '\r\n+IPD,0,2:hi');
  client.write('hi');
  expect((await heard).toString()).toBe('0,CONNECT\r\n\r\n+IPD,0,2:hi');
});
