import { patternUrc, type Urc } from '../../src/at/index.ts';
import { DriverError, type WakingLine } from '../../src/driver/index.ts';
import { initError } from './boot-signs.ts';
import { debtOf, forgetDebt } from './sockets/debt.ts';

/**
 * Line ends by firmware: AT host and Serial Modem take CR, Serial LTE Modem takes CRLF and does not even say `ERROR` to
 * a bare CR; builds for LF exist. Source: Serial LTE Modem and Serial Modem documentation, configuration.
 */
const crlf = '\r\n';
const terminators: readonly string[] = ['\r', crlf, '\n'];

const answerMs = 1000;
const confirmMs = 400;
const quietMs = 150;
// Noise, or half a command that was held back, costs the first question of a new line end, and sometimes the second.
const questions = 3;
const guardMs = 1000;
const afterMuxMs = 2000;
// A module that is silent for longer is not in the middle of anything any more.
const debtRounds = 100;
const roundsToFreeInDebt = 5;
// Silence for so many rounds is no boot any more.
const silentRounds = 2;

/** What the link finds in the memory of its module after a boot that failed half-way. */
export const initErrorKey = 'init error';

const shellSigns: readonly Urc<unknown>[] = [
  patternUrc('shell prompt', /^(\x1b\[[\d;]*m)*[a-z0-9_-]*:~\$/i),
  patternUrc('shell complaint', /\bAT: command not found\b/),
];

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
// The longest payload that a send announces. Empty lines are no commands, so what is left of them does nothing.
const longestPayload = 4096;
const filling = bytes(crlf.repeat(longestPayload / 2));
// What does not fit is dropped, the quote as well: so there is room made for it and for the line end.
const unquote = '\b\b\b"\r\n';
// Eight flags, and the close-down command of 3GPP TS 27.010, 5.4.6.3.3, in the basic option.
const closeMux = Uint8Array.from([...Array(8).fill(0xf9), 0xf9, 0x03, 0xef, 0x05, 0xc3, 0x01, 0xf2, 0xf9]);

/**
 * One round of waking: tries the line ends, the last good one first, and now and then frees the module from where a
 * host that crashed may have left it.
 * @throws DriverError `MODULE_UNKNOWN` for a shell, `STARTUP_FAILED` for firmware that booted and does not answer
 */
export async function awaken(line: WakingLine, signal: AbortSignal, memory: Map<string, unknown>): Promise<boolean> {
  let isShell = false;
  for (const sign of shellSigns)
    line.onUrc(sign, () => {
      isShell = true;
    });
  let refusals = 0;
  const refused = (): void => {
    refusals++;
  };
  // Who has started over waits for nothing any more, and would take it for half a command.
  if (line.lastWords !== undefined) forgetDebt(memory);
  const debt = line.round > debtRounds ? undefined : debtOf(memory);
  const isFreed = debt === undefined || line.round % roundsToFreeInDebt === 0;
  const found = (await findTerminator(line, signal, refused, debt)) || (isFreed && (await free(line, signal)));
  if (isShell) {
    throw new DriverError('MODULE_UNKNOWN', 'a Zephyr shell answers here, and no AT commands', {
      hint: 'Use the port of the AT interface, or flash the Serial Modem or the AT client sample.',
    });
  }
  if (found) {
    if (line.lastWords === initError) memory.set(initErrorKey, true);
    else memory.delete(initErrorKey);
    forgetDebt(memory);
    return true;
  }
  if (line.round >= silentRounds) explainSilence(line.lastWords, refusals);
  return false;
}

/** @param debt comes before each question, which a module in the middle of a send would take for payload */
async function findTerminator(
  line: WakingLine,
  signal: AbortSignal,
  refused?: () => void,
  debt?: Uint8Array,
): Promise<boolean> {
  const last = line.terminator;
  for (const terminator of [last, ...terminators.filter((each) => each !== last)]) {
    line.terminator = terminator;
    if (debt !== undefined) {
      await line.nudge(debt);
      await line.pause(quietMs, signal);
    }
    if (!(await answers(line, signal, refused))) continue;
    const isCrTaken = terminator === crlf && (await takesCr(line, signal));
    if (isCrTaken === undefined) continue;
    if (isCrTaken) line.terminator = '\r';
    return true;
  }
  line.terminator = last;
  return false;
}

/**
 * A module that takes CR takes CRLF too, and may have been asked with CR before it was there. To such a one the LF is no
 * part of the command: behind a command that enters data mode, it would be payload.
 * @returns undefined when that cannot be told
 */
async function takesCr(line: WakingLine, signal: AbortSignal): Promise<boolean | undefined> {
  line.terminator = '\r';
  const said = await line.hail(confirmMs);
  if (said === 'answered') return true;
  line.terminator = crlf;
  // What holds the CR back finds it in front of this question, and refuses that. An answer may merely have been late.
  const next = await line.hail(answerMs);
  await line.pause(quietMs, signal);
  if (next === 'silent') return undefined;
  if (next !== 'answered') return false;
  line.terminator = '\r';
  if ((await line.hail(answerMs)) === 'answered') return true;
  line.terminator = crlf;
  await line.nudge(bytes('\n'));
  await line.pause(quietMs, signal);
  return false;
}

async function answers(line: WakingLine, signal: AbortSignal, refused?: () => void): Promise<boolean> {
  for (let asked = 0; asked < questions; asked++) {
    const said = await line.hail(answerMs);
    if (said === 'silent') return false;
    if (said === 'answered') {
      // An answer to an earlier question may be on its way yet, and may not be taken for one to a later.
      await line.pause(quietMs, signal);
      return true;
    }
  }
  refused?.();
  return false;
}

/** Soon, and then less and less often: a module that is merely off is not helped by any of it. */
const isEscapeRound = (round: number): boolean => round === 2 || round % 10 === 0;

async function free(line: WakingLine, signal: AbortSignal): Promise<boolean> {
  if (line.round < 2) return false;
  // An odd number of quotes makes the module take every line end for data. In every round again: where there was no
  // such thing because the module has only just come, this quote opens what the next one closes.
  await line.nudge(bytes(unquote));
  if (await findTerminator(line, signal)) return true;
  if (!isEscapeRound(line.round)) return false;
  // Data mode, or what is left of it after its connection died: the module waits for this, alone.
  await line.pause(guardMs, signal);
  await line.nudge(bytes('+++'));
  await line.pause(guardMs, signal);
  if (await findTerminator(line, signal)) return true;
  // Cut off in the middle of a counted send, Serial Modem takes everything for payload until that is complete.
  await line.nudge(filling);
  if (await findTerminator(line, signal)) return true;
  await line.nudge(closeMux);
  await line.pause(afterMuxMs, signal);
  return findTerminator(line, signal);
}

function explainSilence(lastWords: string | undefined, refusals: number): void {
  if (refusals > 0) {
    throw new DriverError('STARTUP_FAILED', 'the module refuses even AT: its firmware has lost its modem', {
      hint: 'Reset it (AT#XRESET), or switch its power off and on.',
    });
  }
  if (lastWords === initError) {
    throw new DriverError('STARTUP_FAILED', 'the firmware said INIT ERROR and nothing after it', {
      hint: 'Switch its power off and on, once; if that does not help, flash it anew.',
    });
  }
  if (lastWords === 'Ready') {
    throw new DriverError('STARTUP_FAILED', 'the firmware said Ready and answers nothing', {
      hint: 'Serial LTE Modem of nRF Connect SDK 3.0.0 does so with production test modem firmware: update either.',
    });
  }
}
