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

/** One interface as a row of the table. `now` is the same clock's that gave the status its `since`. */
function statusRow({ iface, ...status }: InterfaceStatus, now: number): readonly string[] {
  return [
    iface.name,
    status.module,
    iface.isAdminUp ? 'up' : 'down',
    iface.hasCarrier ? 'on' : 'off',
    iface.isDormant ? 'yes' : 'no',
    iface.addresses.map(({ address }) => address).join(' ') || '-',
    status.registration,
    status.signal,
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

/** Lays the interfaces out; what does not fit into the width goes below its row. */
export function statusTable(statuses: readonly InterfaceStatus[], now: number, width: number): StatusTable {
  const rows = statuses.map((status) => statusRow(status, now));
  const titles = columns.map(({ title }) => title);
  const [head = [], ...cells] = layOut(columns, rows);
  if (Math.max(lengthOf(head), ...cells.map(lengthOf)) <= width) {
    return { titles, head, rows: cells.map((each) => ({ cells: each })) };
  }
  const isKept = (_: unknown, index: number): boolean => !below.includes(titles[index] ?? '');
  const [narrowHead = [], ...narrow] = layOut(
    columns.filter(isKept),
    rows.map((row) => row.filter(isKept)),
    width,
  );
  return {
    titles: titles.filter(isKept),
    head: narrowHead,
    rows: narrow.map((each, index) => {
      const known = (rows[index] ?? []).filter((cell, at) => !isKept(cell, at) && cell !== '-');
      return { cells: each, ...(known.length > 0 && { detail: `  ${known.join(', ')}` }) };
    }),
  };
}

/** The same as lines of plain text. */
export function statusLines(statuses: readonly InterfaceStatus[], now: number, width: number): readonly string[] {
  const { head, rows } = statusTable(statuses, now, width);
  const lines = rows.flatMap(({ cells, detail }) => [cells.join(''), ...(detail === undefined ? [] : [detail])]);
  return [head.join(''), ...lines];
}
