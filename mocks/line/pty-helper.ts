import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { systemClock } from '../../src/base/clock.ts';
import type { PtyHandlers, PtyMaster } from './pty-contract.ts';

const startMs = 3000;
const mostWaitingBytes = 4 * 1024 * 1024;
const longestGreeting = 8192;

// Carries bytes between its standard streams and the master; tells the slave's path on stderr, as socat does. It ends
// with its input. The slave stays open in it, so that clients may come and go.
const pythonHelper = `
import os, select, sys, tty
master, slave = os.openpty()
tty.setraw(slave)
os.set_blocking(master, False)
sys.stderr.write("PTY is %s\\n" % os.ttyname(slave))
sys.stderr.flush()
out = b""
while True:
    readers = [master] if len(out) > 65536 else [0, master]
    ready, writable, _ = select.select(readers, [master] if out else [], [])
    if 0 in ready:
        data = os.read(0, 65536)
        if not data:
            break
        out += data
    if writable:
        try:
            out = out[os.write(master, out):]
        except BlockingIOError:
            pass
    if master in ready:
        data = os.read(master, 65536)
        while data:
            data = data[os.write(1, data):]
`;

type Helper = ChildProcessByStdio<Writable, Readable, Readable>;

/** Opens a pseudo-terminal with a socat of the system. */
export function openSocatPty(handlers: PtyHandlers): Promise<PtyMaster> {
  return openHelper('socat', ['-d', '-d', 'pty,raw,echo=0', 'stdio'], handlers);
}

/** Opens a pseudo-terminal with a python3 of the system. */
export function openPythonPty(handlers: PtyHandlers): Promise<PtyMaster> {
  return openHelper('python3', ['-u', '-c', pythonHelper], handlers);
}

/** Starts a helper and waits until it says where the slave is. */
function openHelper(program: string, args: readonly string[], handlers: PtyHandlers): Promise<PtyMaster> {
  return new Promise((resolve, reject) => {
    const child: Helper = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let greeting = '';
    const settle = (): void => {
      timer.cancel();
      child.stderr.off('data', read);
      child.off('error', fail);
      child.off('exit', early);
    };
    const fail = (error: Error): void => {
      settle();
      child.kill('SIGKILL');
      reject(error);
    };
    const early = (code: number | null): void => fail(new Error(`it ended with status ${code}: ${greeting.trim()}`));
    const read = (bytes: Buffer): void => {
      greeting = (greeting + bytes.toString('latin1')).slice(-longestGreeting);
      const path = /PTY is (\/\S+)\s/.exec(greeting)?.[1];
      if (path === undefined) return;
      settle();
      child.stderr.resume();
      resolve(new HelperPty(path, child, handlers));
    };
    const timer = systemClock.after(startMs, () => fail(new Error('it did not tell the path in time')));
    child.once('error', fail);
    child.once('exit', early);
    child.stderr.on('data', read);
  });
}

class HelperPty implements PtyMaster {
  readonly path: string;
  readonly #child: Helper;
  #closed: Promise<void> | undefined;

  constructor(path: string, child: Helper, handlers: PtyHandlers) {
    this.path = path;
    this.#child = child;
    child.stdout.on('data', (bytes: Buffer) => handlers.onBytes(new Uint8Array(bytes)));
    // A broken pipe is followed by the exit.
    child.stdin.on('error', () => undefined);
    child.on('error', () => undefined);
    child.stdin.on('drain', () => handlers.onDrained?.());
    child.once('exit', () => {
      if (this.#closed !== undefined) return;
      this.#closed = Promise.resolve();
      handlers.onLost(new Error('the helper of the pseudo-terminal ended'));
    });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#closed !== undefined) return true;
    const { stdin } = this.#child;
    return stdin.writableLength <= mostWaitingBytes && stdin.write(bytes.slice());
  }

  pause(): void {
    this.#child.stdout.pause();
  }

  resume(): void {
    this.#child.stdout.resume();
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      // Ended politely, socat would linger for half a second.
      this.#child.kill('SIGKILL');
    });
    return this.#closed;
  }
}
