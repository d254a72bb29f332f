import { signalBars } from './signal-bars.ts';
import type { InterfaceStatus } from './status-board.ts';
import { type Column, layOut } from './table.ts';
import { duration } from './time-of-day.ts';

const columns: readonly Column[] = [
  { title: 'INTERFACE' },
  { title: 'MODULE', flexible: true },
  { title: 'ADMIN' },
  { title: 'CARRIER' },
  { title: 'DORMANT' },
  { title: 'ADDRESS', flexible: true },
  { title: 'REGISTRATION' },
  { title: 'SIGNAL' },
  { title: 'STATE' },
];

// What stands below the row where the terminal is too narrow: 80 characters hold the others, even with an address.
const below: readonly string[] = ['REGISTRATION', 'SIGNAL'];
/** What is left of a row where even that is too much. */
const narrowest: readonly string[] = ['INTERFACE', 'ADDRESS', 'STATE'];

/** One interface as a row of the table. `now` is the same clock's that gave the status its `since`. */
function statusRow({ iface, ...status }: InterfaceStatus, now: number): readonly string[] {
  const { quality } = status;
  return [
    iface.name,
    status.module,
    iface.isAdminUp ? 'up' : 'down',
    iface.hasCarrier ? 'on' : 'off',
    iface.isDormant ? 'yes' : 'no',
    iface.addresses.map(({ address }) => address).join(' ') || '-',
    status.registration,
    quality === undefined ? status.signal : `${signalBars(quality)} ${status.signal}`,
    `${status.state} ${duration(now - status.since)}`,
  ];
}

/** The table of interfaces, laid out for a width. */
export interface StatusTable {
  /** The titles of its columns, in order. */
  readonly titles: readonly string[];
  readonly head: readonly string[];
  /** The cells of each interface, padded, and what stands in a line below them. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly detail?: string }[];
}

const lengthOf = (cells: readonly string[]): number => cells.join('').length;

/** The table with some of its columns; what the others would say stands below each row as far as it is told. */
function tableWith(
  rows: readonly (readonly string[])[],
  width: number,
  isKept: (title: string) => boolean,
  isTold: (title: string) => boolean,
): StatusTable {
  const kept = (_: unknown, index: number): boolean => isKept(columns[index]?.title ?? '');
  const [head = [], ...laidOut] = layOut(
    columns.filter(kept),
    rows.map((row) => row.filter(kept)),
    width,
  );
  return {
    titles: columns.filter(kept).map(({ title }) => title),
    head,
    rows: laidOut.map((cells, index) => {
      const known = (rows[index] ?? []).filter((cell, at) => isTold(columns[at]?.title ?? '') && cell !== '-');
      return { cells, ...(known.length > 0 && { detail: `  ${known.join(', ')}` }) };
    }),
  };
}

/** Lays the interfaces out; what does not fit into the width goes below its row. */
export function statusTable(statuses: readonly InterfaceStatus[], now: number, width: number): StatusTable {
  const rows = statuses.map((status) => statusRow(status, now));
  const fits = ({ head, rows: laidOut }: StatusTable): boolean =>
    Math.max(lengthOf(head), ...laidOut.map(({ cells }) => lengthOf(cells))) <= width;
  const isBelow = (title: string): boolean => below.includes(title);
  const wide = tableWith(
    rows,
    Number.POSITIVE_INFINITY,
    () => true,
    () => false,
  );
  if (fits(wide)) return wide;
  const usual = tableWith(rows, width, (title) => !isBelow(title), isBelow);
  return fits(usual) ? usual : tableWith(rows, width, (title) => narrowest.includes(title), isBelow);
}

/** The same as lines of plain text. */
export function statusLines(statuses: readonly InterfaceStatus[], now: number, width: number): readonly string[] {
  const { head, rows } = statusTable(statuses, now, width);
  const lines = rows.flatMap(({ cells, detail }) => [cells.join(''), ...(detail === undefined ? [] : [detail])]);
  return [head.join(''), ...lines];
}
