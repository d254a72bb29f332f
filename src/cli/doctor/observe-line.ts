import type { LineObservation, Overheard } from '../../rig/doctor/observations.ts';
import type { OpenLine } from './open-line.ts';

/** The speeds that modules are set to, the likeliest first. */
const speeds: readonly number[] = [115_200, 9600, 921_600, 460_800, 230_400, 57_600, 38_400, 19_200, 1_000_000];

// A module that was reset by the opening of its port needs some seconds.
const patienceRounds = 8;
const askMs = 1000;
const scanMs = 400;
const scanRounds = 2;
const wholeRounds = 8;

const question = 'AT\r\n';
const result = /(?:^|[\r\n])(OK|ERROR|\+CME ERROR:.*)\r?\n/;
const answered = (heard: string): boolean => result.test(heard);

/** The answer to `AT` and nothing beside it but an echo and whole unsolicited lines. */
function isWhole(heard: string): boolean {
  const lines = heard.split(/[\r\n]+/).filter((line) => line !== '');
  return lines.includes('OK') && lines.every((line) => /^[\x20-\x7e]+$/.test(line));
}

function overheardIn(heard: string): Overheard | undefined {
  if (/\$G[A-Z]{4},/.test(heard)) return 'nmea';
  if (/\bets [A-Z][a-z]{2} |\brst:0x|\b[IWE] \(\d+\) /.test(heard)) return 'log';
  const bytes = [...heard];
  const odd = bytes.filter((each) => !/[\x20-\x7e\r\n\t]/.test(each)).length;
  return bytes.length > 3 && odd * 4 > bytes.length ? 'garbage' : undefined;
}

/** What comes back is what was sent, again and again, and nothing else. */
const isEcho = (heard: string): boolean => /^(?:AT[\r\n]*)+$/.test(heard);

interface Hail {
  readonly answeredAt: number | undefined;
  readonly overheard: Overheard | undefined;
  readonly isLoop: boolean;
}

async function hailAt(line: OpenLine, rounds: number, limitMs: number): Promise<string[]> {
  const heard: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const said = await line.exchange(question, limitMs, answered);
    heard.push(said);
    if (answered(said)) break;
  }
  return heard;
}

/** Asks at the speed that was given, and then at all others, where the port can change it. */
async function hail(line: OpenLine, baudRate: number): Promise<Hail> {
  const first = await hailAt(line, patienceRounds, askMs);
  if (first.some(answered)) return { answeredAt: baudRate, overheard: undefined, isLoop: false };
  const isLoop = first.every((heard) => heard !== '') && first.every(isEcho);
  const overheard = overheardIn(first.join(''));
  // Neither a loop nor a port for positions becomes another one at another speed.
  if (isLoop || overheard === 'nmea' || overheard === 'log') return { answeredAt: undefined, overheard, isLoop };
  const found = line.canChangeSpeed ? await scan(line, baudRate) : undefined;
  return { answeredAt: found, overheard: found === undefined ? overheard : undefined, isLoop };
}

async function scan(line: OpenLine, asked: number): Promise<number | undefined> {
  for (const speed of speeds.filter((each) => each !== asked)) {
    await line.setSpeed(speed);
    if ((await hailAt(line, scanRounds, scanMs)).some(answered)) return speed;
  }
  await line.setSpeed(asked);
  return undefined;
}

async function countWhole(line: OpenLine): Promise<number> {
  let whole = 0;
  for (let round = 0; round < wholeRounds; round++) {
    if (isWhole(await line.exchange(question, askMs, answered))) whole++;
  }
  return whole;
}

const echoes = (heard: string): boolean => /(?:^|[\r\n])AT[\r\n]/.test(heard);

/** Switches a standing echo off and looks whether it goes. It is put back when the examination ends. */
async function echoCare(line: OpenLine): Promise<{ readonly wasOn: boolean; readonly stays: boolean }> {
  if (!echoes(await line.exchange(question, askMs, answered))) return { wasOn: false, stays: false };
  await line.exchange('ATE0\r\n', askMs, answered);
  // The echo of a line that was on its way is no proof; that of the next one is.
  await line.exchange(question, askMs, answered);
  return { wasOn: true, stays: echoes(await line.exchange(question, askMs, answered)) };
}

/** What is known of the line, and whether its echo has to be switched on again. */
export interface SeenLine {
  readonly observation: LineObservation;
  readonly echoWasOn: boolean;
}

/** Finds out whether, at which speed and how well the module answers. */
export async function observeLine(line: OpenLine, baudRate: number): Promise<SeenLine> {
  const { answeredAt, isLoop, overheard } = await hail(line, baudRate);
  const cts = await line.cts();
  const isThere = answeredAt !== undefined;
  const whole = isThere ? await countWhole(line) : 0;
  const echo = whole === wholeRounds ? await echoCare(line) : { wasOn: false, stays: false };
  return {
    echoWasOn: echo.wasOn,
    observation: {
      baudRate,
      ...(isThere && { answeredAt }),
      ...(overheard !== undefined && { overheard }),
      isLoop,
      echoStays: echo.stays,
      asked: isThere ? wholeRounds : 0,
      whole,
      ...(cts !== undefined && { cts }),
    },
  };
}
