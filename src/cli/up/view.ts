import type { ConnectivityEvent } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { eventLine } from '../output/event-lines.ts';
import { jsonLine } from '../output/json-lines.ts';

/** Shows what happens to the interfaces. */
export interface View {
  /** Whether the signal is worth asking for. */
  readonly showsSignal: boolean;
  /** Whether it has the terminal to itself: what else is written there would tear it apart. */
  readonly keepsTerminal: boolean;
  /** @param mayLoad when what takes time to load may be loaded */
  start(mayLoad: Promise<unknown>): void;
  event(event: ConnectivityEvent): void;
  /** The orderly end has begun. */
  releasing(): void;
  /** Shows the last state and gives the terminal back. */
  close(): Promise<void>;
}

const nothing = (): void => undefined;

/** One line an event, for people reading a log. */
export function lineView(cli: Cli): View {
  return {
    showsSignal: false,
    keepsTerminal: false,
    start: nothing,
    event: (event) => cli.print(eventLine(event)),
    releasing: nothing,
    close: async () => undefined,
  };
}

/** One JSON object an event and nothing else. */
export function jsonView(cli: Cli): View {
  return {
    showsSignal: false,
    keepsTerminal: false,
    start: nothing,
    // Secrets are blotted out of the texts before they become JSON: afterwards they may be written otherwise.
    event: (event) => cli.printJson(jsonLine(event, cli.redact)),
    releasing: nothing,
    close: async () => undefined,
  };
}
