/** What a benchmark found: rows beside each other in the same run, and the aims they are held against. */

/** How much is measured: `smallest` only shows that a benchmark runs, `quick` is for a look. */
export type Size = 'smallest' | 'quick' | 'full';

/** The value for a size. */
export type Sized<Value> = Readonly<Record<Size, Value>>;

/** One quantity, a value a round. */
export interface Measure {
  readonly unit: string;
  readonly values: readonly number[];
}

export interface Row {
  readonly name: string;
  readonly measures: readonly Measure[];
}

/** A ratio or a figure held against a limit. */
export interface Aim {
  readonly text: string;
  readonly value: number;
  readonly sense: 'at least' | 'at most';
  readonly limit: number;
}

/** One table. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly aims: readonly Aim[];
  /** What one has to know to read it. */
  readonly notes: readonly string[];
}

/** One benchmark: tables, each measured in one run. */
export type Bench = (size: Size) => Promise<readonly Section[]>;

/** The value in the middle: one disturbed round does not move it. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0.99: the value below which 99 of 100 are */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** The median of the named row's quantity; NaN when there is none. */
export function medianOf(rows: readonly Row[], name: string, unit: string): number {
  const measure = rows.find((row) => row.name === name)?.measures.find((each) => each.unit === unit);
  return median(measure?.values ?? []);
}

/** Whether an aim is met; a figure that is missing meets none. */
export const isMet = ({ limit, sense, value }: Aim): boolean =>
  sense === 'at least' ? value >= limit : value <= limit;

/** Collects a value a round for each row and unit, in the order in which they come. */
export class Rounds {
  readonly #values = new Map<string, Map<string, number[]>>();

  add(name: string, figures: Readonly<Record<string, number>>): void {
    const row = this.#values.get(name) ?? new Map<string, number[]>();
    this.#values.set(name, row);
    for (const [unit, value] of Object.entries(figures)) row.set(unit, [...(row.get(unit) ?? []), value]);
  }

  get rows(): readonly Row[] {
    return [...this.#values].map(([name, row]) => ({
      name,
      measures: [...row].map(([unit, values]) => ({ unit, values })),
    }));
  }
}
