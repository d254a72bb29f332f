import type { Socket } from 'node:net';
import { longestLine } from './protocol.ts';

/** What may wait to be read by the other side before it counts as gone, in bytes. */
const mostUnsent = 4 * 1024 * 1024;

export interface LineSocketHandlers {
  /** A line that is a JSON value. */
  message(value: unknown): void;
  /** Called once, with the reason where it was not simply closed. */
  closed(reason: string | undefined): void;
}

/** Lines of JSON over a socket, both ways, with bounds on either side. */
export class LineSocket {
  readonly #socket: Socket;
  readonly #handlers: LineSocketHandlers;
  #rest = '';
  #ended = false;

  constructor(socket: Socket, handlers: LineSocketHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.end(error.message));
    socket.on('close', () => this.end());
  }

  send(value: unknown): void {
    if (this.#ended) return;
    this.#socket.write(`${JSON.stringify(value)}\n`);
    if (this.#socket.writableLength > mostUnsent) this.end('the other side does not read');
  }

  /** Ends it; what was sent goes out first unless there is a reason. */
  end(reason?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    if (reason === undefined) this.#socket.end();
    else this.#socket.destroy();
    this.#handlers.closed(reason);
  }

  #take(text: string): void {
    this.#rest += text;
    for (let end = this.#rest.indexOf('\n'); end !== -1 && !this.#ended; end = this.#rest.indexOf('\n')) {
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + 1);
      if (line.trim() !== '') this.#deliver(line);
    }
    if (this.#rest.length > longestLine) this.end('a line is too long');
  }

  #deliver(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.end('a line is no JSON');
      return;
    }
    this.#handlers.message(value);
  }
}
