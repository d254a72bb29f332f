import type { ModuleLine } from '../../../src/driver/index.ts';
import type { EspDialect } from '../dialects.table.ts';
import { receiveMode, receiveType } from './commands.ts';
import { refusable } from './socket-failures.ts';

/**
 * Datagrams have to come by themselves: read out of the module they are summed up, or lose what does not fit. Where
 * that is a setting of the whole module, streams are not held back either while a datagram socket is open. A module that
 * refuses goes on as it is: what waits is read then, and told apart as well as can be.
 */
export class ReceiveModes {
  readonly #line: ModuleLine;
  readonly #dialect: EspDialect;
  #datagramSockets = 0;

  constructor(line: ModuleLine, dialect: EspDialect) {
    this.#line = line;
    this.#dialect = dialect;
  }

  /** Whether the bytes of streams wait in the module until they are read. */
  get holdsStreams(): boolean {
    const { passive, passiveDatagrams } = this.#dialect;
    return passive === 'CIPRECVTYPE' || (passive !== undefined && !(passiveDatagrams && this.#datagramSockets > 0));
  }

  /** Before the link is started. */
  async datagramsBegin(id: number): Promise<void> {
    this.#datagramSockets++;
    const { passive, passiveDatagrams } = this.#dialect;
    if (passive === undefined || !passiveDatagrams) return;
    if (passive === 'CIPRECVTYPE') await refusable(this.#line.run(receiveType(id, false)));
    else if (this.#datagramSockets === 1) await refusable(this.#line.run(receiveMode(false)));
  }

  /** After it was closed. */
  async datagramsEnd(id: number): Promise<void> {
    this.#datagramSockets--;
    const { passive, passiveDatagrams } = this.#dialect;
    if (passive === undefined || !passiveDatagrams) return;
    if (passive === 'CIPRECVTYPE') await refusable(this.#line.run(receiveType(id, true)));
    else if (this.#datagramSockets === 0) await refusable(this.#line.run(receiveMode(true)));
  }
}
