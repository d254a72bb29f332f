import { didYouMean } from '../../base/nearest.ts';
import type { QuirkBooks } from '../../driver/index.ts';
import type { ConfigPath, ConfigProblem, Places } from './problems.ts';
import type { ConfigText, InterfaceText, ModuleLocator } from './schema.ts';

/** What a configuration may name. */
export interface Catalogue {
  readonly drivers: readonly string[];
  readonly boards: readonly string[];
  /** Takes in the boards of a folder and names them; `isWanted`: a person named it, so it has to be there. */
  readonly takeBoards?: (folder: string, isWanted: boolean) => Promise<readonly string[]>;
  readonly simulated: readonly string[];
  /** What the quirks of each family may change; without it there are none. */
  readonly quirkBooks?: QuirkBooks;
}

type Report = (path: ConfigPath, message: string, hint?: string) => void;

function knownName(report: Report, path: ConfigPath, what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) report(path, `there is no ${what} ${JSON.stringify(name)}`, didYouMean(name, names));
}

/** Ways to find a module that can fit one module alone; a board may be there several times. */
const unique = ['imei', 'mac', 'usbSerial', 'usbPort', 'path'] as const satisfies readonly (keyof ModuleLocator)[];

const normal = (text: string): string => text.toLowerCase().replaceAll('-', ':');

function checkSharedModules(config: ConfigText, report: Report): void {
  const owners = new Map<string, string>();
  for (const [name, { module }] of Object.entries(config.interfaces)) {
    for (const key of unique) {
      const value = module[key];
      if (value === undefined) continue;
      const identity = key === 'mac' ? normal(value) : value;
      const owner = owners.get(`${key} ${identity}`);
      const path = ['interfaces', name, 'module', key];
      if (owner === undefined) owners.set(`${key} ${identity}`, name);
      else report(path, `this is the module of ${owner} already`, 'One module carries one interface.');
    }
  }
}

function checkModule(report: Report, path: ConfigPath, module: ModuleLocator, catalogue: Catalogue): void {
  const { board, simulate } = module;
  if (board !== undefined) knownName(report, [...path, 'board'], 'board', board, catalogue.boards);
  if (simulate === undefined) return;
  knownName(report, [...path, 'simulate'], 'simulated module', simulate, catalogue.simulated);
  const others = Object.keys(module).filter((key) => key !== 'simulate');
  if (others.length > 0) {
    report(path, `a simulated module is found by nothing else: ${others.join(', ')} cannot stand beside simulate`);
  }
}

function checkInterface(
  report: Report,
  name: string,
  { driver, logPort, module, power }: InterfaceText,
  catalogue: Catalogue,
): void {
  const path = ['interfaces', name];
  if (driver !== 'auto') knownName(report, [...path, 'driver'], 'driver', driver, catalogue.drivers);
  checkModule(report, [...path, 'module'], module, catalogue);
  if (power !== undefined && module.simulate !== undefined) {
    report([...path, 'power'], 'a simulated module has no power that a command could cut');
  }
  if (typeof logPort !== 'object') return;
  if (module.simulate !== undefined)
    report([...path, 'logPort'], 'a simulated module has no USB device with a log port');
  if (module.path !== undefined) {
    const hint =
      'Say which it is (imei, mac, usbSerial, usbPort) in place of its path, or give the path of the log port.';
    report([...path, 'logPort'], 'the USB device of a module that is given by its path is not looked for', hint);
  }
}

/** Finds what is wrong between the parts of a configuration, or names something that does not exist. */
export function checkConfig(config: ConfigText, places: Places, catalogue: Catalogue): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report: Report = (path, message, hint) => problems.push(places.problem(path, message, hint));
  if (Object.keys(config.interfaces).length === 0) {
    report(['interfaces'], 'there is no interface', 'Name at least one: lte0: { module: { path: /dev/ttyUSB2 } }.');
  }
  for (const [name, each] of Object.entries(config.interfaces)) checkInterface(report, name, each, catalogue);
  checkSharedModules(config, report);
  return problems;
}
