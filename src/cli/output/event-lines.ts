import type { ConnectivityEvent } from '../../connectivity/index.ts';
import { eventTitle, eventWords } from './event-words.ts';
import { timeOfDay } from './time-of-day.ts';

/** Control characters made visible. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** One event as a line for people: `12:00:01.234 lte0 carrier-on  (+CEREG: 1)`. */
export function eventLine(event: ConnectivityEvent): string {
  const head = [timeOfDay(event.time), event.iface.name, eventTitle(event)].filter(Boolean).join(' ');
  const words = eventWords(event);
  const separator = event.type === 'fact' ? ' ' : '  ';
  const line = words === '' ? head : `${head}${separator}${words}`;
  // A module may say anything, and nothing it says may move the cursor or end the line.
  return printable(event.cause === undefined ? line : `${line}  (${event.cause.text})`);
}
