import type { Clock } from '../../base/clock.ts';
import type { Cause, Fact } from '../../connectivity/index.ts';
import type { AttemptsFile } from './attempts-file.ts';
import type { RescueLine } from './baud-scan.ts';
import { barredBy, beginClimb, type Climb, decide, withTried } from './ladder.ts';
import { carryOut, type RescueTools, rungsFor } from './rung-steps.ts';
import { giveUpMs, longestApartMs, type Rung, resetsPerDay, rungs, type Trouble } from './rungs.table.ts';

export interface RecoveryReports {
  fact(fact: Fact, cause?: Cause): void;
  /** Everything that there is was tried. */
  fatal(reason: string, cause: Cause): void;
}

export interface RecoveryOptions {
  readonly tools: RescueTools;
  readonly attempts: AttemptsFile;
  readonly clock: Clock;
  readonly reports: RecoveryReports;
  /** By which a module is remembered before it said who it is. */
  readonly portName: string;
  /** Ends everything. */
  readonly closing: AbortSignal;
}

/** Ready for so long, a module is well again. */
const stableMs = 60_000;
const failureWindowMs = 30 * 60_000;
const restartWindowMs = 10 * 60_000;
const failuresToClimb = 4;
const restartsToClimb = 5;
const mostRemembered = 50;

const waiting = 'nothing answers AT';

const words: Readonly<Record<Trouble, string>> = {
  silent: 'the module does not answer',
  unwell: 'the module answers and does not work',
  restarting: 'the module starts over again and again',
  absent: 'the module is not there',
};

/** Gets a module back, one rung after the other, within limits that outlive the program. */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #rungs: readonly Rung[];
  #module: string;
  #wasThere = false;
  #climb: Climb | undefined;
  #failures: readonly { readonly atMs: number; readonly weight: number }[] = [];
  #restarts: readonly number[] = [];
  /** A boot until then is our own doing. */
  #ownBootUntilMs = 0;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#module = options.portName;
    this.#rungs = rungsFor(rungs, options.tools);
  }

  /** Something is wrong; climbing goes on where one trouble turns into another, for what was tried has not helped. */
  trouble(trouble: Trouble, what: string): void {
    const climb = this.#climb;
    if (climb?.trouble === trouble) return;
    const sinceMs = this.#now();
    const isUnder = climb !== undefined && trouble === 'silent' && climb.trouble !== 'absent';
    this.#climb =
      climb === undefined
        ? beginClimb(trouble, what, sinceMs)
        : {
            ...climb,
            trouble,
            what,
            sinceMs,
            // While the port was not there nobody could have answered.
            ...(climb.trouble === 'absent' && { beganMs: sinceMs }),
            ...(isUnder && { under: climb.trouble }),
          };
  }

  /** The module is asked whether it is there; that it takes a while to boot is no news. */
  awaited(): void {
    if (this.#climb?.trouble !== 'silent') this.trouble('silent', waiting);
  }

  /** The module answered. A silence is over; whether that holds is to be seen. */
  answered(): void {
    const climb = this.#climb;
    if (climb?.trouble !== 'silent') return;
    const { gaveUp, tried, under, what } = climb;
    if (tried.length > 0 || what !== waiting) this.#tellSuccess(climb);
    // The next rung comes next, should it fall silent again before it was well for a while.
    const isOver = under === undefined && (tried.length === 0 || gaveUp);
    this.#climb = isOver ? undefined : { ...climb, trouble: under ?? 'unwell', sinceMs: this.#now(), gaveUp };
  }

  /**
   * The module took all of its start-up.
   * @returns what is to be called when it is lost
   */
  ready(identity: string | undefined): () => void {
    const { attempts, clock } = this.#options;
    if (identity !== undefined && identity !== this.#module) {
      attempts.rename(this.#module, identity, this.#wallMs());
      this.#module = identity;
    }
    this.#wasThere = true;
    const stable = clock.after(stableMs, () => {
      this.#climb = undefined;
      this.#failures = this.#failures.filter(({ weight }) => weight > 1);
    });
    return () => stable.cancel();
  }

  /** The start-up failed, or command after command was not answered (which weighs twice). */
  failed(what: string, weight: 1 | 2): void {
    const now = this.#now();
    const recent = this.#failures.filter(({ atMs }) => now - atMs < failureWindowMs);
    this.#failures = [...recent, { atMs: now, weight }].slice(-mostRemembered);
    const sum = this.#failures.reduce((total, each) => total + each.weight, 0);
    if (sum >= failuresToClimb) this.trouble('unwell', what);
  }

  /** It started over by itself. */
  restarted(what: string): void {
    const now = this.#now();
    if (now < this.#ownBootUntilMs) return;
    this.#restarts = [...this.#restarts.filter((at) => now - at < restartWindowMs), now].slice(-mostRemembered);
    if (this.#restarts.length >= restartsToClimb) this.trouble('restarting', what);
  }

  /** Somebody asks for it anew: what was given up is tried again, within the limits of the day. */
  rearm(): void {
    const climb = this.#climb;
    if (climb?.gaveUp) this.#climb = beginClimb(climb.trouble, climb.what, this.#now());
  }

  /** It is asleep, or not for this driver: nothing is done to it. */
  leaveAlone(): void {
    this.#climb = undefined;
  }

  /**
   * Takes the next step, if one of those troubles is there and it is time.
   * @returns whether the module was made to start over
   * @param line to the module, while its port is open
   * @param over ends with that port
   * @throws the reasons of the signals; TransportError
   */
  async step(troubles: readonly Trouble[], line: RescueLine | undefined, over: AbortSignal): Promise<boolean> {
    const climb = this.#climb;
    if (climb === undefined || !troubles.includes(climb.trouble)) return false;
    const decision = decide(climb, {
      nowMs: this.#now(),
      rungs: this.#rungs.filter((rung) => this.#isUsable(rung, climb, line)),
      barred: (rung) => this.#barred(rung),
      wasThere: this.#wasThere,
      giveUpMs,
    });
    if (decision.kind === 'climb') await this.#take(decision.rung, climb, line, over);
    if (decision.kind === 'give-up') {
      this.#climb = { ...climb, gaveUp: true };
      this.#options.reports.fatal(`${words[climb.trouble]} (${climb.what}), and nothing helped: ${decision.all}`, {
        kind: 'timer',
        text: climb.what,
      });
    }
    return decision.kind === 'climb' && decision.rung.isReset;
  }

  async #take(rung: Rung, climb: Climb, line: RescueLine | undefined, over: AbortSignal): Promise<void> {
    const { attempts, closing, tools } = this.#options;
    // Written down before it is done: a program that dies in the middle has done it.
    if (rung.isReset) attempts.add(this.#module, rung.name, this.#wallMs());
    this.#ownBootUntilMs = Number.POSITIVE_INFINITY;
    let result = 'cut short: the port went away';
    try {
      result = await carryOut(rung.name, { trouble: climb.trouble, tools, line, over, closing });
    } finally {
      const atMs = this.#now();
      this.#ownBootUntilMs = rung.isReset ? atMs + rung.settleMs : 0;
      this.#climb = withTried(climb, { rung: rung.name, atMs, result });
      if (!closing.aborted) this.#tell(rung, climb, result);
    }
  }

  /** A soft reset into silence is for a module that is known to be there; others need the line or not. */
  #isUsable(rung: Rung, { trouble }: Climb, line: RescueLine | undefined): boolean {
    if (rung.name === 'baud-scan') return line?.transport.setBaudRate !== undefined;
    return rung.name !== 'soft-reset' || trouble !== 'silent' || this.#wasThere;
  }

  #barred(rung: Rung): string | undefined {
    const { attempts, tools } = this.#options;
    const nowMs = this.#wallMs();
    return barredBy(rung, attempts.recent(this.#module, nowMs), nowMs, {
      resetsPerDay: tools.family.resetsPerDay ?? resetsPerDay,
      longestApartMs,
      isReset: (name) => rungs.some((each) => each.name === name && each.isReset),
    });
  }

  #tell({ name, title }: Rung, { trouble, what }: Climb, result: string): void {
    this.#options.reports.fact(
      { name: 'recovery', value: `${title}: ${result}`, data: { rung: name, trouble, result } },
      { kind: 'implementation', text: `${words[trouble]}: ${what}` },
    );
  }

  #tellSuccess({ fromMs, tried, trouble, what }: Climb): void {
    const seconds = Math.round((this.#now() - fromMs) / 1000);
    const last = tried.at(-1);
    const rung = last === undefined ? 'resync' : last.rung;
    const by = last === undefined ? 'by asking again' : `after ${rungs.find(({ name }) => name === last.rung)?.title}`;
    this.#options.reports.fact(
      {
        name: 'recovery',
        value: `it answers again ${by}, ${seconds} s later`,
        data: { rung, trouble, result: 'answered' },
      },
      { kind: 'answer', text: what },
    );
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #wallMs(): number {
    return this.#options.clock.date().getTime();
  }
}
