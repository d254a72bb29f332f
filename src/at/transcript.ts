import type { Clock } from '../base/clock.ts';
import { LineRedactor } from '../base/privacy/line-redactor.ts';

type Direction = '>' | '<' | '!';

/** Who may look on. */
export interface LineObserver {
  /** Whether anybody does: hiding what is private costs more than the line itself. */
  readonly isLooking: boolean;
  /** Told of a line: `>` to the module, `<` from it, `!` a note of ours; secrets hidden. */
  readonly tell: (direction: Direction, text: string, atMs: number) => void;
}

interface Entry {
  readonly at: number;
  readonly direction: Direction;
  readonly text: string;
}

const shownLength = 200;

/** The last lines of the wire, secrets hidden: what an error carries so that it can be understood later. */
export class Transcript {
  readonly #clock: Clock;
  readonly #limit: number;
  /** A ring: lines are written down all the time, and made readable only for an error. */
  readonly #entries: Entry[] = [];
  #oldest = 0;

  /** Hides what is private for whoever is told at once. */
  readonly #redactor = new LineRedactor();
  readonly #observer: LineObserver | undefined;

  constructor(clock: Clock, observer?: LineObserver, limit = 40) {
    this.#clock = clock;
    this.#observer = observer;
    this.#limit = limit;
  }

  /**
   * @param direction `>` to the module, `<` from it, `!` a note of ours
   * @param at when, by the clock; now unless said otherwise
   */
  add(direction: Direction, text: string, at = this.#clock.now()): void {
    const entry = { at, direction, text };
    if (this.#observer !== undefined) this.#show(this.#observer, entry);
    if (this.#entries.length < this.#limit) {
      this.#entries.push(entry);
      return;
    }
    this.#entries[this.#oldest] = entry;
    this.#oldest = (this.#oldest + 1) % this.#limit;
  }

  get lines(): readonly string[] {
    const redactor = new LineRedactor();
    const entries = [...this.#entries.slice(this.#oldest), ...this.#entries.slice(0, this.#oldest)];
    return entries.map((entry) => readable(hidden(redactor, entry)));
  }

  #show({ isLooking, tell }: LineObserver, entry: Entry): void {
    if (isLooking) tell(entry.direction, hidden(this.#redactor, entry).text, entry.at);
    else if (isOfModule(entry)) this.#redactor.follow(redactedAs[entry.direction], entry.text);
  }
}

const redactedAs = { '<': 'in', '>': 'out' } as const;

/** Not a note of ours. */
const isOfModule = (entry: Entry): entry is Entry & { readonly direction: '<' | '>' } =>
  entry.direction !== '!' && !entry.text.startsWith('(');

/** A command was shown without its secrets when it was sent; what the module says may name a person or a device. */
function hidden(redactor: LineRedactor, entry: Entry): Entry {
  if (!isOfModule(entry)) return entry;
  const { text } = redactor.redact(redactedAs[entry.direction], entry.text);
  // What was hidden already says so better.
  if (/\*\*\*|=\.\.\./.test(entry.text)) return entry;
  return text === entry.text ? entry : { ...entry, text };
}

function readable({ at, direction, text }: Entry): string {
  const shown = text.length > shownLength ? `${text.slice(0, shownLength)}... (${text.length} characters)` : text;
  return `${(at / 1000).toFixed(3)} ${direction} ${shown.replaceAll(/[\x00-\x1f\x7f-\xff]/g, escapeByte)}`;
}

function escapeByte(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
