import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Aedes } from 'aedes';
import { MqttClient } from 'mqtt';
import { Agent, fetch } from 'undici';
import { espAt, nrf91, quectel } from '../../drivers/index.ts';
import { hostNetwork, InProcessPort, simulatedModule } from '../../mocks/index.ts';
import { authority, serverCertificate, serverKey } from '../../mocks/network/certificates.test-support.ts';
import { ConnectionManager } from '../connection-manager.ts';
import type { ConnectivityImplementation } from '../connectivity/index.ts';
import { httpAgent } from './http-agents.ts';
import { undiciConnector } from './undici-connector.ts';

type Setup = { readonly port: InProcessPort; readonly options: object };
type Driver = ConnectivityImplementation<unknown, Setup>;

const modules: readonly [personality: string, driver: unknown, options: object][] = [
  ['quectel-bg95', quectel, { apn: 'internet' }],
  ['quectel-eg25-g', quectel, { apn: 'internet' }],
  ['nrf9160-slm', nrf91, {}],
  ['nrf9151-serial-modem', nrf91, {}],
  ['esp32-c3', espAt, { ssid: 'atlink', passphrase: 'simulated' }],
];

const page = 'x'.repeat(30_000);
const web: Parameters<typeof createServer>[1] = (request, response) => {
  let length = 0;
  request.on('data', (bytes: Buffer) => {
    length += bytes.length;
  });
  request.on('end', () => response.end(request.url === '/page' ? page : `${request.method} ${length}`));
};

let broker: Aedes;
const servers: Server[] = [];
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  broker = await Aedes.createBroker();
  servers.push(
    createServer(web),
    createSecureServer({ cert: serverCertificate, key: serverKey }, web),
    createTcpServer(broker.handle as never) as unknown as Server,
  );
  for (const server of servers) await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  broker.close();
  for (const server of servers) server.close();
});

async function setUp([personality, driver, options]: (typeof modules)[number], routes: Record<string, string> = {}) {
  const [http = 0, https = 0, mqtt = 0] = servers.map(portOf);
  const network = hostNetwork({
    routes: {
      'example.test:80': `127.0.0.1:${http}`,
      'example.test:443': `127.0.0.1:${https}`,
      'broker.test:1883': `127.0.0.1:${mqtt}`,
      'example.test:81': 'refused',
      ...routes,
    },
  });
  const module = simulatedModule(personality, { network, speed: 20 });
  const manager = new ConnectionManager();
  const net0 = manager.addInterface({ name: 'net0', technology: (driver as Driver).technology });
  manager.bind<unknown, Setup>(net0, driver as Driver, { port: new InProcessPort(module), options });
  manager.setFlag(net0, 'PERSISTENT', true);
  manager.connect(net0);
  module.powerOn();
  const end = async (): Promise<void> => {
    await manager.close();
    module.close();
    network.close();
  };
  return { net0, manager, end };
}

describe.each(modules)('through a simulated %s', (...given) => {
  test('HTTP by fetch and by Node, HTTPS, MQTT, and an error', async () => {
    const { end, net0 } = await setUp(given);
    const over = { waitForUp: 300_000 };
    const dispatcher = new Agent({
      connect: undiciConnector(net0, { ...over, tls: { ca: authority }, timeoutMs: 600_000 }),
    });
    const agent = httpAgent(net0, over);
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get({ host: 'example.test', path: '/page', agent }, resolve).on('error', reject);
      });
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece as Buffer);
      const byNode = Buffer.concat(pieces).toString();
      expect(byNode).toBe(page);
      agent.destroy();
      const got = await fetch('http://example.test/page', { dispatcher });
      expect(await got.text()).toBe(page);
      const put = await fetch('http://example.test/up', { dispatcher, method: 'PUT', body: Buffer.alloc(10_000) });
      expect(await put.text()).toBe('PUT 10000');
      const secure = await fetch('https://example.test/s', { dispatcher });
      expect(await secure.text()).toBe('GET 0');
      await dispatcher.close();

      const client = new MqttClient(() => net0.connect({ host: 'broker.test', port: 1883, ...over }), {
        reconnectPeriod: 0,
      });
      const failed = new Promise<never>((_, reject) => void client.on('error', reject));
      const heard = new Promise<string>((resolve) => {
        client.on('message', (topic, payload) => resolve(`${topic} ${payload.length}`));
      });
      await Promise.race([failed, client.subscribeAsync('meter/set')]);
      await client.publishAsync('meter/set', Buffer.alloc(5000), { qos: 1 });
      expect(await Promise.race([failed, heard])).toBe('meter/set 5000');
      await client.endAsync();

      const refused = new Promise(
        (resolve) => void net0.connect({ host: 'example.test', port: 81 }).on('error', resolve),
      );
      expect(await refused).toMatchObject({ code: expect.stringMatching(/^E[A-Z]+$/), syscall: 'connect', port: 81 });
    } finally {
      agent.destroy();
      await dispatcher.destroy();
      await end();
    }
  }, 60_000);
});

const echo = createTcpServer((peer) => peer.pipe(peer));

beforeAll(() => new Promise<void>((resolve) => void echo.listen(0, '127.0.0.1', resolve)));
afterAll(() => void echo.close());

// A Nordic module has none: its data mode ends at the first +++ of the payload.
const transparent = modules.filter(([, driver]) => driver !== nrf91);

describe.each(transparent)('in the transparent mode of a simulated %s', (...given) => {
  test('bytes go both ways, +++ and line ends among them, and commands work again afterwards', async () => {
    const { end, net0 } = await setUp(given, { 'echo.test:7': `127.0.0.1:${portOf(echo)}` });
    try {
      const socket = net0.connect({ host: 'echo.test', port: 7, transparent: true, waitForUp: true });
      const sent = Buffer.concat([Buffer.from('a+++b\r\nOK\r\n\0\xff', 'latin1'), Buffer.alloc(20_000, 'echo\r\n')]);
      const pieces: Buffer[] = [];
      let length = 0;
      const all = new Promise<void>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('data', (piece: Buffer) => {
          pieces.push(piece);
          length += piece.length;
          if (length >= sent.length) resolve();
        });
      });
      socket.write(sent);
      await all;
      expect(Buffer.concat(pieces).equals(sent)).toBe(true);
      const closed = new Promise((resolve) => void socket.once('close', resolve));
      socket.destroy();
      await closed;
      const again = net0.connect({ host: 'echo.test', port: 7 });
      await new Promise((resolve, reject) => {
        again.once('connect', () => resolve(undefined));
        again.once('error', reject);
      });
    } finally {
      await end();
    }
  }, 60_000);
});
