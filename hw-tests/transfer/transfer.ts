import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connected, connectModule, type transferModules } from './modules.ts';
import { mulberry } from './random.ts';
import { SeededStream, StreamCheck } from './stream.ts';

export interface TransferOptions {
  readonly bytes: number;
  readonly seed: number;
  readonly pty: boolean;
  readonly speed: number;
}

export interface TransferResult {
  readonly way: 'up' | 'down';
  readonly received: number;
  readonly wrongAt: number | undefined;
  readonly seconds: number;
  readonly urcs: number;
  readonly stalls: number;
  /** The highest resident size seen, in MiB. */
  readonly residentMib: number;
}

async function pour(stream: SeededStream, into: Socket | NodeJS.WritableStream): Promise<void> {
  for (let piece = stream.next(); piece !== undefined; piece = stream.next()) {
    if (!into.write(piece)) await once(into, 'drain');
  }
  into.end();
}

/** Reads all, and now and then not for a while; a slow reader must cost nothing but time. */
async function drink(
  from: NodeJS.ReadableStream,
  check: StreamCheck,
  random: () => number,
  wanted = Number.POSITIVE_INFINITY,
): Promise<number> {
  let stalls = 0;
  for await (const bytes of from) {
    check.take(bytes as Buffer);
    // No module can say that it has sent all and still listen: whoever counts need not wait for that.
    if (check.received >= wanted) break;
    if (random() < 0.002) {
      stalls++;
      await delay(random() * 20);
    }
  }
  return stalls;
}

/** Has the module say something unasked, again and again, at odd moments. */
function disturb(module: Connected, urcs: readonly string[], random: () => number): () => number {
  let count = 0;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      count++;
      module.inject(urcs[Math.floor(random() * urcs.length)] ?? '');
      next();
    }, random() * 10);
  };
  next();
  return () => {
    clearTimeout(timer);
    return count;
  };
}

/** Sends so many bytes one way through a simulated module, and compares them on arrival. */
export async function transfer(
  subject: (typeof transferModules)[number],
  way: 'up' | 'down',
  { bytes, pty, seed, speed }: TransferOptions,
): Promise<TransferResult> {
  const random = mulberry(seed ^ 0x5eed);
  const check = new StreamCheck(seed, bytes);
  let arrived: (stalls: number) => void = () => undefined;
  const atServer = new Promise<number>((resolve) => {
    arrived = resolve;
  });
  const server = createServer((socket) => {
    socket.on('error', () => arrived(0));
    if (way === 'down') void pour(new SeededStream(seed, bytes), socket);
    else void drink(socket, check, random, bytes).then(arrived, () => arrived(0));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const module = await connectModule(subject, { pty, speed, routes: { 'server.test:7': place } });
  const calm = disturb(module, subject.urcs, random);
  const startedAt = performance.now();
  let resident = 0;
  const sampler = setInterval(() => {
    resident = Math.max(resident, process.memoryUsage().rss);
  }, 100);
  let stalls = 0;
  try {
    const socket = module.iface.connect({ host: 'server.test', port: 7 });
    if (way === 'down') {
      stalls = await drink(socket, check, random);
    } else {
      await pour(new SeededStream(seed, bytes), socket);
      stalls = await atServer;
    }
    socket.destroy();
  } finally {
    clearInterval(sampler);
    calm();
    await module.close();
    server.close();
    resident = Math.max(resident, process.memoryUsage().rss);
  }
  return {
    way,
    received: check.received,
    wrongAt: check.wrongAt,
    seconds: (performance.now() - startedAt) / 1000,
    urcs: calm(),
    stalls,
    residentMib: resident / 2 ** 20,
  };
}
