import type { Combination } from './combinations.ts';
import type { FaultKindRow } from './faults.table.ts';
import type { Outcome } from './run.ts';

interface Cell {
  runs: number;
  failed: number;
  undetectable: number;
  worstS: number;
}

const mostFailures = 200;
const mostUndetectable = 1000;

/** Why nobody can notice what such a fault does to payload. */
const meanings: Readonly<Record<NonNullable<FaultKindRow['spoils']>, string>> = {
  bytes: 'bytes of payload were lost, doubled or changed on the line, and no dialect has a checksum against that',
  rest: 'a module that had been promised payload, and did not get all of it, was given other bytes for the rest so that it takes commands again; the socket was ended with an error, but the peer had them',
};

export interface ReportOptions {
  readonly phases: readonly string[];
  readonly seed: number;
  readonly verbose: boolean;
}

/** Counts outcomes, and prints them as a table: faults and families down, phases across. */
export class Report {
  readonly #options: ReportOptions;
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #spoilt = new Map<NonNullable<FaultKindRow['spoils']>, Map<string, number>>();
  readonly #failures: string[] = [];
  readonly #undetectable: string[] = [];
  readonly #heaps = new Map<number, number[]>();
  #failed = 0;
  #unnoticed = 0;
  #runs = 0;
  #answered = 0;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  get failed(): number {
    return this.#failed;
  }

  /** @returns how to repeat it and what was wrong, in a line, when it failed */
  add(combination: Combination, seed: number, outcome: Outcome): string | undefined {
    const { family, fault, phase } = combination;
    const cell = this.#cell(combination);
    cell.runs += 1;
    this.#runs += 1;
    this.#answered += outcome.answered;
    cell.worstS = Math.max(cell.worstS, outcome.recoveryS ?? 0);
    const command = `--runs 1 --seed ${seed} --family ${family} --fault ${fault.name} --phase ${phase.name}`;
    const life = `${command}  (${outcome.personality})`;
    if (outcome.undetectable !== undefined) {
      cell.undetectable += 1;
      this.#unnoticed += 1;
      this.#count(combination);
      if (this.#undetectable.length < mostUndetectable) this.#undetectable.push(`${life}\n  ${outcome.undetectable}`);
    }
    if (outcome.failures.length === 0) return undefined;
    cell.failed += 1;
    this.#failed += 1;
    if (this.#failures.length < mostFailures) {
      this.#failures.push(`${life}\n  ${outcome.failures.join('\n  ')}\n${outcome.history}`);
    }
    return `${life}: ${outcome.failures[0]?.split('\n')[0]}`;
  }

  /** What a worker's heap is after a collection. */
  heap(worker: number, bytes: number): void {
    this.#heaps.set(worker, [...(this.#heaps.get(worker) ?? []), bytes]);
  }

  print(): void {
    this.#printTable();
    console.log('');
    for (const failure of this.#failures) console.log(`${failure}\n`);
    if (this.#failed > mostFailures) console.log(`and ${this.#failed - mostFailures} more that failed\n`);
    this.#printUndetectable();
    for (const [worker, heaps] of [...this.#heaps].sort(([a], [b]) => a - b)) {
      const megabytes = heaps.map((bytes) => (bytes / 1024 / 1024).toFixed(1));
      const whose = this.#heaps.size > 1 ? ` of worker ${worker + 1}` : '';
      console.log(`heap${whose} after a collection, MiB: ${megabytes.join(' ')}`);
    }
    console.log(`${this.#answered} answers, each looked at`);
    console.log(this.#verdict());
  }

  #verdict(): string {
    const { seed } = this.#options;
    const last = seed + this.#runs - 1;
    const which = `${this.#runs} lives, seeds ${seed} to ${last}`;
    const spoilt = this.#unnoticed === 0 ? '' : `; in ${this.#unnoticed} payload was spoilt as nobody can notice`;
    if (this.#failed > 0) return `FAILED: ${this.#failed} of ${which}${spoilt}`;
    return `PASSED: ${which}${spoilt}`;
  }

  #cell({ family, fault, phase }: Combination): Cell {
    const row = `${fault.name} ${family}`;
    const cells = this.#cells.get(row) ?? new Map<string, Cell>();
    this.#cells.set(row, cells);
    const cell = cells.get(phase.name) ?? { runs: 0, failed: 0, undetectable: 0, worstS: 0 };
    cells.set(phase.name, cell);
    return cell;
  }

  #count({ family, fault, phase }: Combination): void {
    const spoils = fault.spoils ?? 'bytes';
    const counts = this.#spoilt.get(spoils) ?? new Map<string, number>();
    this.#spoilt.set(spoils, counts);
    const where = `${fault.name}, ${family}, ${phase.name}`;
    counts.set(where, (counts.get(where) ?? 0) + 1);
  }

  #printTable(): void {
    const { phases } = this.#options;
    const heading = ['', ...phases];
    const rows = [...this.#cells].map(([name, cells]) => [name, ...phases.map((phase) => describe(cells.get(phase)))]);
    const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)));
    for (const row of [heading, ...rows]) {
      const cells = row.map((text, column) => text.padEnd(widths[column] ?? 0));
      console.log(cells.join('  ').trimEnd());
    }
  }

  #printUndetectable(): void {
    for (const [spoils, counts] of this.#spoilt) {
      const sum = [...counts.values()].reduce((one, other) => one + other, 0);
      console.log(`undetectable, ${sum} lives: ${meanings[spoils]}`);
      for (const [where, count] of counts) console.log(`  ${where}: ${count}`);
    }
    if (this.#options.verbose) for (const each of this.#undetectable) console.log(each);
    else if (this.#unnoticed > 0) console.log('  (--verbose names each of them)');
    if (this.#unnoticed > 0) console.log('');
  }
}

/** `12: 43 s` for twelve lives, the slowest of which was back after 43 seconds. */
function describe(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const failed = cell.failed > 0 ? ` ${cell.failed} FAILED` : '';
  const undetectable = cell.undetectable > 0 ? ` ${cell.undetectable} undetectable` : '';
  return `${cell.runs}: ${cell.worstS.toFixed(1)} s${failed}${undetectable}`;
}
