import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openPty } from '../../mocks/line/pty.ts';
import { type Bench, medianOf, Rounds, type Sized } from './section.ts';

const sizes: Sized<number> = { smallest: 1, quick: 5, full: 15 };
const built = (path: string): string => new URL(`../../../dist/${path}`, import.meta.url).href;
const help = 'atlink --help';
const nothing = 'node, an empty program';
const library = "import 'atlink' alone";
const inClone = `${help}, in a clone (looks whether the build is fresh)`;
const firstCommand = 'atlink: process start to the first command on the wire';
const oneFamily = 'atlink: the same, one family of drivers loaded';
const ms = 'ms';
const longestMs = 30_000;

function runtimeOf(args: readonly string[]): Promise<number> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: longestMs }, (error) => {
      if (error === null) resolve(performance.now() - since);
      else reject(error);
    });
  });
}

const evaluated = (program: string): readonly string[] => ['--input-type=module', '-e', program];

/** A whole program that opens the port and asks: when its first byte is on the wire. */
async function firstByteMs(program: (path: string) => string): Promise<number> {
  let heard: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (heard = resolve));
  const pty = await openPty({ onBytes: () => heard(), onLost: () => undefined });
  const since = performance.now();
  const child = spawn(process.execPath, evaluated(program(pty.path)), { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += String(chunk)));
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    await Promise.race([
      first,
      gone.then(() => Promise.reject(new Error(`the program ended without a byte: ${complaint}`))),
    ]);
    return performance.now() - since;
  } finally {
    child.kill();
    await gone;
    await pty.close();
  }
}

const asksWithAtlink =
  (drivers: string) =>
  (path: string): string =>
    `
  import { ConnectionManager, serialPort } from ${JSON.stringify(built('src/index.js'))};
  import { quectel } from ${JSON.stringify(built(drivers))};
  const manager = new ConnectionManager();
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  manager.bind(lte0, quectel, { port: serialPort(${JSON.stringify(path)}) });
  manager.connect(lte0);`;

const asksWithSerialport = (path: string): string => `
  import { SerialPort } from ${JSON.stringify(import.meta.resolve('serialport'))};
  const port = new SerialPort({ path: ${JSON.stringify(path)}, baudRate: 115200 });
  port.write('AT\\r');`;

/** How long a process takes until it is of use. */
export const benchStartUp: Bench = async (size) => {
  const found = new Rounds();
  const cli = fileURLToPath(new URL('../../../bin/atlink.mjs', import.meta.url));
  const direct = fileURLToPath(built('src/cli/main.js'));
  // Compiles what is not fresh, so that the first round does not.
  await runtimeOf([cli, '--version']);
  for (let round = 0; round < sizes[size]; round++) {
    found.add(nothing, { [ms]: await runtimeOf(evaluated('')) });
    found.add(library, { [ms]: await runtimeOf(evaluated(`import ${JSON.stringify(built('src/index.js'))}`)) });
    found.add(help, { [ms]: await runtimeOf([direct, '--help']) });
    found.add(inClone, { [ms]: await runtimeOf([cli, '--help']) });
    found.add(firstCommand, { [ms]: await firstByteMs(asksWithAtlink('drivers/index.js')) });
    found.add(oneFamily, { [ms]: await firstByteMs(asksWithAtlink('drivers/quectel/quectel.js')) });
    found.add('npm serialport: the same', { [ms]: await firstByteMs(asksWithSerialport) });
  }
  const of = (name: string): number => medianOf(found.rows, name, ms);
  return [
    {
      title: `Start-up (${sizes[size]} rounds)`,
      rows: found.rows,
      aims: [
        { text: `${help}, ms`, value: of(help), sense: 'at most', limit: 150 },
        { text: `${help}, in a clone, ms`, value: of(inClone), sense: 'at most', limit: 150 },
        { text: `${help}, beside an empty program`, value: of(help) / of(nothing), sense: 'at most', limit: 4 },
      ],
      notes: ['Loading files is most of it: an empty program and npm serialport say how fast the machine is at that.'],
    },
  ];
};
