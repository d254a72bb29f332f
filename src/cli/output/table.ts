/** One column: its title, and whether it may be cut short when the terminal is too narrow. */
export interface Column {
  readonly title: string;
  readonly flexible?: boolean;
}

const gap = 2;
const narrowest = 6;

/** Cuts text to a width and says so with an ellipsis. */
export function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 1 ? text.slice(0, width) : `${text.slice(0, width - 1)}…`;
}

/** Takes space from the widest flexible columns until the row fits, or nothing more can be taken. */
function shrink(widths: number[], columns: readonly Column[], total: number): void {
  const used = (): number => widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
  while (used() > total) {
    let widest = -1;
    columns.forEach((column, index) => {
      const width = widths[index] ?? 0;
      if (column.flexible && width > narrowest && width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest === -1) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/**
 * Pads every cell to the width of its column, the titles first.
 * @param total how many characters a row may take
 */
export function layOut(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total = Number.POSITIVE_INFINITY,
): readonly (readonly string[])[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)));
  if (Number.isFinite(total)) shrink(widths, columns, total);
  return all.map((row) =>
    columns.map((_, index) => {
      const width = widths[index] ?? 0;
      const cell = cut(row[index] ?? '', width);
      // No blanks at the end of a row: they would wrap on a terminal that is just as wide.
      return index === columns.length - 1 ? cell : cell.padEnd(width + gap);
    }),
  );
}

/** The same as lines of plain text. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total?: number,
): readonly string[] {
  return layOut(columns, rows, total).map((cells) => cells.join('').trimEnd());
}
