/**
 * The module of the benchmarks: a process of its own that holds the master side of a pseudo-terminal, answers every
 * `AT` with `OK` as fast as it can, and sends URCs when it is told to. Run by `startResponder`.
 *
 * It is not one of the mocks: those pace what they send as a module would, and here the responder must not be what is
 * measured.
 */
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import { urcStream } from './urc-stream.ts';

interface NativePty {
  open(columns: number, rows: number): { readonly master: number; readonly pty: string };
}

const carriageReturn = 0x0d;
const answer = Buffer.from('\r\nOK\r\n');

const binary: { requireBinary(name: string): NativePty } = createRequire(import.meta.url)(
  '@lydell/node-pty/requireBinary.js',
);
// The slave that comes with it stays open, so that the client may close its own and open it again.
const { master: descriptor, pty } = binary.requireBinary('pty.node').open(80, 24);
const master = new ReadStream(descriptor);
master.on('data', (bytes: Buffer) => {
  for (const byte of bytes) if (byte === carriageReturn) master.write(answer);
});

process.on('message', (lines) => master.write(urcStream(Number(lines))));
process.on('disconnect', () => process.exit());
process.send?.(pty);
