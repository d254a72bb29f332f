import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { messageOf, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { defaultModel } from '../../rig/bring-up/place.ts';
import type { Driver, FoundDevice } from '../../rig/bring-up/suppliers.ts';
import type { Cli } from '../cli.ts';
import { configText, type Entry, locatorOf, nameGiver, simulatedEntry } from './config-text.ts';

/** What `atlink init` was asked for. */
export interface InitOptions {
  /** Simulated models, in place of what is attached. */
  readonly simulate?: readonly string[];
  /** Ask the modules on known AT ports who they are. */
  readonly probe?: boolean;
  /** Write over a file that is there. */
  readonly force?: boolean;
}

const technologyOf = (drivers: readonly Driver[], name: string): string =>
  drivers.find((driver) => driver.name === name)?.implementation.technology ?? 'cellular';

async function simulatedEntries(cli: Cli, names: readonly string[]): Promise<readonly Entry[]> {
  const [{ models }, drivers] = await Promise.all([cli.suppliers.simulator(), cli.suppliers.drivers()]);
  const nextName = nameGiver();
  return names.map((name) => {
    const model = models.find((each) => each.name === name);
    if (model === undefined) {
      const known = models.map((each) => each.name);
      throw new UsageError(`there is no model ${JSON.stringify(name)} to simulate`, {
        hint: `${didYouMean(name, known)} "atlink simulate --list" describes them.`,
      });
    }
    const technology = technologyOf(drivers, model.family);
    return simulatedEntry(model, nextName(technology), technology);
  });
}

/** Asks only where somebody sits before it. */
async function mayProbe(cli: Cli, { probe }: InitOptions, count: number): Promise<boolean> {
  const { stdin, stdout, stderr } = cli.io;
  if (probe !== undefined) return probe;
  if (count === 0 || stdout.isTTY !== true || stdin?.isTTY !== true) return false;
  const asker = createInterface({ input: stdin, output: stderr });
  try {
    const ports = count === 1 ? 'the AT port that was recognised' : `the ${count} AT ports that were recognised`;
    return /^\s*y/i.test(await asker.question(`May ${ports} be asked for the module's identity? [y/N] `));
  } finally {
    asker.close();
  }
}

/** What the module behind a port says that it is; without it, what its board is known for. */
async function probed(cli: Cli, device: FoundDevice, drivers: readonly Driver[]) {
  const { suppliers, clock } = cli;
  const { baudRate, path } = device;
  try {
    const port = await suppliers.port(path, baudRate === undefined ? {} : { baudRate });
    const found = await suppliers.identify(port, drivers, clock);
    if (found === undefined) cli.say(`${path}: nothing answers; it is written down by its USB device`);
    return found;
  } catch (thrown) {
    cli.say(`${path}: ${messageOf(thrown)}; it is written down by its USB device`);
    return undefined;
  }
}

async function attachedEntries(cli: Cli, options: InitOptions): Promise<readonly Entry[]> {
  const [found, drivers] = await Promise.all([cli.suppliers.discover(), cli.suppliers.drivers()]);
  const mains = found.filter(({ main }) => main);
  const asks = await mayProbe(cli, options, mains.length);
  const nextName = nameGiver();
  const entries: Entry[] = [];
  for (const device of mains) {
    const identified = asks ? await probed(cli, device, drivers) : undefined;
    const hinted = drivers.find(({ name }) => device.driver === name || device.driver?.startsWith(`${name}-`));
    const driver = identified?.driver ?? hinted;
    const { imei, mac } = identified ?? {};
    const technology = driver?.implementation.technology ?? 'cellular';
    entries.push({
      name: nextName(technology),
      technology,
      what: `${device.board ?? 'a module'}, at ${device.path}${identified === undefined ? '' : ' when it was asked'}`,
      driver: driver?.name ?? 'auto',
      locator: { ...(imei && { imei }), ...(mac && { mac }), ...locatorOf(device, found) },
      ...(device.baudRate !== undefined && { baudRate: device.baudRate }),
    });
  }
  return entries;
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UsageError(`${file} is there already`, { cause, hint: 'Give another name, or --force to replace it.' });
    }
    throw new UsageError(`${file} cannot be written: ${messageOf(cause)}`, { cause, where: file });
  }
}

/** `atlink init`: writes a configuration from what is attached, or from what is to be simulated. */
export async function runInit(cli: Cli, file: string, options: InitOptions): Promise<void> {
  const { force = false, simulate } = options;
  let entries = simulate === undefined ? await attachedEntries(cli, options) : await simulatedEntries(cli, simulate);
  if (entries.length === 0) {
    cli.say('no module was recognised, so a simulated one is written down; "atlink devices" lists the ports');
    entries = await simulatedEntries(cli, [defaultModel]);
  }
  await write(file, configText(entries), force);
  for (const { name, what } of entries) cli.print(`${name}: ${what}`);
  const up = file === 'atlink.yaml' ? 'atlink up' : `atlink up --config ${file}`;
  cli.say(`${file} was written. Look at it, then: ${up}`);
}
