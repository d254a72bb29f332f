import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import type { InterfaceStatus } from './status-board.ts';
import { statusTable } from './status-rows.ts';
import { cut } from './table.ts';

export interface LiveTableProps {
  readonly statuses: readonly InterfaceStatus[];
  /** The last events, oldest first, as lines. */
  readonly events: readonly string[];
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
  /** The line at the bottom: how to end it. */
  readonly footer: string;
}

// Enough to see how the present state came about, and the table keeps its place.
const mostEvents = 12;

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
  readonly titles: readonly string[];
  readonly cells: readonly string[];
  readonly colourOf: (title: string) => Colour;
}

function Row({ titles, cells, colourOf }: RowProps): ReactElement {
  return (
    <Text wrap="truncate">
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

/** The interfaces as they are now, and what happened last. */
export function LiveTable(props: LiveTableProps): ReactElement {
  const { statuses, events, now, columns, rows, colours, footer } = props;
  const table = statusTable(statuses, now, columns);
  const details = table.rows.filter(({ detail }) => detail !== undefined).length;
  // A frame as high as the terminal would make it scroll at each change.
  const room = Math.max(0, Math.min(mostEvents, rows - statuses.length - details - 5));
  return (
    <Box flexDirection="column">
      <Text dimColor={colours} wrap="truncate">
        {table.head.join('')}
      </Text>
      {statuses.map((status, index) => (
        <Box key={status.iface.name} flexDirection="column">
          <Row
            titles={table.titles}
            cells={table.rows[index]?.cells ?? []}
            colourOf={(title) => (colours ? cellColour(title, status) : undefined)}
          />
          {table.rows[index]?.detail === undefined ? null : (
            <Text wrap="truncate">{cut(table.rows[index].detail, columns)}</Text>
          )}
        </Box>
      ))}
      <Box flexDirection="column" marginTop={1}>
        {(room === 0 ? [] : events.slice(-room)).map((line, index) => (
          // The lines have no name but their place: they move up as new ones come.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Text key={index} dimColor={colours} wrap="truncate">
            {cut(line, columns)}
          </Text>
        ))}
      </Box>
      <Box marginTop={1}>
        <Text dimColor={colours}>{footer}</Text>
      </Box>
    </Box>
  );
}
