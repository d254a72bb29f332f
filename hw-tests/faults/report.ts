import type { Combination, Outcome } from './run.ts';

interface Cell {
  runs: number;
  failed: number;
  undetectable: number;
  worstS: number;
}

const longestList = 200;

/** Counts outcomes, and prints them as a table: faults and families down, phases across. */
export class Report {
  readonly #phases: readonly string[];
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #failures: string[] = [];
  readonly #undetectable: string[] = [];
  #heaps: number[] = [];
  #failed = 0;
  #runs = 0;
  #answered = 0;

  constructor(phases: readonly string[]) {
    this.#phases = phases;
  }

  get failed(): number {
    return this.#failed;
  }

  add({ family, fault, phase }: Combination, seed: number, outcome: Outcome): void {
    const row = `${fault.name} ${family}`;
    const cells = this.#cells.get(row) ?? new Map<string, Cell>();
    this.#cells.set(row, cells);
    const cell = cells.get(phase.name) ?? { runs: 0, failed: 0, undetectable: 0, worstS: 0 };
    cells.set(phase.name, cell);
    cell.runs += 1;
    this.#runs += 1;
    this.#answered += outcome.answered;
    cell.worstS = Math.max(cell.worstS, outcome.recoveryS ?? 0);
    const command = `--runs 1 --seed ${seed} --family ${family} --fault ${fault.name} --phase ${phase.name}`;
    if (outcome.undetectable !== undefined) {
      cell.undetectable += 1;
      this.#undetectable.push(`${command}  (${outcome.personality})\n  ${outcome.undetectable}`);
    }
    if (outcome.failures.length === 0) return;
    cell.failed += 1;
    this.#failed += 1;
    if (this.#failures.length >= longestList) return;
    this.#failures.push(`${command}  (${outcome.personality})\n  ${outcome.failures.join('\n  ')}\n${outcome.history}`);
  }

  heap(bytes: number): void {
    this.#heaps = [...this.#heaps, bytes];
  }

  print(): void {
    const heading = ['', ...this.#phases];
    const rows = [...this.#cells].map(([name, cells]) => [
      name,
      ...this.#phases.map((phase) => describe(cells.get(phase))),
    ]);
    const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)));
    for (const row of [heading, ...rows]) {
      console.log(
        row
          .map((text, column) => text.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      );
    }
    console.log(`\n${this.#runs} runs, ${this.#failed} failed; ${this.#answered} answers, each looked at`);
    const megabytes = this.#heaps.map((bytes) => (bytes / 1024 / 1024).toFixed(1));
    console.log(`heap after a collection, MiB: ${megabytes.join(' ')}`);
    if (this.#undetectable.length > 0) {
      console.log(
        `\nundetectable, ${this.#undetectable.length} runs: bytes spoiled on the line in the middle of payload`,
      );
      for (const each of this.#undetectable) console.log(each);
    }
    for (const failure of this.#failures) console.log(`\n${failure}`);
  }
}

/** `12: 43 s` for twelve runs, the slowest of which was back after 43 seconds. */
function describe(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const failed = cell.failed > 0 ? ` ${cell.failed} FAILED` : '';
  const undetectable = cell.undetectable > 0 ? ` ${cell.undetectable} undetectable` : '';
  return `${cell.runs}: ${cell.worstS.toFixed(1)} s${failed}${undetectable}`;
}
