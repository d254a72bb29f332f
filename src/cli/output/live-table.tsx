import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { sparkline } from './signal-bars.ts';
import type { InterfaceStatus } from './status-board.ts';
import { statusTable } from './status-rows.ts';
import { cut } from './table.ts';

export interface LiveTableProps {
  readonly statuses: readonly InterfaceStatus[];
  /** Which of them is selected, from 0. */
  readonly selected: number;
  /** The last events of the selected one, oldest first, as lines. */
  readonly lines: readonly string[];
  /** The keys are shown in place of the events. */
  readonly help: boolean;
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
  /** The line at the bottom: how to end it. */
  readonly footer: string;
}

const keysHelp: readonly string[] = [
  'up, down, k, j   select an interface',
  'c                connect it',
  'd                disconnect it',
  'a                how to send commands of your own to its module',
  '?                these keys, and back',
  'q, Ctrl-C        disconnect all and end; once more: at once',
];

type Colour = 'green' | 'yellow' | 'red' | undefined;

const good = (is: boolean): Colour => (is ? 'green' : 'yellow');

function stateColour({ iface, state }: InterfaceStatus): Colour {
  if (state === 'connected') return 'green';
  return iface.isAdminUp ? 'yellow' : 'red';
}

/** A cell's colour, by the title of its column. */
function cellColour(title: string, status: InterfaceStatus): Colour {
  switch (title) {
    case 'CARRIER':
      return good(status.iface.hasCarrier);
    case 'DORMANT':
      return good(!status.iface.isDormant);
    case 'STATE':
      return stateColour(status);
    default:
      return undefined;
  }
}

interface RowProps {
  /** Tells the selected one, without any colour. */
  readonly mark: string;
  readonly titles: readonly string[];
  readonly cells: readonly string[];
  readonly colourOf: (title: string) => Colour;
}

function Row({ mark, titles, cells, colourOf }: RowProps): ReactElement {
  return (
    <Text wrap="truncate">
      {mark}
      {titles.map((title, index) => {
        const colour = colourOf(title);
        return (
          <Text key={title} bold={title === 'INTERFACE'} {...(colour && { color: colour })}>
            {cells[index]}
          </Text>
        );
      })}
    </Text>
  );
}

/** A few of the interfaces, around the selected one, where the terminal has no room for all. */
function windowOf(count: number, selected: number, room: number): { readonly from: number; readonly to: number } {
  const size = Math.max(1, Math.min(count, room));
  const from = Math.min(Math.max(0, selected - Math.floor(size / 2)), count - size);
  return { from, to: from + size };
}

interface PanelProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly columns: number;
  readonly dim: boolean;
}

function Panel({ title, lines, columns, dim }: PanelProps): ReactElement {
  return (
    <Box flexDirection="column" marginTop={1}>
      <Text bold wrap="truncate">
        {cut(title, columns)}
      </Text>
      {lines.map((line, index) => (
        // The lines have no name but their place: they move up as new ones come.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Text key={index} dimColor={dim} wrap="truncate">
          {cut(line, columns)}
        </Text>
      ))}
    </Box>
  );
}

function titleOf(status: InterfaceStatus | undefined, columns: number): string {
  if (status === undefined) return '';
  const { iface, qualities } = status;
  const trend = sparkline(qualities, Math.min(60, columns - iface.name.length - 10));
  return trend === '' ? iface.name : `${iface.name}  signal ${trend}`;
}

/** The interfaces as they are now, and what happened to the selected one last. */
export function LiveTable(props: LiveTableProps): ReactElement {
  const { statuses, lines, now, columns, rows, colours, footer, selected, help } = props;
  const marked = statuses.length > 1;
  const indent = marked ? 2 : 0;
  const table = statusTable(statuses, now, columns - indent);
  // A low terminal shows the selected one, and what fits below it.
  const has = { detail: rows >= 8, panel: rows >= 8, footer: rows >= 5 };
  const heightOf = has.detail && table.rows.some(({ detail }) => detail !== undefined) ? 2 : 1;
  // A frame as high as the terminal would make it scroll at each change: one line stays empty.
  const chrome = 2 + (has.panel ? 2 : 0) + (has.footer ? 2 : 0);
  const { from, to } = windowOf(statuses.length, selected, Math.floor((rows - chrome) / heightOf));
  const room = has.panel ? Math.max(0, rows - chrome - (to - from) * heightOf) : 0;
  const shown = room === 0 ? [] : help ? keysHelp.slice(0, room) : lines.slice(-room);
  return (
    <Box flexDirection="column">
      <Text dimColor={colours} wrap="truncate">
        {`${' '.repeat(indent)}${table.head.join('')}`}
      </Text>
      {statuses.slice(from, to).map((status, index) => {
        const row = table.rows[from + index];
        const mark = from + index === selected ? '> ' : '  ';
        return (
          <Box key={status.iface.name} flexDirection="column">
            <Row
              mark={marked ? mark : ''}
              titles={table.titles}
              cells={row?.cells ?? []}
              colourOf={(title) => (colours ? cellColour(title, status) : undefined)}
            />
            {row?.detail === undefined || !has.detail ? null : (
              <Text wrap="truncate">{cut(`${' '.repeat(indent)}${row.detail}`, columns)}</Text>
            )}
          </Box>
        );
      })}
      {has.panel ? (
        <Panel
          title={help ? 'Keys' : titleOf(statuses[selected], columns)}
          lines={shown}
          columns={columns}
          dim={colours && !help}
        />
      ) : null}
      {has.footer ? (
        <Box marginTop={1}>
          <Text dimColor={colours} wrap="truncate">
            {cut(footer, columns)}
          </Text>
        </Box>
      ) : null}
    </Box>
  );
}
