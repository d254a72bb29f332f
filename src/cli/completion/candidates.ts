import type { Argument, Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { callFor, runningPrograms } from '../control/programs.ts';

type Words = readonly string[];

const interfaces = async (cli: Cli): Promise<Words> =>
  (await runningPrograms(cli)).flatMap(({ client, interfaces }) => {
    client.close();
    return interfaces.map(({ name }) => name);
  });

const settings = async (cli: Cli, iface: string | undefined): Promise<Words> => {
  if (iface === undefined) return [];
  const { options } = (await callFor(cli, iface, 'get')) as { readonly options: Readonly<Record<string, unknown>> };
  const names = [...Object.keys(options), 'timeout', 'idle-timeout', 'persistent', 'auto-connect', 'auto-down'];
  return names.map((name) => `${name}=`);
};

type Source = (cli: Cli, before: Words) => Promise<Words>;

const drivers: Source = async (cli) => (await cli.suppliers.catalogue()).drivers;
const ports: Source = async (cli) => (await cli.suppliers.discover()).map(({ path }) => path);

/** What may stand where the help shows one of these words; for any other the shell offers files. */
const sources: Readonly<Record<string, Source>> = {
  IFACE: interfaces,
  MODEL: async (cli) => (await cli.suppliers.catalogue()).simulated,
  BOARD: async (cli) => (await cli.suppliers.catalogue()).boards,
  DRIVER: drivers,
  FAMILY: drivers,
  PORT: ports,
  'IFACE|PORT': async (cli, before) => [...(await quietly(() => interfaces(cli))), ...(await ports(cli, before))],
  'KEY=VALUE': (cli, [iface]) => settings(cli, iface),
};

/** A list that cannot be had is no list: a person who presses Tab wants no error. */
async function quietly(list: () => Promise<Words>): Promise<Words> {
  try {
    return await list();
  } catch {
    return [];
  }
}

const placeholder = ({ flags, long }: Option): string =>
  // The one option whose word in the help says less than its name.
  long === '--driver' ? 'DRIVER' : (flags.match(/[<[]([^>\]]*)[>\]]/)?.[1]?.replace(/\.\.\.$/, '') ?? '');

const takesValue = ({ optional, required }: Option): boolean => required || optional;

const namesOf = (command: Command): Words =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? []);

const optionNamed = (command: Command, word: string): Option | undefined =>
  command.options.find(({ long, short }) => word === long || word === short);

function argumentAt({ registeredArguments: known }: Command, index: number): Argument | undefined {
  return known[index] ?? (known.at(-1)?.variadic === true ? known.at(-1) : undefined);
}

/** The operands before the word in question: options and their values left out. */
function operandsOf(command: Command, words: Words): Words {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const option = optionNamed(command, word);
    if (option !== undefined && takesValue(option)) index++;
    else if (option === undefined && !word.startsWith('-')) operands.push(word);
  }
  return operands;
}

async function valuesFor(
  cli: Cli,
  { argChoices = [] }: Pick<Option, 'argChoices'>,
  word: string,
  before: Words,
): Promise<Words> {
  if (argChoices.length > 0) return argChoices;
  const source = Object.hasOwn(sources, word) ? sources[word] : undefined;
  return source === undefined ? [] : await quietly(() => source(cli, before));
}

async function ofCommand(cli: Cli, command: Command, words: Words): Promise<Words> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const last = before.at(-1);
  const asked = last === undefined ? undefined : optionNamed(command, last);
  if (asked !== undefined && takesValue(asked)) return await valuesFor(cli, asked, placeholder(asked), before);
  if (current.startsWith('-')) return namesOf(command);
  const operands = operandsOf(command, before);
  const argument = argumentAt(command, operands.length);
  if (argument === undefined) return namesOf(command);
  return await valuesFor(cli, argument, argument.name(), operands);
}

/**
 * What may stand at the cursor of a shell.
 * @param words after the program's own name; the last is the one that is being written, perhaps empty
 */
export async function candidates(cli: Cli, program: Command, words: Words): Promise<Words> {
  const current = words.at(-1) ?? '';
  const [first, ...rest] = words;
  const command = rest.length === 0 ? undefined : program.commands.find((each) => each.name() === first);
  const visible = program.createHelp().visibleCommands(program);
  const commands = [...visible.map((each) => each.name()), ...namesOf(program)];
  const all = command === undefined ? (rest.length === 0 ? commands : []) : await ofCommand(cli, command, rest);
  return [...new Set(all)].filter((each) => each.startsWith(current));
}
