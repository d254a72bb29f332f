import { once } from 'node:events';
import { espAt, nrf91, quectel } from '../../drivers/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { pause } from '../../src/base/pause.ts';
import {
  ConnectionManager,
  type ConnectivityImplementation,
  type ModuleSocket,
  type Port,
  serialPort,
} from '../../src/index.ts';
import { bareCopy, bareExchange, type Copy, Counter, type Ways, writeAll } from './bare-copy.ts';
import { heapBytes } from './heap.ts';
import { type Aim, type Bench, medianOf, Rounds, type Row, type Section, type Sized } from './section.ts';
import { startModuleServer } from './start-module-server.ts';

type Setup = { readonly port: Port; readonly options: object };
type Driver = ConnectivityImplementation<unknown, Setup>;

interface Subject {
  readonly name: string;
  readonly personality: string;
  readonly driver: Driver;
  readonly options: object;
  readonly transparent: boolean;
}

const subject = (personality: string, driver: unknown, options: object, transparent = false): Subject => ({
  name: `${personality}${transparent ? ', transparent' : ''}`,
  personality,
  driver: driver as Driver,
  options,
  transparent,
});

const wifi = { ssid: 'atlink', passphrase: 'simulated' };
const subjects: readonly Subject[] = [
  subject('quectel-eg25-g', quectel, { apn: 'internet' }),
  subject('quectel-eg25-g', quectel, { apn: 'internet' }, true),
  subject('nrf9160-slm', nrf91, {}),
  subject('nrf9151-serial-modem', nrf91, {}),
  subject('esp32-c3', espAt, wifi),
  subject('esp32-c3', espAt, wifi, true),
];

const megabytes = 1_000_000;
/** `pacedSeconds`: how long a line of that speed would take for the bytes alone. */
const sizes: Sized<{ readonly rounds: number; readonly bytes: number; readonly pacedSeconds: number }> = {
  smallest: { rounds: 1, bytes: 20_000, pacedSeconds: 0.05 },
  quick: { rounds: 1, bytes: 2 * megabytes, pacedSeconds: 1 },
  full: { rounds: 3, bytes: 10 * megabytes, pacedSeconds: 10 },
};
const speeds = [115_200, 921_600];
const moduleSpeed = 100;
const bare = 'bare copy, no module';
const bareByPiece = 'bare, piece by piece';
const down = 'MB/s down';
const up = 'MB/s up';

/** In transparent mode nobody tells of the peer's end: it is the count that ends it. */
function readAll(socket: ModuleSocket, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let came = 0;
    const check = (): void => {
      if (came === bytes) resolve();
      else reject(new Error(`${came} of ${bytes} bytes came down`));
    };
    socket.on('data', ({ length }: Buffer) => {
      came += length;
      if (came >= bytes) check();
    });
    socket.once('end', check);
    socket.once('error', reject);
  });
}

async function throughModule(
  { driver, options, personality, transparent }: Subject,
  bytes: number,
  baudRate: number | undefined,
): Promise<Ways> {
  const pace = baudRate === undefined ? {} : { baudRate };
  const server = await startModuleServer({ bytes, personality, speed: moduleSpeed, ...pace });
  const counter = new Counter();
  const manager = new ConnectionManager();
  const iface = manager.addInterface({ name: 'bench0', technology: driver.technology });
  manager.bind<unknown, Setup>(iface, driver, { port: counter.on(serialPort(server.path)), options });
  manager.connect(iface);
  try {
    const place = { host: '192.0.2.10', waitForUp: 60_000, ...(transparent && { transparent }) };
    const source = iface.connect({ ...place, port: 19 });
    await once(source, 'connect');
    const closed = once(source, 'close');
    const cameDown = await counter.timed(async () => {
      source.write('!');
      await readAll(source, bytes);
    });
    source.destroy();
    await closed;
    const memory = heapBytes();
    const sink = iface.connect({ ...place, port: 9 });
    await once(sink, 'connect');
    const arrived = server.allArrived();
    const wentUp = await counter.timed(async () => {
      await writeAll(bytes, async (chunk) => sink.write(chunk) || (await once(sink, 'drain')));
      await arrived;
    });
    const grownBytes = heapBytes() - memory;
    sink.destroy();
    return { down: cameDown, up: wentUp, grownBytes };
  } finally {
    await manager.close();
    server.stop();
  }
}

function figures(bytes: number, ways: Ways, baudRate: number | undefined): Record<string, number> {
  const rates = {
    [down]: bytes / ways.down.seconds / megabytes,
    [up]: bytes / ways.up.seconds / megabytes,
    'payload % down': (100 * bytes) / ways.down.wireBytes,
    'payload % up': (100 * bytes) / ways.up.wireBytes,
  };
  const line = (copy: Copy): number => (1000 * copy.wireBytes) / (copy.seconds * (baudRate ?? Number.NaN));
  return baudRate === undefined
    ? { ...rates, 'kB grown': ways.grownBytes / 1000 }
    : { ...rates, 'line % down': line(ways.down), 'line % up': line(ways.up) };
}

function aimsOf(rows: readonly Row[], baudRate: number | undefined, subjects: readonly Subject[]): readonly Aim[] {
  return subjects.flatMap(({ name }) =>
    ([down, up] as const).map((unit): Aim => {
      const way = unit === down ? 'down' : 'up';
      if (baudRate !== undefined) {
        const value = medianOf(rows, name, `line % ${way}`);
        return { text: `${name}, ${way}, % of the line`, value, sense: 'at least', limit: 95 };
      }
      const value = medianOf(rows, name, unit) / medianOf(rows, bare, unit);
      return { text: `${name}, ${way}, beside the bare copy`, value, sense: 'at least', limit: 0.5 };
    }),
  );
}

/** What starting a module may take at most, and bytes at a tenth of the line's speed, or 100 kB/s. */
const longestMs = (bytes: number, baudRate: number | undefined): number =>
  30_000 + (bytes * 1000) / (baudRate === undefined ? 100_000 : baudRate / 100);

async function inTime(subject: Subject, bytes: number, baudRate: number | undefined): Promise<Ways> {
  const over = new AbortController();
  const late = pause(systemClock, longestMs(bytes, baudRate), over.signal).then(() => {
    throw new Error('it did not come to an end');
  });
  try {
    return await Promise.race([throughModule(subject, bytes, baudRate), late]);
  } finally {
    over.abort();
    await late.catch(() => undefined);
  }
}

async function section(
  bytes: number,
  rounds: number,
  baudRate: number | undefined,
  subjects: readonly Subject[],
): Promise<Section> {
  const found = new Rounds();
  const failed: string[] = [];
  for (let round = 0; round < rounds; round++) {
    found.add(bare, figures(bytes, await bareCopy(bytes, baudRate), baudRate));
    found.add(bareByPiece, figures(bytes, await bareExchange(bytes, baudRate), baudRate));
    for (const each of subjects) {
      try {
        found.add(each.name, figures(bytes, await inTime(each, bytes, baudRate), baudRate));
      } catch (thrown) {
        failed.push(`${each.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
  }
  const pace = baudRate === undefined ? 'unthrottled' : `at ${baudRate} Bd`;
  return {
    title: `Sockets through a module over a pseudo-terminal, ${pace} (${rounds} rounds of ${bytes} bytes each way)`,
    rows: found.rows,
    aims: aimsOf(found.rows, baudRate, subjects),
    notes: [
      `${bareByPiece}: what waiting for each answer leaves of it, with the words of Quectel's commands.`,
      'payload %: of all bytes on the line, both ways; line %: those bytes beside what the line carries in that time.',
      ...failed,
    ],
  };
}

/** Bytes through each family's sockets, beside a bare copy through the same kind of pseudo-terminal. */
export const benchDataPath: Bench = async (size) => {
  const { bytes, pacedSeconds, rounds } = sizes[size];
  const tried = size === 'smallest' ? subjects.slice(0, 2) : subjects;
  const sections = [await section(bytes, rounds, undefined, tried)];
  for (const baudRate of size === 'smallest' ? speeds.slice(1) : speeds) {
    sections.push(await section(Math.round((pacedSeconds * baudRate) / 10), 1, baudRate, tried));
  }
  return sections;
};
