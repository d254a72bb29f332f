import { render } from 'ink';
import { createElement } from 'react';
import type { Output } from '../io.ts';
import { LiveTable, type LiveTableProps } from './live-table.tsx';

/** The live table on a terminal. */
export interface Screen {
  /** Draws it anew. */
  show(): void;
  /** Leaves the last frame standing and gives the terminal back. */
  close(): void;
}

/** Puts the live table on a terminal. This file brings in ink and React: load it when there is time. */
export function openScreen(stdout: Output, content: () => LiveTableProps): Screen {
  const frame = () => createElement(LiveTable, content());
  const instance = render(frame(), {
    stdout: stdout as NodeJS.WriteStream,
    // Ctrl-C is handled by the command: it has to disconnect first.
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return { show: () => instance.rerender(frame()), close: () => instance.unmount() };
}
