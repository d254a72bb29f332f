import type { Log } from '../base/log.ts';
import type { Exchange, Taken } from './exchange.ts';
import type { Frame } from './frame.ts';
import type { Resync } from './resync.ts';
import type { UrcTable } from './urc-table.ts';
import type { Wire } from './wire.ts';

/** What is reported of frames beside what they mean. */
export interface DispatchOptions {
  readonly wire: Wire;
  readonly urcs: UrcTable;
  readonly log: Log;
  readonly unknownLine: ((line: string) => void) | undefined;
  readonly echoed: (() => void) | undefined;
}

/** Who may claim a frame ahead of the URC table. */
interface Claimants {
  readonly running: Exchange | undefined;
  readonly resync: Resync | undefined;
}

/** Says whose a frame is, by what it says: the running command's, the URC table's, or nobody's. */
export class Dispatch {
  readonly #options: DispatchOptions;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /** @returns what the channel has to do about it: `prompt` and `final` alone ask for something */
  take(frame: Frame, claimants: Claimants): Taken {
    const { wire } = this.#options;
    switch (frame.kind) {
      case 'line':
        return this.#line(frame.text, claimants);
      case 'prompt':
        wire.transcript.add('<', '>');
        return 'prompt';
      case 'block':
        return this.#block(frame.header, frame.bytes, claimants);
      case 'overlong':
        wire.transcript.add('<', wire.hide(frame.text));
        return claimants.running?.takeOverlong(frame.text) === 'yes' ? 'yes' : this.#unknown(frame.text);
    }
  }

  #line(line: string, { running, resync }: Claimants): Taken {
    const { echoed, wire } = this.#options;
    if (running?.takeEcho(line)) {
      wire.transcript.add('<', running.command.line.shown);
      echoed?.();
      return 'yes';
    }
    wire.transcript.add('<', wire.hide(line));
    const taken = running?.takeFinal(line) ?? (resync?.takeLine(line) ? 'yes' : 'no');
    if (taken !== 'no') return taken;
    for (const part of running?.unglue(line) ?? [line]) this.#information(part, running);
    return 'yes';
  }

  #information(line: string, running: Exchange | undefined): void {
    if (running?.takeLine(line) === 'yes' || this.#options.urcs.deliver(line)) return;
    if (running?.takeBare(line) !== 'yes') this.#unknown(line);
  }

  #block(header: string, bytes: Uint8Array, { running }: Claimants): Taken {
    const { urcs, wire } = this.#options;
    wire.transcript.add('<', `${wire.hide(header)} (${bytes.length} bytes)`);
    if (running?.takeBlock(header, bytes) === 'yes' || urcs.deliver(header, bytes)) return 'yes';
    return this.#unknown(header);
  }

  #unknown(line: string): Taken {
    const { log, unknownLine, wire } = this.#options;
    const shown = wire.hide(line);
    log.debug({ line: shown }, 'unknown line');
    unknownLine?.(shown);
    return 'no';
  }
}
