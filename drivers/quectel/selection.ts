import { type Command, command, order, read, set } from '../../src/at/index.ts';
import { type ModuleLine, type OptionDefinition, OptionRefusal } from '../../src/driver/index.ts';
import { configure, readConfiguration } from './configuration.ts';
import { isRefusal } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';

// Answered when the network was found, or was looked for everywhere: 180 s as documented.
const selectionMs = 190_000;
// It answers at once, except while it searches; the port is blocked for so long then, and cutting it short would only
// bring the line out of step.
const readMs = 90_000;
const retryMs = 2000;

/** Takes `auto`, or a network by its number. */
export const operatorOption: OptionDefinition<string> = {
  title: 'network to use, by its number (MCC and MNC: 24201); auto lets the module choose',
  read: (given) => {
    if (given === 'auto' || (typeof given === 'string' && /^\d{5,6}$/.test(given))) return given;
    throw new OptionRefusal('5 or 6 digits as a text, or auto');
  },
};

interface Selection {
  /** 0 automatic, 1 manual, 2 deregistered, 4 manual and then automatic. */
  readonly mode: number;
  readonly plmn: string | undefined;
}

const readSelection: Command<Selection | undefined> = command({
  line: read('+COPS'),
  timeoutMs: readMs,
  lines: { '+COPS': (params): Selection => ({ mode: params.int(), plmn: params.skip().optionalText() }) },
  result: ({ lines }) => lines['+COPS'][0],
});

const numbersPlease: Command = order(set('+COPS', 3, 2), readMs);
const automatic: Command = order(set('+COPS', 0), selectionMs);
const manual = (plmn: string): Command => order(set('+COPS', 1, 2, plmn), selectionMs);

/** Some models refuse this question for some seconds after their start. */
async function selectionNow(
  line: ModuleLine,
  { selectionTries }: QuectelDialect,
  signal: AbortSignal,
): Promise<Selection | undefined> {
  for (let left = selectionTries; ; left--) {
    try {
      await line.run(numbersPlease, signal);
      return await line.run(readSelection, signal);
    } catch (thrown) {
      if (!isRefusal(thrown) || left <= 1) throw thrown;
      await line.pause(retryMs, signal);
    }
  }
}

/**
 * Has the module choose its network as the option says. Without the option only a module that somebody told to stay off
 * the network is told otherwise: in the modes 0 and 1 it searches by itself.
 */
export async function selectOperator(
  line: ModuleLine,
  dialect: QuectelDialect,
  operator: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const now = await selectionNow(line, dialect, signal);
  if (operator !== undefined && operator !== 'auto') {
    if (now?.mode !== 1 || now.plmn !== operator) await line.run(manual(operator), signal);
    return;
  }
  const searches = now?.mode === 0 || (now?.mode === 1 && operator === undefined);
  if (!searches) await chooseAutomatically(line, dialect, signal);
}

/** `AT+COPS=0` makes some models forget their scan mode, which is put back. */
async function chooseAutomatically(line: ModuleLine, dialect: QuectelDialect, signal: AbortSignal): Promise<void> {
  const before = dialect.forgetsScanMode ? await line.run(readConfiguration('+QCFG', 'nwscanmode'), signal) : undefined;
  await line.run(automatic, signal);
  if (before === undefined) return;
  await configure(line, { command: '+QCFG', name: 'nwscanmode', values: before.slice(0, 1) }, signal);
}
