import type { Answer, DataConsumer, Final } from './answer.ts';
import { BlockSender } from './block-sender.ts';
import type { Core } from './core.ts';
import { EscapeWatch } from './escape-watch.ts';
import type { Link } from './link.ts';
import type { LongSendSizes } from './settings.ts';

const flushMs = 20;

/** `AT+CIPSENDL`: bytes are sent while they still come; `+++` stops it. */
export class LongSend implements DataConsumer {
  readonly #core: Core;
  readonly #link: Link;
  readonly #total: number;
  readonly #reportBytes: number;
  readonly #to: { readonly address: string; readonly port: number };
  readonly #finish: (answer: Answer) => void;
  readonly #watch: EscapeWatch;
  readonly #sender: BlockSender;
  /** What came from the host, with what may yet be `+++`; what of it is data; what the stack has. */
  #seen = 0;
  #received = 0;
  #sent = 0;
  #reported = 0;

  constructor(
    core: Core,
    link: Link,
    send: { readonly total: number; readonly sizes: LongSendSizes; readonly to: { address: string; port: number } },
    finish: (answer: Answer) => void,
  ) {
    this.#core = core;
    this.#link = link;
    this.#total = send.total;
    this.#reportBytes = send.sizes.reportBytes;
    this.#to = send.to;
    this.#finish = finish;
    const isOpen = (): boolean => core.links.get(link.id) === link;
    this.#sender = new BlockSender(
      core.timers,
      { blockBytes: send.sizes.blockBytes, intervalMs: flushMs },
      {
        get ready() {
          return isOpen();
        },
        send: (block, taken) => link.send(block, () => this.#taken(block.length, taken), this.#to),
      },
    );
    this.#watch = new EscapeWatch(core.timers, () => core.clock.now(), {
      data: (bytes) => this.#data(bytes),
      escaped: () => this.#end('SEND CANCELLED'),
    });
    link.onGone = () => this.#failIfComplete();
  }

  receive(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#total - this.#seen);
    this.#seen += taken;
    this.#watch.receive(bytes.subarray(0, taken));
    return taken;
  }

  #data(bytes: Uint8Array): void {
    this.#received += bytes.length;
    this.#sender.write(bytes);
    if (this.#received < this.#total) return;
    this.#sender.flush();
    this.#failIfComplete();
  }

  #taken(count: number, next: () => void): void {
    this.#sent += count;
    this.#report();
    if (this.#sent === this.#total) this.#end('SEND OK');
    else next();
  }

  #report(): void {
    while (this.#sent - this.#reported >= this.#reportBytes) {
      this.#reported += this.#reportBytes;
      this.#core.write(`+CIPSENDL:${this.#reported},${this.#received}\r\n`);
    }
    if (this.#sent === this.#total && this.#reported < this.#sent) {
      this.#core.write(`+CIPSENDL:${this.#sent},${this.#received}\r\n`);
    }
  }

  /** A link that is gone still wants the rest of its bytes. */
  #failIfComplete(): void {
    if (this.#received < this.#total || this.#core.links.get(this.#link.id) === this.#link) return;
    this.#end('SEND FAIL');
  }

  #end(final: Final): void {
    this.#link.onGone = undefined;
    this.#watch.end();
    this.#sender.end();
    this.#finish({ kind: 'said', lines: [], final });
  }
}
