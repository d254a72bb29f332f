import { seededRandom } from '../../mocks/module/random.ts';
import type { Combination } from './combinations.ts';
import { type Family, families } from './families.ts';
import type { FaultKindRow } from './faults.table.ts';
import type { Phase } from './phases.ts';
import { Questioner } from './questions.ts';
import { makeRig, type Rig } from './rig.ts';
import { Transfer } from './transfer.ts';

export interface Outcome {
  readonly personality: string;
  /** From the beginning of the fault until it was connected for good, in seconds of virtual time. */
  readonly recoveryS: number | undefined;
  readonly answered: number;
  readonly failures: readonly string[];
  /** What went wrong with bytes of a socket and cannot be noticed by any driver. */
  readonly undetectable: string | undefined;
  readonly history: string;
}

/** Errors that reached nobody, while a run goes on. */
export const strays: string[] = [];

/** One life with one fault in it. */
export async function run({ family, fault, phase }: Combination, seed: number): Promise<Outcome> {
  const random = seededRandom(seed);
  const rig = makeRig(family, seed, {
    withSockets: phase.transfer !== undefined,
    surroundings: fault.surroundings,
  });
  const questioner = new Questioner(rig, families[family].technology === 'wifi' ? 'wifi' : 'cellular', random);
  const failures: string[] = [];
  let recoveryS: number | undefined;
  let undetectable: string | undefined;
  const transfer = phase.transfer && new Transfer(rig, phase.transfer, seed);
  const attempt = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (thrown) {
      failures.push(thrown instanceof Error ? thrown.message : String(thrown));
      return false;
    }
  };
  questioner.start();
  const reached = await attempt(async () => {
    await phase.reach(rig);
    await transfer?.begin();
  });
  if (reached) {
    await attempt(async () => {
      recoveryS = await befall(rig, families[family], fault, phase, random);
    });
    await attempt(async () => {
      undetectable = await transfer?.judge(fault);
    });
    await attempt(async () => {
      await transfer?.checkAfterwards();
    });
  }
  const story = transfer === undefined ? '' : `    ${transfer.story}\n`;
  const history = `${story}${rig.history()}\n    ${rig.faulty.describe().split('\n').slice(0, 6).join('\n    ')}`;
  questioner.stop();
  transfer?.stop();
  await attempt(() => rig.close());
  failures.push(...questioner.wrong, ...strays.splice(0));
  return { personality: rig.personality, recoveryS, answered: questioner.answered, failures, undetectable, history };
}

// The deadline of the slowest command, and some.
const aftermathMs = 200_000;
const peaceMs = 60_000;

const handMs = 5000;

/** Waits until the driver says that it can do no more; then a person does what it could not. */
async function giveUpAndHelp({ clock, faulty, saw, until }: Rig, { boundMin }: FaultKindRow): Promise<void> {
  await until(() => saw('fatal-error'), boundMin, `no fatal error ${boundMin} min after what nothing can end`);
  faulty.powerOff();
  await clock.advance(handMs);
  faulty.powerOn();
}

/** Injects the fault and waits until the interface is connected for good. @returns how long that took, in seconds */
async function befall(
  rig: Rig,
  family: Family,
  fault: FaultKindRow,
  phase: Phase,
  random: () => number,
): Promise<number> {
  const { clock, iface, manager } = rig;
  await clock.advance(random() * phase.withinMs);
  const since = clock.now();
  const fatalBefore = rig.saw('fatal-error');
  rig.faulty.add(fault.make(random, family));
  // What was wanted to be down is to come up again after it.
  if (phase.name === 'disconnecting') {
    await clock.advance(random() * 10_000);
    manager.connect(iface);
  }
  await clock.advance(fault.lastsS * 1000);
  if (fault.mustBeFatal === true) await giveUpAndHelp(rig, fault);
  const isExcused = fault.mayBeFatal === true || fault.mustBeFatal === true;
  if (isExcused && !fatalBefore && rig.saw('fatal-error')) manager.connect(iface);
  const fatal = (): boolean => !isExcused && !fatalBefore && rig.saw('fatal-error');
  const late = `not connected ${fault.boundMin} min after the fault`;
  await rig.until(() => manager.isReady(iface) || fatal(), fault.boundMin, late);
  // A fault may have left a command unanswered: what comes of that is still its doing.
  await clock.advance(aftermathMs);
  rig.faulty.mend();
  await clock.advance(aftermathMs);
  const lost = 'connected, and lost again behind the fault';
  await rig.until(() => manager.isReady(iface) || fatal(), fault.boundMin, lost);
  if (fatal()) throw new Error('it ended in a fatal error');
  const recoveryS = Math.max(0, (rig.connectedAtMs - since) / 1000);
  const lossesBefore = rig.losses.length;
  await clock.advance(peaceMs);
  const loss = rig.losses[lossesBefore];
  if (loss !== undefined) throw new Error(`lost in peace, long after the fault: ${loss}`);
  return recoveryS;
}
