import type { Timer } from '../../base/clock.ts';
import type { ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { eventLine } from '../output/event-lines.ts';
import type { Screen } from '../output/live-screen.ts';
import type { LiveTableProps } from '../output/live-table.tsx';
import { StatusBoard } from '../output/status-board.ts';
import { statusLines } from '../output/status-rows.ts';
import type { View } from './view.ts';

const tickMs = 1000;
const remembered = 200;

const runningFooter = 'Ctrl-C disconnects and ends.';
const releasingFooter = 'Disconnecting ... Ctrl-C again ends at once.';

/** The live table on a terminal: drawn again at each change and once a second. */
export class TableView implements View {
  readonly showsSignal = true;
  readonly #cli: Cli;
  readonly #board: StatusBoard;
  readonly #events: string[] = [];
  #footer = runningFooter;
  #tick: Timer | undefined;
  #screen: Screen | undefined;
  #closed = false;

  constructor(cli: Cli, ifaces: readonly NetworkInterface[]) {
    this.#cli = cli;
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
    this.#events.push(this.#cli.redact(eventLine(event)));
    if (this.#events.length > remembered) this.#events.shift();
    this.#show();
  }

  releasing(): void {
    this.#footer = releasingFooter;
    this.#show();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#tick?.cancel();
    if (this.#screen === undefined) {
      // It was over before the table could be drawn: the final state is printed all the same.
      const { statuses, now, columns } = this.#content();
      for (const line of statusLines(statuses, now, columns)) this.#cli.print(line);
      return;
    }
    this.#footer = '';
    this.#show();
    this.#screen.close();
  }

  async #load(mayLoad: Promise<unknown>): Promise<void> {
    await mayLoad;
    const { openScreen } = await import('../output/live-screen.ts');
    if (this.#closed) return;
    this.#screen = openScreen(this.#cli.io.stdout, () => this.#content());
    this.#nextTick();
  }

  #nextTick(): void {
    this.#tick = this.#cli.clock.after(tickMs, () => {
      this.#show();
      this.#nextTick();
    });
  }

  #show(): void {
    this.#screen?.show();
  }

  #content(): LiveTableProps {
    const { clock, io } = this.#cli;
    return {
      statuses: this.#board.statuses,
      events: this.#events,
      now: clock.now(),
      columns: io.stdout.columns ?? 80,
      rows: io.stdout.rows ?? 24,
      colours: !io.env.NO_COLOR,
      footer: this.#footer,
    };
  }
}
