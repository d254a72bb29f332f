import type { Log } from '../base/log.ts';
import type { Command } from './command.ts';
import type { Exchange, Taken } from './exchange.ts';
import type { Frame } from './frame.ts';
import { splitPrefix } from './params.ts';
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

/** When a frame came, and who may claim it ahead of the URC table. */
interface Claimants {
  readonly running: Exchange | undefined;
  readonly resync: Resync | undefined;
  /** When the frame came: asked for once for all that came together, for the clock is a fifth of what a line costs. */
  readonly at: number;
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
        wire.transcript.add('<', '>', claimants.at);
        return 'prompt';
      case 'block':
        return this.#block(frame, claimants);
      case 'overlong':
        wire.transcript.add('<', wire.hide(frame.text), claimants.at);
        return claimants.running?.takeOverlong(frame.text) === 'yes' ? 'yes' : this.#unknown(frame.text);
    }
  }

  /** Whether a line that stands right behind a block, with no line end between them, is somebody's. */
  knows(line: string, running: Exchange | undefined): boolean {
    if (isFinal(line, running?.command)) return false;
    return (running !== undefined && wouldTake(running, line)) || this.#options.urcs.knows(line);
  }

  #line(line: string, { running, resync, at }: Claimants): Taken {
    const { echoed, wire } = this.#options;
    if (running?.takeEcho(line)) {
      wire.transcript.add('<', running.command.line.shown, at);
      echoed?.();
      return 'yes';
    }
    wire.transcript.add('<', wire.hide(line), at);
    const taken = running?.takeFinal(line) ?? (resync?.takeLine(line) ? 'yes' : 'no');
    if (taken !== 'no') return taken;
    for (const part of running?.unglue(line) ?? [line]) this.#information(part, running);
    return 'yes';
  }

  #information(line: string, running: Exchange | undefined): void {
    if (running?.takeLine(line) === 'yes' || this.#options.urcs.deliver(line)) return;
    if (running?.takeBare(line) !== 'yes') this.#unknown(line);
  }

  #block(
    { bytes, header, spoiled = false }: Extract<Frame, { readonly kind: 'block' }>,
    { running, at }: Claimants,
  ): Taken {
    const { urcs, wire } = this.#options;
    const flaw = spoiled ? ', spoiled on the line' : '';
    wire.transcript.add('<', `${wire.hide(header)} (${bytes.length} bytes${flaw})`, at);
    if (running?.takeBlock(header, bytes, spoiled) === 'yes' || urcs.deliver(header, bytes, spoiled)) return 'yes';
    return this.#unknown(header);
  }

  #unknown(line: string): Taken {
    const { log, unknownLine, urcs, wire } = this.#options;
    const shown = wire.hide(line);
    log.debug({ line: shown }, 'unknown line');
    urcs.deliverUnclaimed(line);
    unknownLine?.(shown);
    return 'no';
  }
}

/** Final result codes never stand right behind other bytes. */
const isFinal = (line: string, command: Command<unknown> | undefined): boolean =>
  line === 'OK' || line === 'ERROR' || command?.successes.includes(line) || command?.failures.includes(line) || false;

/** An echo, a line with one of its prefixes, or any plain text where it takes that. */
function wouldTake({ command, wasEchoed }: Exchange, line: string): boolean {
  if (!wasEchoed && line === command.line.wire) return true;
  const { prefix } = splitPrefix(line);
  if (Object.hasOwn(command.lines, prefix) || command.ownPrefixes.includes(prefix)) return true;
  return command.bareLines > 0 && /^[\x20-\x7e]+$/.test(line);
}
