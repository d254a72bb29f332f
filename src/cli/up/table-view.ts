import type { Timer } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { eventLine } from '../output/event-lines.ts';
import type { Screen } from '../output/live-screen.ts';
import type { LiveTableProps } from '../output/live-table.tsx';
import { StatusBoard } from '../output/status-board.ts';
import { statusLines } from '../output/status-rows.ts';
import { type Key, listenToKeys } from './keyboard.ts';
import type { View } from './view.ts';

const tickMs = 1000;
const remembered = 200;
// What stays on the terminal in the end: enough to see how it came about.
const lastLines = 12;
const messageMs = 8000;

const runningFooter = 'Ctrl-C disconnects and ends.';
const releasingFooter = 'Disconnecting ... Ctrl-C again ends at once.';

/** What the keys do. */
export interface TableControl {
  connect(iface: NetworkInterface): void;
  disconnect(iface: NetworkInterface): void;
  /** `q`: an end that was wished for. */
  quit(): void;
  /** Ctrl-C. */
  interrupt(): void;
}

/** The live table on a terminal: drawn again at each change and once a second. */
export class TableView implements View {
  readonly showsSignal = true;
  readonly keepsTerminal = true;
  readonly #cli: Cli;
  readonly #control: TableControl;
  readonly #ifaces: readonly NetworkInterface[];
  readonly #board: StatusBoard;
  readonly #events: { readonly iface: NetworkInterface; readonly line: string }[] = [];
  #selected = 0;
  #help = false;
  #message: { readonly text: string; readonly until: number } | undefined;
  #isReleasing = false;
  #tick: Timer | undefined;
  #screen: Screen | undefined;
  #stopKeys: () => void = () => undefined;
  #takesKeys = false;
  #closed = false;

  constructor(cli: Cli, ifaces: readonly NetworkInterface[], control: TableControl) {
    this.#cli = cli;
    this.#ifaces = ifaces;
    this.#control = control;
    this.#board = new StatusBoard(cli.clock, ifaces);
  }

  start(mayLoad: Promise<unknown>): void {
    this.#load(mayLoad).catch((thrown: unknown) => {
      // The connection is worth more than its picture.
      this.#cli.fail(thrown);
    });
  }

  event(event: ConnectivityEvent): void {
    this.#board.apply(event);
    this.#events.push({ iface: event.iface, line: this.#cli.redact(eventLine(event)) });
    if (this.#events.length > remembered * this.#ifaces.length) this.#events.shift();
    this.#show();
  }

  releasing(): void {
    this.#isReleasing = true;
    this.#show();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#tick?.cancel();
    this.#stopKeys();
    this.#screen?.close();
    const { statuses, now, columns } = this.#content();
    for (const line of statusLines(statuses, now, columns)) this.#cli.print(line);
    if (this.#screen === undefined) return;
    this.#cli.print('');
    for (const { line } of this.#events.slice(-lastLines)) this.#cli.print(line);
  }

  async #load(mayLoad: Promise<unknown>): Promise<void> {
    await mayLoad;
    const { openScreen } = await import('../output/live-screen.ts');
    if (this.#closed) return;
    const { stdin, stdout } = this.#cli.io;
    this.#takesKeys = stdin?.isTTY === true;
    this.#screen = openScreen(stdout, () => this.#content());
    this.#stopKeys = listenToKeys(stdin, (key) => this.#pressed(key));
    this.#nextTick();
  }

  #nextTick(): void {
    this.#tick = this.#cli.clock.after(tickMs, () => {
      this.#show();
      this.#nextTick();
    });
  }

  #pressed(key: Key): void {
    const iface = this.#ifaces[this.#selected];
    const { clock } = this.#cli;
    const say = (text: string): void => {
      this.#message = { text, until: clock.now() + messageMs };
    };
    const act = (what: 'connect' | 'disconnect'): void => {
      if (iface === undefined || this.#isReleasing) return;
      try {
        this.#control[what](iface);
        say(`${iface.name}: ${what}`);
      } catch (thrown) {
        say(this.#cli.redact(`${iface.name}: ${messageOf(thrown)}`));
      }
    };
    const keys: Readonly<Record<Key, () => void>> = {
      up: () => this.#select(-1),
      down: () => this.#select(1),
      connect: () => act('connect'),
      disconnect: () => act('disconnect'),
      console: () => say(`In another terminal: atlink at ${iface?.name ?? ''}`),
      help: () => {
        this.#help = !this.#help;
      },
      quit: () => this.#control.quit(),
      interrupt: () => this.#control.interrupt(),
    };
    keys[key]();
    this.#show();
  }

  #select(step: number): void {
    const count = this.#ifaces.length;
    this.#selected = (this.#selected + step + count) % count;
  }

  get #footer(): string {
    if (this.#isReleasing) return releasingFooter;
    if (this.#message !== undefined && this.#message.until > this.#cli.clock.now()) return this.#message.text;
    if (!this.#takesKeys) return runningFooter;
    const select = this.#ifaces.length > 1 ? 'up/down select  ' : '';
    return `${select}c connect  d disconnect  a commands  ? keys  q end`;
  }

  #show(): void {
    if (!this.#closed) this.#screen?.show();
  }

  #content(): LiveTableProps {
    const { clock, io } = this.#cli;
    const selected = this.#ifaces[this.#selected];
    return {
      statuses: this.#board.statuses,
      selected: this.#selected,
      lines: this.#events.flatMap(({ iface, line }) => (iface === selected ? [line] : [])),
      help: this.#help,
      now: clock.now(),
      columns: io.stdout.columns ?? 80,
      rows: io.stdout.rows ?? 24,
      colours: !io.env.NO_COLOR,
      footer: this.#footer,
    };
  }
}
