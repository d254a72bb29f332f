import { basic, type Command, command, fixedUrc, order, ping, set, urc } from '../../src/at/index.ts';
import { type BootSigns, DriverError, type StartupStep, type WakingLine } from '../../src/driver/index.ts';
import { anyMissingBytes, forgetSend, type Memory, missingBytes } from './cut-off-send.ts';
import type { QuectelDialect } from './models.table.ts';
import { fallsAsleep } from './power-saving.ts';

const shortMs = 2000;

/**
 * What a module says when it starts or goes. `POWERED DOWN` has an older spelling; `PSM POWER DOWN` is sleep. Sources: Quectel BG95&BG77 and EC2x&EG9x AT commands manuals, chapters on URCs.
 */
export const bootSigns: BootSigns = {
  announces: [fixedUrc('RDY')],
  follows: [fixedUrc('APP RDY'), urc('+CFUN', (params) => (params.int() === 1 ? 1 : undefined))],
  farewells: [fixedUrc('POWERED DOWN'), fixedUrc('NORMAL POWER DOWN'), fallsAsleep],
};

const askMs = 400;
// The payload and an answer, at 9600 baud.
const payloadMs = 2000;
const roundsForPayload = 300;
const roundsBetweenNudges = 3;
const roundsBetweenFillings = 20;
const firstFilling = 6;
const roundsBetweenCancels = 20;
const firstCancel = 4;
const roundsBetweenEscapes = 20;
const firstEscape = 5;
// A little more than the second that is asked for: EG91-NAX wants that.
const guardMs = 1100;
// As bytes, because there is no answer to wait for: the module's are switched off, or are numbers.
const wordsAgain = Buffer.from('ATQ0V1\r', 'latin1');
const leaveDataMode = Buffer.from('+++', 'latin1');
const hangUp = Buffer.from('ATH\r', 'latin1');
// ESC, for a message or a payload that Ctrl-Z would send (3GPP TS 27.005, +CMGS; Quectel TCP/IP application notes, +QISEND).
const cancel = Buffer.from('\x1b\r', 'latin1');

/**
 * Asks `AT`; a module that stays silent may have been left with its result codes off (`ATQ1`) or as numbers (`ATV0`),
 * which end in no line feed and so look like silence.
 * @throws DriverError for a module in power saving mode, which nothing on this line can wake
 */
export async function awaken(line: WakingLine, signal: AbortSignal, memory: Memory): Promise<boolean> {
  if (await mayWaitForPayload(line, memory)) return false;
  if ((await line.ask(ping(askMs), askMs)) === 'answered') {
    forgetSend(memory);
    return true;
  }
  if (line.lastWords === fallsAsleep.prefix) {
    throw new DriverError('STARTUP_FAILED', 'the module is asleep', {
      hint: 'It wakes when its periodic timer (psm) elapses, or by a pulse on PWRKEY.',
    });
  }
  if (line.round % roundsBetweenNudges === 0) await line.nudge(wordsAgain);
  if (line.round % roundsBetweenCancels === firstCancel) await line.nudge(cancel);
  if (line.round % roundsBetweenFillings === firstFilling) await line.nudge(anyMissingBytes(memory));
  // Another program may have left it in data mode; a module that is merely off is not helped by that.
  if (line.round % roundsBetweenEscapes === firstEscape) {
    await line.pause(guardMs, signal);
    await line.nudge(leaveDataMode);
    await line.pause(guardMs, signal);
    await line.nudge(hangUp);
  }
  return false;
}

/**
 * Cut off in the middle of a send, it takes everything for payload until that is complete, and no text ends that sooner.
 * So it is asked nothing until it has got that: the question would go to the peer.
 */
async function mayWaitForPayload(line: WakingLine, memory: Memory): Promise<boolean> {
  // One that has started over waits for nothing.
  if (line.lastWords !== undefined) forgetSend(memory);
  const missing = line.round <= roundsForPayload ? missingBytes(memory) : undefined;
  if (missing === undefined) return false;
  await line.nudge(missing);
  if ((await line.hail(payloadMs)) === 'silent') return true;
  forgetSend(memory);
  return false;
}

/** What every Quectel module is told before it is asked who it is. */
export const preamble: readonly StartupStep[] = [
  // An engine that drops echoes can do without, if need be.
  { command: order(basic('E', 0), shortMs), mayFail: true },
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
    // Refused by older firmware, which then stays at 2.
    ...(dialect.ceregMode === 4 ? [{ command: order(set('+CEREG', 4), shortMs), mayFail: true }] : []),
    // A card that comes or goes is told; where there is no contact for that, this does nothing.
    { command: order(set('+QSIMSTAT', 1), shortMs), mayFail: true },
    // Refused on some warm starts; the bearer is asked after anyway.
    { command: order(set('+CGEREP', 2, 1), shortMs), mayFail: true },
  ];
}
