import { render } from 'ink';
import { createElement } from 'react';
import type { Output } from '../io.ts';
import { LiveTable, type LiveTableProps } from './live-table.tsx';

/** The live table on a terminal. */
export interface Screen {
  /** Draws it anew. */
  show(): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

// xterm's second screen: what stood on the terminal before comes back when the table is closed.
const secondScreen = { enter: '\u001b[?1049h\u001b[H', leave: '\u001b[?1049l' };
const clear = '\u001b[2J\u001b[H';

/** Puts the live table on a terminal. This file brings in ink and React: load it when there is time. */
export function openScreen(stdout: Output, content: () => LiveTableProps): Screen {
  const frame = () => createElement(LiveTable, content());
  stdout.write(secondScreen.enter);
  const leave = (): void => void stdout.write(secondScreen.leave);
  // Whoever ends the process at once wants the terminal back as well.
  process.once('exit', leave);
  const instance = render(frame(), {
    stdout: stdout as NodeJS.WriteStream,
    // Ctrl-C is handled by the command: it has to disconnect first.
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const show = (): void => instance.rerender(frame());
  const resized = (): void => {
    // A terminal breaks the lines that are too long for its new width: nobody knows then where they stand.
    stdout.write(clear);
    instance.clear();
    show();
  };
  stdout.on('resize', resized);
  return {
    show,
    close: () => {
      stdout.off('resize', resized);
      process.off('exit', leave);
      instance.unmount();
      leave();
    },
  };
}
