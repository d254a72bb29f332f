import { failed, type Said } from '../answer.ts';
import { numberAt } from '../arguments.ts';
import type { Core } from '../core.ts';
import type { Link } from '../link.ts';
import type { Command } from '../parse-command.ts';
import { connectionLine } from '../wire-forms.ts';

export const highestLink = 4;
/** Where a command takes it: every link. */
export const allLinks = 5;

/** The links that a number means. */
export const linksMeant = (id: number): readonly number[] => (id === allLinks ? [0, 1, 2, 3, 4] : [id]);

/** A text of NONOS AT in front of `ERROR`; ESP-AT says `ERROR` alone. */
export function explained({ personality }: Core, text: string): Said {
  return personality.family === 'nonos' ? failed(text) : failed();
}

/** The link that a command means, and the command without it: the number is there with `AT+CIPMUX=1` alone. */
export function splitLink(
  core: Core,
  command: Command,
  highest: number,
): { readonly id: number; readonly rest: Command } {
  if (core.settings.multiplex === 0) return { id: 0, rest: command };
  return { id: numberAt(command, 0, 0, highest), rest: { ...command, args: command.args.slice(1) } };
}

/** The links that a query lists: with `AT+CIPMUX=0` there is one. */
export const listedLinks = ({ settings }: Core): readonly number[] =>
  settings.multiplex === 1 ? [0, 1, 2, 3, 4] : [0];

/** The line of a link that was opened, in the form that `AT+SYSMSG` asks for. */
export const connectLine = ({ links, settings }: Pick<Core, 'links' | 'settings'>, link: Link): string =>
  connectionLine(links.forms, settings.current.systemMessages, link);
