import type { AttemptEffect, AttemptEvent } from './attempt.ts';

type EffectType = AttemptEffect['type'];

const when = (holds: boolean, ...effects: readonly EffectType[]): ReadonlySet<EffectType> =>
  new Set(holds ? effects : []);

/**
 * What the guidelines oblige an attempt to, told from the outside: from the events that went in and the effects that
 * came out, without a look at its phases. It is written from the guidelines and knows nothing of how the attempt is
 * made, so that a mistake cannot stand in both.
 */
export class AttemptObligations {
  /** What the application wants, as far as it has not been taken back by a timeout, a fatal error or a loss. */
  wanted = false;
  up = false;
  ready = false;
  timer = false;
  pause = false;
  /** What the module is busy with. */
  busy: 'associating' | 'releasing' | undefined;
  /** The attempt cannot go on without other parameters. */
  starved = false;
  lastNumber = 0;

  /** Checks one step and takes note of it. @returns what is wrong with it */
  check(event: AttemptEvent, effects: readonly AttemptEffect[]): readonly string[] {
    const wrong: string[] = [];
    const due = this.#due(event);
    for (const type of ['up', 'down', 'raise-timeout', 'raise-fatal', 'arm-timeout'] as const) {
      const times = effects.filter((effect) => effect.type === type).length;
      const expected = due.has(type) ? 1 : 0;
      if (times !== expected) wrong.push(`${type} ${times} times instead of ${expected}`);
    }
    this.#takeEvent(event);
    for (const effect of effects) this.#takeEffect(effect, event, wrong);
    this.#checkStanding(due, wrong);
    return wrong;
  }

  /** The effects that this event demands, and no other event may have. */
  #due(event: AttemptEvent): ReadonlySet<EffectType> {
    const attempting = this.wanted && !this.up;
    const downIfUp: readonly EffectType[] = this.up ? ['down'] : [];
    switch (event.type) {
      case 'connect':
        return when(!this.wanted, 'arm-timeout');
      case 'disconnect':
        return new Set([...downIfUp, ...this.#letGo()]);
      case 'associated':
        return when(attempting && this.busy === 'associating', 'up');
      case 'gained':
        return when(this.#takesGain(), 'up');
      case 'lost':
        return when(this.up, 'down', event.persistent ? 'arm-timeout' : 'release');
      case 'module-lost':
        return new Set([...downIfUp, ...when(this.up && event.persistent, 'arm-timeout')]);
      case 'timeout':
        return new Set([...when(attempting, 'raise-timeout'), ...this.#letGo()]);
      case 'fatal':
        return new Set([...when(this.wanted, 'raise-fatal'), ...downIfUp, ...this.#letGo()]);
      case 'strayed':
        return when(!this.wanted && this.ready && this.busy === undefined, 'release');
      default:
        return new Set();
    }
  }

  /** Whatever ends what was wanted makes the module leave, unless it is leaving, or is not there (G21, G26). */
  #letGo(): readonly 'release'[] {
    return this.wanted && this.ready && this.busy !== 'releasing' ? ['release'] : [];
  }

  /** The application may do by hand what nobody is just doing (G10). */
  #takesGain(): boolean {
    return this.ready && !this.up && this.busy === undefined;
  }

  #takeEvent(event: AttemptEvent): void {
    switch (event.type) {
      case 'connect':
        if (!this.wanted) this.#newAttempt();
        break;
      case 'disconnect':
      case 'fatal':
        this.wanted = false;
        break;
      case 'timeout':
        if (this.up || !this.wanted) break;
        this.wanted = false;
        this.timer = false;
        break;
      case 'lost':
      case 'module-lost':
        if (this.up) {
          this.wanted = event.persistent;
          this.#newAttempt(this.wanted);
        }
        if (event.type === 'module-lost') this.ready = false;
        break;
      case 'module-ready':
        this.ready = true;
        break;
      case 'gained':
        if (this.#takesGain()) this.wanted = true;
        break;
      default:
        this.#takeAnswer(event);
    }
    if (event.type === 'module-lost' || event.type === 'parameters-changed') this.starved = false;
  }

  /** What the module's side says about what it was told to do. */
  #takeAnswer({ type }: AttemptEvent): void {
    if (type === 'pause-over') this.pause = false;
    if (type === 'released' && this.busy === 'releasing') this.busy = undefined;
    if (this.busy !== 'associating') return;
    if (type === 'associated' || type === 'failed' || type === 'parameters-needed') this.busy = undefined;
    if (type === 'parameters-needed') this.starved = true;
  }

  #newAttempt(wanted = true): void {
    this.wanted = wanted;
    this.starved = false;
    this.lastNumber = 0;
  }

  #takeEffect(effect: AttemptEffect, event: AttemptEvent, wrong: string[]): void {
    switch (effect.type) {
      case 'up':
        this.up = true;
        break;
      case 'down':
        this.up = false;
        break;
      case 'arm-timeout':
        this.timer = true;
        break;
      case 'disarm-timeout':
        this.timer = false;
        break;
      case 'arm-pause':
        if (event.type !== 'failed' || effect.ms !== event.pauseMs) wrong.push('a pause that nothing asked for');
        this.pause = true;
        break;
      case 'disarm-pause':
        this.pause = false;
        break;
      case 'cancel':
        if (this.busy === undefined) wrong.push('cancels what is not running');
        this.busy = undefined;
        break;
      case 'associate':
        if (this.busy !== undefined) wrong.push(`associates while ${this.busy}`);
        if (effect.number !== this.lastNumber + 1) wrong.push(`sub-attempt ${effect.number} after ${this.lastNumber}`);
        this.lastNumber = effect.number;
        this.busy = 'associating';
        break;
      case 'release':
        if (this.busy !== undefined) wrong.push(`releases while ${this.busy}`);
        this.busy = 'releasing';
        break;
      case 'raise-fatal':
        if (event.type === 'fatal' && effect.reason !== event.reason) wrong.push('another reason');
        break;
      default:
    }
  }

  /** What has to hold after every step. */
  #checkStanding(due: ReadonlySet<string>, wrong: string[]): void {
    const attempting = this.wanted && !this.up;
    const rules: readonly (readonly [boolean, string])[] = [
      [this.timer === attempting, `timer ${this.timer} while attempting is ${attempting} (G19, G25)`],
      [this.wanted || !this.up, 'up though nobody wants it (G26)'],
      [this.wanted || (!this.pause && this.busy !== 'associating'), 'goes on though nobody wants it (G24, G26)'],
      [this.ready || this.busy === undefined, 'talks to a module that is not there (G12)'],
      [!this.up || (!this.pause && this.busy === undefined), 'goes on though it is connected'],
      [!this.starved || this.busy !== 'associating', 'tries without other parameters (G4)'],
      [!due.has('release') || this.busy === 'releasing', 'does not make the module leave (G21, G26)'],
      [due.has('release') || this.wanted || this.busy !== 'associating', 'a module left associating'],
      [!this.#idles(attempting), 'does nothing though a connection is wanted (G12, G22)'],
    ];
    for (const [holds, rule] of rules) if (!holds) wrong.push(rule);
  }

  #idles(attempting: boolean): boolean {
    return attempting && this.ready && !this.starved && !this.pause && this.busy === undefined;
  }
}
