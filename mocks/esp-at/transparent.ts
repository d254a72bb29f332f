import type { Answer, DataConsumer } from './answer.ts';
import { BlockSender } from './block-sender.ts';
import type { Core } from './core.ts';
import type { LinkTarget } from './dialler.ts';
import { EscapeWatch } from './escape-watch.ts';
import { Link } from './link.ts';

const only = 0;
const tellsQuit = 1;

/** How much is sent at once: two TCP segments, one on the ESP8266 (ESP-AT user guide, AT+CIPSEND). */
const blockBytes = ({ personality }: Core): number => (personality.chip === 'ESP8266' ? 1460 : 2920);

/** A number of a command that keeps its value. */
const kept = ({ settings }: Core, name: string, initial: number): number =>
  Number(settings.parameters.get(name) ?? initial);

/**
 * Transparent transmission: what the host says is sent as it is, what arrives is told as it is, until `+++`. A link that
 * is lost is opened again without a word.
 */
export class Transparent implements DataConsumer {
  readonly #core: Core;
  readonly #target: LinkTarget;
  readonly #finish: (answer: Answer) => void;
  readonly #watch: EscapeWatch;
  readonly #sender: BlockSender;
  #giveUp: (() => void) | undefined;
  #over = false;

  constructor(core: Core, target: LinkTarget, finish: (answer: Answer) => void) {
    this.#core = core;
    this.#target = target;
    this.#finish = finish;
    const { clock, links, settings, station, timers } = core;
    settings.passing = true;
    this.#sender = new BlockSender(
      timers,
      { blockBytes: blockBytes(core), intervalMs: kept(core, '+TRANSINTVL', 20) },
      {
        get ready() {
          return station.phase === 'online' && links.get(only) !== undefined;
        },
        send: (block, taken) => {
          const link = links.get(only);
          link?.send(block, taken, { address: link.remote.host, port: link.remote.port });
        },
      },
    );
    this.#watch = new EscapeWatch(timers, () => clock.now(), {
      data: (bytes) => this.#sender.write(bytes),
      escaped: () => this.#leave(),
    });
    links.passThrough({ data: (bytes) => core.write(bytes), closed: () => this.#lost() });
    if (links.get(only) === undefined) this.#lost();
  }

  receive(bytes: Uint8Array): number {
    this.#watch.receive(bytes);
    return bytes.length;
  }

  #lost(): void {
    this.#sender.reset();
    const { timers } = this.#core;
    timers.after(kept(this.#core, '+CIPRECONNINTV', 1) * 100, () => this.#reopen());
  }

  #reopen(): void {
    const { links, station } = this.#core;
    if (this.#over) return;
    if (station.phase !== 'online') {
      this.#lost();
      return;
    }
    this.#giveUp = links.open(only, this.#target, (result) => {
      this.#giveUp = undefined;
      if (result instanceof Link) this.#sender.pump();
      else this.#lost();
    });
  }

  #leave(): void {
    const { links, settings } = this.#core;
    this.#over = true;
    this.#giveUp?.();
    this.#watch.end();
    this.#sender.end();
    settings.passing = false;
    links.passThrough(undefined);
    const told = (settings.current.systemMessages & tellsQuit) !== 0;
    this.#finish({ kind: 'said', lines: [], silent: true, final: 'OK', ...(told && { raw: '\r\n+QUITT\r\n' }) });
  }
}
