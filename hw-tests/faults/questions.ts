import type { Timer } from '../../src/base/clock.ts';
import type { Rig } from './rig.ts';

interface Question {
  readonly text: string;
  /** Whether this line can only be the answer to another question. */
  isForeign(line: string, imei: string | undefined): boolean;
}

const fifteenDigits = /^\d{15}$/;

/** Another number, and not this one with a bit or two turned over on its way. */
function isAnotherNumber(line: string, imei: string | undefined): boolean {
  if (imei === undefined || !fifteenDigits.test(line)) return false;
  return [...line].filter((digit, index) => digit !== imei[index]).length > 3;
}

/** Commands whose answers cannot be taken for each other's. */
const questions: Readonly<Record<'cellular' | 'wifi', readonly Question[]>> = {
  cellular: [
    { text: 'AT+CGSN', isForeign: isAnotherNumber },
    { text: 'AT+CIMI', isForeign: (line, imei) => line === imei },
    { text: 'AT+CGMM', isForeign: (line) => fifteenDigits.test(line) },
    { text: 'AT+CFUN?', isForeign: (line) => fifteenDigits.test(line) || line.startsWith('+CPIN:') },
    { text: 'AT+CPIN?', isForeign: (line) => fifteenDigits.test(line) || line.startsWith('+CFUN:') },
  ],
  wifi: [
    { text: 'AT+CWMODE?', isForeign: (line) => /^\+CIPSTA|^\+CIPMUX|^AT version/.test(line) },
    { text: 'AT+CIPMUX?', isForeign: (line) => /^\+CWMODE|^\+CIPSTA|^AT version/.test(line) },
    { text: 'AT+GMR', isForeign: (line) => /^\+CWMODE|^\+CIPMUX/.test(line) },
  ],
};

const mostAtOnce = 3;
const longestAnswer = 20;

/** Asks again and again, as an application would, and looks whether each question gets its own answer. */
export class Questioner {
  readonly #rig: Rig;
  readonly #random: () => number;
  readonly #technology: 'cellular' | 'wifi';
  readonly wrong: string[] = [];
  answered = 0;
  #asked = 0;
  #timer: Timer | undefined;

  constructor(rig: Rig, technology: 'cellular' | 'wifi', random: () => number) {
    this.#rig = rig;
    this.#technology = technology;
    this.#random = random;
  }

  start(): void {
    this.#timer = this.#rig.clock.after(500 + this.#random() * 5000, () => {
      this.start();
      this.#ask();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #ask(): void {
    const all = questions[this.#technology];
    const question = all[Math.floor(this.#random() * all.length)];
    if (question === undefined || this.#asked >= mostAtOnce || !this.#rig.isModuleReady) return;
    this.#asked += 1;
    this.#rig.bound.context
      .run(question.text)
      .then((lines) => this.#judge(question, lines))
      .catch(() => undefined)
      .finally(() => {
        this.#asked -= 1;
      });
  }

  #judge(question: Question, lines: readonly string[]): void {
    this.answered += 1;
    const foreign = lines.find((line) => question.isForeign(line, this.#rig.imei));
    if (foreign === undefined || this.wrong.length > longestAnswer) return;
    this.wrong.push(`${question.text} was answered with ${JSON.stringify(foreign)}`);
  }
}
