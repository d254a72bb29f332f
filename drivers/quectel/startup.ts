import { basic, type Command, command, fixedUrc, order, ping, set, urc } from '../../src/at/index.ts';
import type { BootSigns, StartupStep, WakingLine } from '../../src/driver/index.ts';
import type { QuectelDialect } from './models.table.ts';

const shortMs = 2000;

/**
 * What a module says when it starts or goes. `POWERED DOWN` has an older spelling; `PSM POWER DOWN` is sleep and not
 * among them. Sources: Quectel BG95&BG77 and EC2x&EG9x AT commands manuals, chapters on URCs.
 */
export const bootSigns: BootSigns = {
  announces: [fixedUrc('RDY')],
  follows: [fixedUrc('APP RDY'), urc('+CFUN', (params) => (params.int() === 1 ? 1 : undefined))],
  farewells: [fixedUrc('POWERED DOWN'), fixedUrc('NORMAL POWER DOWN')],
};

const askMs = 400;
const roundsBetweenNudges = 3;
// As bytes, because there is no answer to wait for: the module's are switched off, or are numbers.
const wordsAgain = Buffer.from('ATQ0V1\r', 'latin1');

/**
 * Asks `AT`; a module that stays silent may have been left with its result codes off (`ATQ1`) or as numbers (`ATV0`),
 * which end in no line feed and so look like silence.
 */
export async function awaken(line: WakingLine): Promise<boolean> {
  if ((await line.ask(ping(askMs), askMs)) === 'answered') return true;
  if (line.round % roundsBetweenNudges === 0) await line.nudge(wordsAgain);
  return false;
}

/** What every Quectel module is told before it is asked who it is. */
export const preamble: readonly StartupStep[] = [
  { command: order(basic('E', 0), shortMs) },
  { command: order(set('+CMEE', 1), shortMs) },
  // Closing the port toggles DTR; the module must not take that for the end of a call.
  { command: order(basic('&D', 0), shortMs), mayFail: true },
];

const urcPortIsAll: Command<boolean> = command({
  line: set('+QURCCFG', 'urcport'),
  timeoutMs: shortMs,
  lines: { '+QURCCFG': (params) => params.skip().text() },
  result: ({ lines }) => lines['+QURCCFG'][0] === 'all',
});

/** The rest, once the model is known. What of it is volatile is gone after every boot, so all of it is sent again. */
export function startup(dialect: QuectelDialect): readonly StartupStep[] {
  return [
    // URCs go to one port, and by default not to the UART: the host would hear none of them. The module saves this.
    { unless: urcPortIsAll, command: order(set('+QURCCFG', 'urcport', 'all'), shortMs), mayFail: true },
    // The echo of payload is not covered by ATE0.
    { command: order(set('+QISDE', 0), shortMs), mayFail: true },
    ...dialect.domains.map((domain) => ({ command: order(set(domain, 2), shortMs), mayFail: true })),
    // Refused on some warm starts; the bearer is asked after anyway.
    { command: order(set('+CGEREP', 2, 1), shortMs), mayFail: true },
  ];
}
