import { fixedUrc, patternUrc, ping } from '../../src/at/index.ts';
import { type BootSigns, DriverError, type Fact, type WakingLine } from '../../src/driver/index.ts';
import { busyWords, hungMs, restart, takesBusy } from './patient-line.ts';
import { promiseLeft, rememberPromise } from './promised-payload.ts';
import { disconnectReasons, resetCauses } from './reasons.table.ts';

const romOfEsp8266 = /\bets (?:Jan|Jun|Jul|Aug)\s+\d+ 20\d\d,rst cause:(\d+)/;
const romOfEsp32 = /\brst:0x([0-9a-f]+) \((\w+)\)/;

/**
 * What a module says when it starts. `ready` is the only one that always comes; the others are the words of the boot
 * loader and of the watchdog where the log shares the AT port.
 */
export const bootSigns: BootSigns = {
  announces: [
    fixedUrc('ready'),
    patternUrc('boot of an ESP8266', romOfEsp8266),
    patternUrc('boot of an ESP32', romOfEsp32),
    patternUrc('watchdog', /^ ?(?:wdt reset|Fatal exception \d+)/),
  ],
  follows: [],
  farewells: [fixedUrc('Will force to restart!!!')],
};

const probeMs = 500;
const quietMs = 150;
const busyPauseMs = 300;
// Guard times around the escape: 20 ms for the module, and it says nothing for up to a second after it.
const guardMs = 100;
const escapedMs = 1000;
const roundsBeforeEscape = 8;
const roundsBetweenPayloads = 4;
const roundsBetweenFillings = 40;
const firstFilling = 12;
// As many as one command may promise (ESP-AT user guide, AT+CIPSEND). To a module that waits for none it is a bad line.
const filling = new Uint8Array(8192);
const busySince = 'busy since';

/** A line of the log: `I (433) wifi:...`. */
const logLine = patternUrc('log', /^(?:\x1b\[[\d;]*m)?[EWID] \(\d+\) [\w.-]+:/);

/**
 * One round of waking. A module that is busy for good is restarted where it takes that, and one that was left in
 * transparent mode is called out of it (`+++` without a line end), and one that may wait for the rest of a send gets it.
 * @throws DriverError `MODULE_UNKNOWN` where a log is all that there is
 */
export async function awaken(line: WakingLine, signal: AbortSignal, memory: Map<string, unknown>): Promise<boolean> {
  let logs = false;
  let busy = false;
  line.onUrc(logLine, () => {
    logs = true;
  });
  for (const word of busyWords) {
    line.onUrc(fixedUrc(word), () => {
      busy = true;
    });
  }
  const promised = promiseLeft(memory);
  // Ahead of the hail, which would be taken for the first of the bytes.
  if (promised !== undefined && line.round % roundsBetweenPayloads === 1) await line.nudge(promised);
  const answer = await line.hail(probeMs);
  if (!busy) memory.delete(busySince);
  if (answer !== 'silent') rememberPromise(memory, undefined);
  if (answer === 'answered') return await isInStep(line, signal);
  if (answer === 'refused') await line.pause(busyPauseMs, signal);
  if (answer !== 'silent') return false;
  if (busy) await restartIfHung(line, memory);
  else if (logs && line.round > 1) {
    throw new DriverError('MODULE_UNKNOWN', 'this port prints the log of the module and answers no AT command', {
      hint: 'On most boards the USB socket is the log port, and AT is on other pins: connect an adapter there.',
    });
  } else if (line.round % roundsBeforeEscape === 0) await leaveTransparentMode(line, signal);
  // Another program may have left it in the middle of a send, and what that promised nobody knows.
  else if (promised === undefined && line.round % roundsBetweenFillings === firstFilling) await line.nudge(filling);
  return false;
}

/** Whether the answer was to this question: one that was late would put all that follow out of step. */
async function isInStep(line: WakingLine, signal: AbortSignal): Promise<boolean> {
  await line.pause(quietMs, signal);
  return (await line.ask(takesBusy(ping(probeMs)), probeMs)) === 'answered';
}

async function restartIfHung(line: WakingLine, memory: Map<string, unknown>): Promise<void> {
  const now = line.clock.now();
  const since = memory.get(busySince);
  if (typeof since !== 'number') memory.set(busySince, now);
  else if (now - since > hungMs) {
    memory.delete(busySince);
    await line.ask(takesBusy(restart), restart.timeoutMs);
  }
}

async function leaveTransparentMode(line: WakingLine, signal: AbortSignal): Promise<void> {
  await line.pause(guardMs, signal);
  await line.nudge(Buffer.from('+++'));
  await line.pause(escapedMs, signal);
}

interface LogReader {
  readonly pattern: RegExp;
  readonly fact: (groups: RegExpExecArray) => Fact;
}

const notice = (value: string): Fact => ({ name: 'notice', value });
const reset = (value: string, code: string | undefined): Fact => ({ name: 'module', value, data: { reset: code } });

const logReaders: readonly LogReader[] = [
  { pattern: romOfEsp32, fact: ([, code, name]) => reset(`reset: ${name}`, `0x${code}`) },
  { pattern: romOfEsp8266, fact: ([, code = '']) => reset(`reset: ${resetCauses[Number(code)] ?? code}`, code) },
  {
    pattern: /Guru Meditation Error: .*panic'ed \(([^)]*)\)/,
    fact: ([, what]) => notice(`the module crashed: ${what}`),
  },
  { pattern: /abort\(\) was called|assert failed: (.{0,80})/, fact: ([what]) => notice(`the module crashed: ${what}`) },
  { pattern: /Brownout detector was triggered/, fact: () => notice('the supply of the module broke down (brownout)') },
  { pattern: /Task watchdog got triggered/, fact: () => notice('a task of the module hangs (task watchdog)') },
  { pattern: /\balloc fail\b/, fact: () => notice('the module is out of memory') },
  {
    pattern: /wifi disconnected, rc:(\d+)/,
    fact: ([, code = '']) => notice(`disconnected: ${disconnectReasons.get(Number(code)) ?? 'reason'} (${code})`),
  },
  {
    pattern: /at-uart: AT cmd port:(\S+) tx:(-?\d+) rx:(-?\d+) cts:(-?\d+) rts:(-?\d+) baudrate:(\d+)/,
    fact: ([, port, tx, rx, cts, rts, baudRate]) => ({
      name: 'module',
      value: `AT on ${port}: TX is GPIO${tx}, RX is GPIO${rx}, ${baudRate} bit/s`,
      data: { tx: Number(tx), rx: Number(rx), cts: Number(cts), rts: Number(rts), baudRate: Number(baudRate) },
    }),
  },
];

/** What a line of the log tells: why the module started, why it crashed, why it lost the access point, its pins. */
export function logFact(line: string): Fact | undefined {
  for (const { pattern, fact } of logReaders) {
    const match = pattern.exec(line);
    if (match !== null) return fact(match);
  }
  return undefined;
}
