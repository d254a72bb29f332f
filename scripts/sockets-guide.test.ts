import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Aedes } from 'aedes';
import { authority, serverCertificate, serverKey } from '../mocks/network/certificates.test-support.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const guide = readFileSync(join(root, 'docs', 'sockets.md'), 'utf8');
const examples = [...guide.matchAll(/```js( alone)?\n([\s\S]*?)```/g)].map(([, alone, code = '']) => ({
  alone: alone !== undefined,
  code,
}));
// In the build's folder, because there `atlink` means this package.
const file = join(root, 'dist', `sockets-example-${process.pid}.mjs`);
const servers: { close(): unknown }[] = [];
let preamble = '';

/** `lte0`: a simulated module whose world are the servers below. */
const preambleFor = (routes: object): string => `
import { ConnectionManager } from 'atlink';
import { quectel } from 'atlink/drivers';
import { hostNetwork, InProcessPort, simulatedModule } from 'atlink/mocks';
const network = hostNetwork({ routes: ${JSON.stringify(routes)} });
const module = simulatedModule('quectel-bg95', { network, speed: 50 });
const manager = new ConnectionManager();
const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
manager.bind(lte0, quectel, { port: new InProcessPort(module) });
manager.connect(lte0);
module.powerOn();
const ca = ${JSON.stringify(authority)};
`;
/** For the examples that do not wait themselves. */
const untilUp = "await new Promise((resolve) => manager.on('l4-connected', resolve));\n";

beforeAll(async () => {
  const broker = await Aedes.createBroker();
  const web = createServer((_, response) => response.end('this is the page'));
  const secure = createSecureServer({ cert: serverCertificate, key: serverKey });
  const mqtt = createTcpServer((peer) => void broker.handle(peer));
  const udp = createSocket('udp4', (message, { address, port }) => udp.send(message, port, address));
  for (const server of [web, secure, mqtt]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  servers.push(udp, broker);
  const at = (server: { address(): unknown }): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  preamble = preambleFor({
    'example.com:80': at(web),
    'example.com:443': at(secure),
    'broker.example.com:1883': at(mqtt),
    'coap.example.com:5683': at(udp),
  });
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(file, { force: true });
});

/** Runs an example until it printed what it should, or ended; whatever still runs is ended. */
async function outputOf({ alone, code }: (typeof examples)[number], enough: RegExp): Promise<string> {
  const waits = code.includes('waitForUp') ? '' : untilUp;
  // The certificate of the test is for another name.
  const named = code.replace('ca }', "ca, servername: 'example.test' }");
  writeFileSync(file, alone ? code : `${preamble}${waits}${named}`);
  const child = spawn(process.execPath, [file], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    if (enough.test(output)) child.kill();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  await once(child, 'close');
  return output.trim();
}

describe('the examples of the guide to sockets', () => {
  const expected: readonly [example: string, output: RegExp][] = [
    ['a connection', /^HTTP\/1\.[\s\S]*this is the page/],
    ['TLS by Node.js', /^secure: true/],
    ['Node’s HTTP client', /^this is the page/],
    ['undici', /^this is the page/],
    ['MQTT', /^meter\/7\/set on/],
    ['UDP', /^ping from [\d.]+:5683/],
    ['names and ping', /\[ '[\d.]+' \]\n\[ 'answered', 'answered' \]/],
    ['a unit test', /^hello\nENETDOWN$/],
  ];

  test('are as many as are run', () => expect(examples).toHaveLength(expected.length));

  test.each(expected.map(([name, output], index) => [name, output, index] as const))(
    '%s',
    async (_, output, index) => {
      expect(await outputOf(examples[index] ?? { alone: true, code: '' }, output)).toMatch(output);
    },
    30_000,
  );
});
