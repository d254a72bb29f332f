import { access } from 'node:fs/promises';
import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { optionChecker } from '../../rig/bring-up/option-check.ts';
import { checkPortPath } from '../../rig/bring-up/port-path.ts';
import { startSimulation } from '../../rig/bring-up/simulation.ts';
import { configFileNames, type InterfaceConfig, loadConfig, type RigConfig } from '../../rig/config/load.ts';
import { parsePortAddress } from '../../transport/port-address.ts';
import type { Cli } from '../cli.ts';
import type { RunningProgram } from '../control/programs.ts';
import { driverOptions } from '../up/driver-options.ts';
import type { DoctorOptions } from './doctor-options.ts';
import type { PortSubject } from './examine-port.ts';

/** What is examined: a port of ours, or an interface of a running program. */
export type Subject =
  | { readonly kind: 'port'; readonly port: PortSubject; close(): Promise<void> }
  | { readonly kind: 'running'; readonly program: RunningProgram; readonly name: string; close(): Promise<void> };

const nothingToClose = async (): Promise<void> => undefined;

/** A port has a slash, a colon or is a COM port; anything else names an interface. */
const isAddress = (text: string): boolean => /[/:]|^(\\\\\.\\)?COM\d+$/i.test(text);

interface Choice {
  readonly options: Readonly<Record<string, string>>;
  readonly baudRate: number | undefined;
  readonly connect: boolean;
  readonly radioOn: boolean;
}

async function choiceOf(cli: Cli, asked: DoctorOptions): Promise<Choice> {
  const settings = await driverOptions(
    { given: asked.option ?? [], fromEnvironment: asked.optionEnv ?? [], fromFiles: asked.optionFile ?? [] },
    cli.io.env,
  );
  cli.keepSecret(settings.secrets);
  const connect = asked.connect ?? Object.keys(settings.options).length > 0;
  return { options: settings.options, baudRate: asked.baud, connect, radioOn: asked.radioOn ?? connect };
}

/** A port that a person named, or that was found. */
function portSubject(
  cli: Cli,
  address: string,
  { baudRate, connect, options, radioOn }: Choice,
  name = address,
): Subject {
  const parsed = parsePortAddress(address);
  const port: PortSubject = {
    name,
    ...(parsed.kind === 'serial' && { path: parsed.path }),
    portAt: (speed) => cli.suppliers.port(address, { baudRate: speed }),
    ...(baudRate !== undefined && { baudRate }),
    options,
    mayTurnRadioOn: radioOn,
    mayConnect: connect,
  };
  return { kind: 'port', port, close: nothingToClose };
}

async function simulatedSubject(cli: Cli, model: string, choice: Choice, asked: DoctorOptions, name?: string) {
  const { simulation, model: known } = await startSimulation(cli, model, { clock: cli.clock, speed: asked.speed });
  try {
    const served = await simulation.servePty({});
    const options = { ...known.parameters, ...choice.options };
    // Nobody else has it, and nothing of it stays.
    const connect = asked.connect ?? true;
    const subject = portSubject(cli, served.address, { ...choice, options, connect, radioOn: true }, name ?? model);
    const close = async (): Promise<void> => {
      await served.close();
      simulation.close();
    };
    return { ...subject, close };
  } catch (thrown) {
    simulation.close();
    throw thrown;
  }
}

async function configFile(asked: DoctorOptions): Promise<string | undefined> {
  if (asked.config !== undefined) return asked.config;
  for (const name of configFileNames) {
    const isThere = await access(name).then(
      () => true,
      () => false,
    );
    if (isThere) return name;
  }
  return undefined;
}

async function configured(cli: Cli, asked: DoctorOptions): Promise<RigConfig | undefined> {
  const file = await configFile(asked);
  if (file === undefined) return undefined;
  const config = await loadConfig(file, {
    env: cli.io.env,
    catalogue: await cli.suppliers.catalogue(),
    checkOption: optionChecker(await cli.suppliers.drivers()),
  });
  cli.keepSecret(config.secrets);
  return config;
}

/** An interface of a configuration; what stands there is how it is meant to connect, so that is tried as well. */
async function configSubject(
  cli: Cli,
  config: InterfaceConfig,
  choice: Choice,
  asked: DoctorOptions,
): Promise<Subject> {
  const { baudRate, module, name } = config;
  const own: Choice = {
    options: { ...config.options, ...choice.options },
    baudRate: choice.baudRate ?? baudRate,
    connect: asked.connect ?? config.connect,
    radioOn: asked.radioOn ?? config.connect,
  };
  if (module.simulate !== undefined) return await simulatedSubject(cli, module.simulate, own, asked, name);
  if (module.path !== undefined) return portSubject(cli, module.path, own, name);
  const { device, port } = await cli.suppliers.located(module, {});
  if (device !== undefined) return portSubject(cli, device.path, own, name);
  const missing: PortSubject = {
    name,
    portAt: async () => port,
    options: own.options,
    mayTurnRadioOn: false,
    mayConnect: false,
  };
  return { kind: 'port', port: missing, close: nothingToClose };
}

const running = (program: RunningProgram, name: string): Subject => ({
  kind: 'running',
  program,
  name,
  close: nothingToClose,
});

function programWithInterface(programs: readonly RunningProgram[], name: string): RunningProgram | undefined {
  return programs.find(({ interfaces }) => interfaces.some((each) => each.name === name));
}

/** The interface of a running program that has this port. */
function holderOf(programs: readonly RunningProgram[], address: string): Subject | undefined {
  for (const program of programs) {
    const held = program.interfaces.find(({ port }) => port === address);
    if (held !== undefined) return running(program, held.name);
  }
  return undefined;
}

async function namedInterface(
  cli: Cli,
  name: string,
  programs: readonly RunningProgram[],
  choice: Choice,
  asked: DoctorOptions,
): Promise<Subject> {
  const program = programWithInterface(programs, name);
  if (program !== undefined) return running(program, name);
  const config = await configured(cli, asked);
  const found = config?.interfaces.find((each) => each.name === name);
  if (found !== undefined) return await configSubject(cli, found, choice, asked);
  const names = [
    ...programs.flatMap(({ interfaces }) => interfaces.map((each) => each.name)),
    ...(config?.interfaces ?? []).map((each) => each.name),
  ];
  throw new UsageError(`there is no interface ${JSON.stringify(name)}`, {
    hint:
      names.length > 0 ? didYouMean(name, names) : 'None is running or configured. A port has a slash: /dev/ttyUSB2.',
  });
}

/** Everything that there is: the interfaces of the configuration, or else the modules that are plugged in. */
async function everything(
  cli: Cli,
  programs: readonly RunningProgram[],
  choice: Choice,
  asked: DoctorOptions,
): Promise<readonly Subject[]> {
  const config = await configured(cli, asked);
  const subjects: Subject[] = [];
  for (const each of config?.interfaces ?? []) {
    const program = programWithInterface(programs, each.name);
    subjects.push(program === undefined ? await configSubject(cli, each, choice, asked) : running(program, each.name));
  }
  if (config !== undefined) return subjects;
  for (const program of programs) subjects.push(...program.interfaces.map(({ name }) => running(program, name)));
  const held = programs.flatMap(({ interfaces }) => interfaces.map(({ port }) => port));
  for (const { main, path, stablePath } of await cli.suppliers.discover()) {
    if (!main || held.includes(path) || (stablePath !== undefined && held.includes(stablePath))) continue;
    subjects.push(portSubject(cli, path, choice));
  }
  return subjects;
}

function refuseTogether(target: string | undefined, { config, simulate }: DoctorOptions): void {
  if (simulate !== undefined && target !== undefined) {
    throw new UsageError(`${target} and --simulate cannot be given together`, {
      hint: 'A simulated module comes with a port of its own: leave one of the two out.',
    });
  }
  if (config !== undefined && (simulate !== undefined || (target !== undefined && isAddress(target)))) {
    throw new UsageError('--config cannot be given together with a port or --simulate', {
      hint: 'Name an interface of the configuration, or none for all of them.',
    });
  }
}

/**
 * What is to be examined. Nothing is opened for that.
 * @throws UsageError, ConfigError
 */
export async function chooseSubjects(
  cli: Cli,
  target: string | undefined,
  asked: DoctorOptions,
  programs: readonly RunningProgram[],
): Promise<readonly Subject[]> {
  refuseTogether(target, asked);
  const choice = await choiceOf(cli, asked);
  if (asked.simulate !== undefined) return [await simulatedSubject(cli, asked.simulate, choice, asked)];
  if (target === undefined) return await everything(cli, programs, choice, asked);
  if (!isAddress(target)) return [await namedInterface(cli, target, programs, choice, asked)];
  parsePortAddress(target);
  await checkPortPath(target, async () => (await cli.suppliers.discover()).map(({ path }) => path));
  return [holderOf(programs, target) ?? portSubject(cli, target, choice)];
}
