import { spawn } from 'node:child_process';
import { closeSync, writevSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import type { Timer } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { PtyHandlers, PtyMaster } from './pty-contract.ts';

interface OpenedPair {
  readonly master: number;
  readonly slave: number;
  readonly pty: string;
}

interface NativeBinding {
  open(columns: number, rows: number): OpenedPair;
}

const mostWaitingBytes = 4 * 1024 * 1024;
const fullBytes = 64 * 1024;
// A full terminal cannot be waited for from JavaScript: it is tried again, ever less often while nobody reads.
const shortestRetryMs = 1;
const longestRetryMs = 64;
// What one system call takes.
const mostPieces = 1024;

function loadBinding(): NativeBinding {
  // The package's own open() reads the slave as well and so steals what the client should get: its binary is used alone.
  const ours = createRequire(import.meta.url);
  const theirs = createRequire(ours.resolve('@lydell/node-pty'));
  return theirs(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`);
}

/** Runs a program with the slave as its standard input. */
function runOnSlave(slave: number, program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: [slave, 'ignore', 'ignore'] });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/**
 * Makes the slave raw. Node.js can do it but for one flag (it leaves OPOST and ONLCR, so that a LF from a client which
 * sets no modes itself would arrive as CR LF); stty is on every system with a shell, python3 on most.
 */
async function makeRaw(slave: number): Promise<void> {
  if (await runOnSlave(slave, 'stty', ['raw', '-echo', '-iexten'])) return;
  if (await runOnSlave(slave, 'python3', ['-c', 'import tty; tty.setraw(0)'])) return;
  // A ReadStream opens the terminal once more: our descriptor stays open when it goes.
  const terminal = new ReadStream(slave);
  terminal.setRawMode(true);
  terminal.destroy();
}

/** Opens a pseudo-terminal through the binary of node-pty. */
export async function openNativePty(handlers: PtyHandlers): Promise<PtyMaster> {
  const pair = loadBinding().open(80, 24);
  try {
    await makeRaw(pair.slave);
  } catch (thrown) {
    closeSync(pair.master);
    closeSync(pair.slave);
    throw thrown;
  }
  return new NativePty(pair, handlers);
}

class NativePty implements PtyMaster {
  readonly path: string;
  readonly #pair: OpenedPair;
  readonly #reader: ReadStream;
  readonly #handlers: PtyHandlers;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #retry: Timer | undefined;
  #retryMs = shortestRetryMs;
  /** What waits is written at the end of the present turn. */
  #isDue = false;
  #full = false;
  #closed: Promise<void> | undefined;

  constructor(pair: OpenedPair, handlers: PtyHandlers) {
    this.#pair = pair;
    this.path = pair.pty;
    this.#handlers = handlers;
    // The binding opens the master non-blocking. The slave stays open here, so that clients may come and go: without
    // any open slave, reading the master fails.
    this.#reader = new ReadStream(pair.master);
    this.#reader.on('data', (bytes: Buffer) => this.#handlers.onBytes(new Uint8Array(bytes)));
    this.#reader.on('error', (error) => this.#lost(error));
    this.#reader.on('end', () => this.#lost(new Error('the pseudo-terminal ended')));
  }

  write(bytes: Uint8Array): boolean {
    if (this.#closed !== undefined) return true;
    const kept = bytes.slice(0, Math.max(0, mostWaitingBytes - this.#waitingBytes));
    if (kept.length > 0) this.#keep(kept);
    this.#full ||= this.#waitingBytes >= fullBytes;
    return !this.#full;
  }

  pause(): void {
    this.#reader.pause();
  }

  resume(): void {
    if (this.#closed === undefined) this.#reader.resume();
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      if (this.#isDue) this.#flush();
      this.#retry?.cancel();
      this.#waiting.length = 0;
      this.#reader.once('close', () => resolve());
      this.#reader.destroy();
      closeSync(this.#pair.slave);
    });
    return this.#closed;
  }

  #keep(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#retry !== undefined || this.#isDue) return;
    // What is said in one turn goes out in one system call, and wakes whoever reads once.
    this.#isDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#retry = undefined;
    this.#isDue = false;
    if (this.#closed !== undefined) return;
    while (this.#waitingBytes > 0) {
      const written = this.#tryWrite(this.#waiting.slice(0, mostPieces));
      this.#take(written);
      this.#retryMs = written > 0 ? shortestRetryMs : Math.min(2 * this.#retryMs, longestRetryMs);
      if (written > 0) continue;
      this.#retry = systemClock.after(this.#retryMs, () => this.#flush());
      return;
    }
    if (!this.#full) return;
    this.#full = false;
    this.#handlers.onDrained?.();
  }

  #take(written: number): void {
    this.#waitingBytes -= written;
    let left = written;
    for (let first = this.#waiting[0]; first !== undefined && left > 0; first = this.#waiting[0]) {
      if (left < first.length) this.#waiting[0] = first.subarray(left);
      else this.#waiting.shift();
      left -= Math.min(left, first.length);
    }
  }

  /** How much went out at once. A full terminal is not an error, a dead one is told by the reader. */
  #tryWrite(pieces: readonly Uint8Array[]): number {
    try {
      return writevSync(this.#pair.master, pieces);
    } catch {
      return 0;
    }
  }

  #lost(error: Error): void {
    if (this.#closed !== undefined) return;
    void this.close();
    this.#handlers.onLost(error);
  }
}
