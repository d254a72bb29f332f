import { execFile } from 'node:child_process';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer } from 'node:net';
import { espAt, nrf91, quectel } from '../../../drivers/index.ts';
import { hostNetwork, InProcessPort, simulatedModule } from '../../../mocks/index.ts';
import { systemClock } from '../../base/clock.ts';
import { ConnectionManager, type ConnectivityImplementation, type NetworkInterface } from '../../connectivity/index.ts';
import { nodeSockets } from '../socket-layer.ts';
import { ProxyServer } from './proxy-server.ts';
import type { ProxyOptions, ProxyRoute } from './proxy-types.ts';

type Setup = { readonly port: InProcessPort; readonly options: object };
type Driver = ConnectivityImplementation<unknown, Setup>;
type SimulatedModule = ReturnType<typeof simulatedModule>;

/** One of each family. */
export const families: readonly (readonly [personality: string, driver: unknown, options: object])[] = [
  ['quectel-bg95', quectel, { apn: 'internet' }],
  ['nrf9151-serial-modem', nrf91, {}],
  ['esp32-c3', espAt, { ssid: 'atlink', passphrase: 'simulated' }],
];

/** A web server that answers with the method, the path, the length of the body, and the fields that it got. */
export async function webServer(): Promise<HttpServer> {
  const server = createHttpServer((request, response) => {
    let length = 0;
    request.on('data', (bytes: Buffer) => {
      length += bytes.length;
    });
    request.on('end', () => {
      response.setHeader('x-fields', Object.keys(request.headers).join(' '));
      response.end(request.url === '/page' ? 'x'.repeat(20_000) : `${request.method} ${request.url} ${length}`);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Sends back what it gets. */
export async function echoServer() {
  const server = createServer((peer) => {
    peer.on('error', () => undefined);
    peer.pipe(peer);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

export interface RigInterface {
  readonly iface: NetworkInterface;
  readonly module: SimulatedModule;
}

/** Interfaces over simulated modules, and a proxy through them. */
export class ProxyRig {
  readonly manager = new ConnectionManager({ socketLayer: nodeSockets });
  readonly #ends: (() => void)[] = [];
  readonly #proxies: ProxyServer[] = [];

  /** Resolves when it is connected. */
  async add(
    name: string,
    [personality, driver, options]: (typeof families)[number],
    routes: Record<string, string>,
    wait = true,
  ): Promise<RigInterface> {
    const network = hostNetwork({ routes });
    const module = simulatedModule(personality, { network, speed: 50 });
    const iface = this.manager.addInterface({ name, technology: (driver as Driver).technology });
    this.manager.bind<unknown, Setup>(iface, driver as Driver, { port: new InProcessPort(module), options });
    this.manager.setFlag(iface, 'PERSISTENT', true);
    this.manager.connect(iface);
    module.powerOn();
    this.#ends.push(() => {
      module.close();
      network.close();
    });
    if (wait) await this.ready(iface);
    return { iface, module };
  }

  ready(iface: NetworkInterface, wanted = true): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.manager.isReady(iface) !== wanted) return;
        unlisten();
        resolve();
      };
      const unlisten = this.manager.on('*', look);
      look();
    });
  }

  routes(...ifaces: readonly NetworkInterface[]): readonly ProxyRoute[] {
    return ifaces.map((iface) => ({
      name: iface.name,
      sockets: iface.sockets,
      isReady: () => this.manager.isReady(iface),
    }));
  }

  /** Serves SOCKS and HTTP on free ports unless told otherwise. */
  async proxy(options: Partial<ProxyOptions> & Pick<ProxyOptions, 'routes'>): Promise<ProxyServer> {
    const free = { host: '127.0.0.1', port: 0 };
    const proxy = await ProxyServer.open({ clock: systemClock, socks: free, http: free, ...options });
    this.#proxies.push(proxy);
    return proxy;
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies) await proxy.close();
    await this.manager.close();
    for (const end of this.#ends) end();
  }
}

/** Where the proxy serves a protocol. */
export const at = (proxy: ProxyServer, protocol: 'SOCKS5' | 'HTTP' | 'forward'): string =>
  proxy.listeners.find((each) => each.protocol === protocol)?.at ?? '';

export interface CurlResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs curl; undefined where there is none. */
export function curl(...args: readonly string[]): Promise<CurlResult | undefined> {
  // What the environment says of proxies is not what is tested.
  const env = { ...process.env, http_proxy: '', https_proxy: '', all_proxy: '', no_proxy: '', NO_PROXY: '' };
  return new Promise((resolve) => {
    execFile('curl', ['-sS', '--max-time', '60', ...args], { env, maxBuffer: 10_000_000 }, (error, out, err) => {
      if (error?.code === 'ENOENT') return resolve(undefined);
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
