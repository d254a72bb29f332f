import type { Command } from '../../src/at/index.ts';
import { DriverError, type ReadyModule } from '../../src/driver/index.ts';
import { restrictBands } from './bands.ts';
import { configure } from './configuration.ts';
import { explain, isRefusal } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import { setEdrx, setPsm } from './power-saving.ts';
import { searchOrder } from './search-order.ts';

type Setting = ReadyModule<QuectelOptions, QuectelDialect>;

type Name = 'rat' | 'bands' | 'psm' | 'edrx';

async function savePower(
  { dialect, line }: Setting,
  option: string,
  commands: (option: string) => readonly Command[],
  signal: AbortSignal,
): Promise<void> {
  if (!dialect.savesPower) {
    if (option === 'off') return;
    throw new DriverError('FEATURE_MISSING', `${dialect.family} has no such power saving`);
  }
  for (const each of commands(option)) await line.run(each, signal);
}

const makers: Readonly<Record<Name, (module: Setting, option: string, signal: AbortSignal) => Promise<void>>> = {
  rat: async ({ dialect, line }, option, signal) => {
    for (const item of searchOrder(dialect, option)) await configure(line, item, signal);
  },
  bands: ({ dialect, line }, option, signal) => restrictBands(line, dialect, option, signal),
  psm: (module, option, signal) => savePower(module, option, setPsm, signal),
  edrx: (module, option, signal) => savePower(module, option, setEdrx, signal),
};

/** The connection is no worse without these: a refusal is a note. */
const mayFail: ReadonlySet<Name> = new Set<Name>(['psm', 'edrx']);

/** Makes the module what the options say about its radio, once for each life of the module and each change. */
export class RadioSettings {
  readonly #module: Setting;
  readonly #made = new Map<Name, string>();

  constructor(module: Setting) {
    this.#module = module;
  }

  /** @throws WrongOptionError for what the model cannot do; AtError when it refuses what the connection depends on */
  async make(signal: AbortSignal): Promise<void> {
    const options = this.#module.options();
    for (const name of ['rat', 'bands', 'psm', 'edrx'] as const) {
      const option = options[name];
      if (option === undefined || this.#made.get(name) === option) continue;
      try {
        await makers[name](this.#module, option, signal);
      } catch (thrown) {
        if (!mayFail.has(name) || !(isRefusal(thrown) || thrown instanceof DriverError)) throw thrown;
        this.#module.reports.fact({ name: 'notice', value: `${name}: ${explain(thrown)}` });
      }
      this.#made.set(name, option);
    }
  }
}
