// A trace names few secrets; a flood of numbers must not fill the memory.
const mostRemembered = 1000;
// A shorter value is found in everything.
const shortestLearned = 6;

const isNumber = /^[0-9.+:,/-]*[0-9]F?$/;
const isHardwareAddress = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;

/**
 * What is shown in place of private values: as long as they are and of the same kind, so that counted frames still fit
 * and a driver still reads them; the same for the same value, so that a trace still tells whether two are equal. They
 * are numbered in the order of their coming and tell nothing else.
 */
export class Pseudonyms {
  readonly #known = new Map<string, string>();
  #learned: readonly string[] = [];

  of(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const isFull = this.#known.size >= mostRemembered;
    const made = pseudonym(value, isFull ? 0 : this.#known.size + 1);
    if (!isFull) {
      this.#known.set(value, made);
      if (value.length >= shortestLearned && made !== value) this.#learned = [...this.#learned, value];
    }
    return made;
  }

  /** The private values seen so far that are long enough to be looked for elsewhere. */
  get learned(): readonly string[] {
    return this.#learned;
  }
}

function pseudonym(value: string, number: number): string {
  if (isHardwareAddress.test(value)) return filled(value, /[0-9a-f]/gi, '0', number.toString(16));
  if (isNumber.test(value)) return filled(value, /[0-9]/g, '0', String(number));
  return filled(value, /[\s\S]/g, 'x', number.toString(36));
}

/** Replaces what matches by `filler`, the last of it by `number` as far as there is room. */
function filled(value: string, what: RegExp, filler: string, number: string): string {
  const places = value.match(what)?.length ?? 0;
  const digits = number.length < places || filler === '0' ? number.slice(-places).padStart(places, filler) : '';
  const text = digits === '' ? filler.repeat(places) : filler.repeat(places - digits.length) + digits;
  let next = 0;
  return value.replace(what, () => text[next++] ?? filler);
}
