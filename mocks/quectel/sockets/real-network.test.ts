import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { Bench } from '../../network/bench.test-support.ts';
import { authority, otherAuthority, serverCertificate, serverKey } from '../../network/certificates.test-support.ts';
import { SimulatedQuectel } from '../simulated-quectel.ts';

// Real sockets of this machine behind the module, and real time that runs fast.
let bench: Bench;
let module: SimulatedQuectel;
let received: Buffer[];
let wake: () => void;

beforeEach(() => {
  bench = new Bench();
  received = [];
  wake = () => undefined;
});

afterEach(() => {
  module.close();
  bench.close();
});

/** Waits until what came contains `text` and takes all of it. */
async function expectText(text: string): Promise<Buffer> {
  for (;;) {
    const all = Buffer.concat(received);
    if (all.includes(text, 0, 'latin1')) {
      received = [];
      return all;
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

async function ask(command: string, until = '\r\nOK\r\n'): Promise<string> {
  module.receive(Buffer.from(`${command}\r`));
  return (await expectText(until)).toString('latin1');
}

// Tests that run beside this one in other processes listen elsewhere.
const listenPort = 20_000 + (process.pid % 10_000);

// The module answers in the same turn: whoever asks over and over has to let the rest of the process run.
const otherTurns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function start(routes: Readonly<Record<string, string>> = {}): Promise<void> {
  const internet = bench.network({ hosts: { localhost: '127.0.0.1' }, routes });
  module = new SimulatedQuectel({ personality: 'quectel-ec25', clock: systemClock, speed: 500, internet });
  module.attach((bytes) => {
    received.push(Buffer.from(bytes));
    wake();
  });
  module.powerOn();
  await expectText('PB DONE');
  await ask('ATE0;+QISDE=0');
  while (!module.isRegistered) await otherTurns();
  await ask('AT+QIACT=1');
}

async function sendAll(payload: Buffer): Promise<void> {
  for (let at = 0; at < payload.length; ) {
    const block = payload.subarray(at, at + 1460);
    await ask(`AT+QISEND=0,${block.length}`, '> ');
    module.receive(block);
    const said = (await expectText('\r\nSEND ')).toString('latin1');
    if (said.includes('SEND OK')) at += block.length;
    else await otherTurns();
  }
}

/** Reads so many bytes, as a host does that knows nothing but the counts. */
async function readAll(count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  while (size < count) {
    module.receive(Buffer.from('AT+QIRD=0,1500\r'));
    const answer = await expectText('\r\nOK\r\n');
    const at = answer.indexOf('+QIRD: ');
    const end = answer.indexOf('\r\n', at);
    const length = Number(answer.subarray(at + 7, end).toString());
    parts.push(answer.subarray(end + 2, end + 2 + length));
    size += length;
    if (length === 0) await otherTurns();
  }
  return Buffer.concat(parts);
}

const pattern = (size: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: size }, (_, at) => 0x80 | ((at * 7) % 127)));

test('half a megabyte each way, unchanged, through a server that is slow to read', async () => {
  const sent = pattern(500_000);
  const taken: Buffer[] = [];
  const port = await bench.serve((socket) => {
    socket.on('data', (bytes) => {
      taken.push(bytes);
      socket.pause();
      setImmediate(() => socket.resume());
    });
    socket.write(sent);
  });
  await start();
  await ask(`AT+QIOPEN=1,0,"TCP","localhost",${port},0,0`, '+QIOPEN: 0,0\r\n');
  await sendAll(sent);
  expect((await readAll(sent.length)).equals(sent)).toBe(true);
  while (!(await ask('AT+QISEND=0,0')).includes(`+QISEND: ${sent.length},${sent.length},0`)) await otherTurns();
  expect(Buffer.concat(taken).equals(sent)).toBe(true);
}, 30_000);

test('a listener of the module takes a peer of this machine', async () => {
  await start();
  await ask(`AT+QIOPEN=1,0,"TCP LISTENER","127.0.0.1",0,${listenPort},1`, '+QIOPEN: 0,0\r\n');
  const peer = connect(listenPort, '127.0.0.1');
  bench.later(() => peer.destroy());
  expect((await expectText('"incoming"')).toString()).toMatch(/\+QIURC: "incoming",11,0,"127\.0\.0\.1",\d+/);
  peer.write('hello');
  await expectText('+QIURC: "recv",11,5\r\nhello\r\n');
  peer.end();
  await expectText('+QIURC: "closed",11\r\n');
}, 30_000);

test('TLS with a certificate that is verified, or is not', async () => {
  const server = createTlsServer({ cert: serverCertificate, key: serverKey }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  const port = await bench.listening(server);
  await start({ 'example.test:8883': `127.0.0.1:${port}` });
  for (const [name, pem] of Object.entries({ 'ca.pem': authority, 'other.pem': otherAuthority })) {
    await ask(`AT+QFUPL="${name}",${pem.length},60`, 'CONNECT\r\n');
    module.receive(Buffer.from(pem));
    await expectText('\r\nOK\r\n');
  }
  await ask('AT+QSSLCFG="seclevel",1,1');
  await ask('AT+QSSLCFG="cacert",1,"other.pem"');
  await ask('AT+QSSLOPEN=1,1,0,"example.test",8883', '+QSSLOPEN: 0,566\r\n');
  await ask('AT+QSSLCLOSE=0');
  await ask('AT+QSSLCFG="cacert",1,"ca.pem"');
  await ask('AT+QSSLOPEN=1,1,0,"example.test",8883', '+QSSLOPEN: 0,0\r\n');
  await ask('AT+QSSLSEND=0,5', '> ');
  module.receive(Buffer.from('hello'));
  await expectText('+QSSLURC: "recv",0\r\n');
  expect(await ask('AT+QSSLRECV=0,1500')).toContain('+QSSLRECV: 5\r\nhello\r\n');
}, 30_000);
