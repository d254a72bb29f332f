import { type Port, serialPort, tap } from '../../src/index.ts';
import { deskAnswerBytes, deskWords } from './desk.ts';
import { heapBytes } from './heap.ts';
import { startModuleServer } from './start-module-server.ts';

const piece = Buffer.alloc(16 * 1024, 'x');

/** One direction: how long it took, and what went over the line. */
export interface Copy {
  readonly seconds: number;
  readonly wireBytes: number;
}

/** Counts what goes over the line, either way. */
export class Counter {
  bytes = 0;

  on(port: Port): Port {
    return tap(port, {
      onChunk: (_direction, { length }) => {
        this.bytes += length;
      },
    });
  }

  async timed(copy: () => Promise<unknown>): Promise<Copy> {
    const before = this.bytes;
    const since = performance.now();
    await copy();
    return { seconds: (performance.now() - since) / 1000, wireBytes: this.bytes - before };
  }
}

export interface Ways {
  readonly down: Copy;
  readonly up: Copy;
  /** How much more memory was in use at the end than after the way down, in bytes. */
  readonly grownBytes: number;
}

/** Writes so many bytes, each piece when the one before was taken. */
export async function writeAll(bytes: number, write: (chunk: Uint8Array) => Promise<unknown>): Promise<void> {
  for (let left = bytes; left > 0; left -= Math.min(left, piece.length)) await write(piece.subarray(0, left));
}

/** As fast as it goes, with nobody to ask. */
export async function bareCopy(bytes: number, baudRate: number | undefined): Promise<Ways> {
  const server = await startModuleServer({ bytes, speed: 1, ...(baudRate !== undefined && { baudRate }) });
  const counter = new Counter();
  let heard = 0;
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const transport = await counter.on(serialPort(server.path)).open({
    onBytes: ({ length }) => {
      heard += length;
      if (heard >= bytes) done();
    },
    onClosed: () => undefined,
  });
  try {
    const cameDown = await counter.timed(() => {
      server.pump();
      return all;
    });
    const memory = heapBytes();
    const arrived = server.allArrived();
    const wentUp = await counter.timed(async () => {
      await writeAll(bytes, (chunk) => transport.write(chunk));
      await arrived;
    });
    return { down: cameDown, up: wentUp, grownBytes: heapBytes() - memory };
  } finally {
    await transport.close();
    server.stop();
  }
}

/** The same piece by piece, each asked for and waited for as a module in a counted mode wants it. */
export async function bareExchange(bytes: number, baudRate: number | undefined): Promise<Ways> {
  const server = await startModuleServer({
    bytes,
    personality: 'desk',
    speed: 1,
    ...(baudRate !== undefined && { baudRate }),
  });
  const counter = new Counter();
  let heard = 0;
  let wanted = 0;
  let came: () => void = () => undefined;
  const transport = await counter.on(serialPort(server.path)).open({
    onBytes: ({ length }) => {
      heard += length;
      if (heard >= wanted) came();
    },
    onClosed: () => undefined,
  });
  const ask = (question: Uint8Array, answerBytes: number): Promise<void> =>
    new Promise((resolve) => {
      heard = 0;
      wanted = answerBytes;
      came = resolve;
      void transport.write(question);
    });
  const [readCommand, sendCommand] = [Buffer.from(deskWords.read), Buffer.from(deskWords.send)];
  const payload = piece.subarray(0, deskWords.longestSend);
  try {
    const cameDown = await counter.timed(async () => {
      for (let left = bytes; left > 0; left -= deskWords.longestRead) await ask(readCommand, deskAnswerBytes);
    });
    const memory = heapBytes();
    const wentUp = await counter.timed(async () => {
      for (let left = bytes; left > 0; left -= deskWords.longestSend) {
        await ask(sendCommand, deskWords.prompt.length);
        await ask(payload, deskWords.sendEnd.length);
      }
    });
    return { down: cameDown, up: wentUp, grownBytes: heapBytes() - memory };
  } finally {
    await transport.close();
    server.stop();
  }
}
