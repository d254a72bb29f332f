import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';

interface NativePty {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

/**
 * A pseudo-terminal whose master side plays the device, for tests of the transport itself. It is barer than the one of
 * the mocks on purpose: it can be pulled out at once, in the middle of a call, and stop reading so that the line fills.
 */
export interface TestPty {
  readonly path: string;
  readonly master: ReadStream;
  /** Pulls the plug: the port that has `path` open is hung up. */
  unplug(): void;
}

const require = createRequire(import.meta.url);

export function openPty(): TestPty {
  const native: NativePty = require('@lydell/node-pty/requireBinary.js').requireBinary('pty.node');
  const { master: descriptor, slave, pty } = native.open(80, 24);
  const master = new ReadStream(descriptor);
  // Without any open slave the master reads EIO; the slave is held for as long as the device is there.
  master.on('error', () => undefined);
  let plugged = true;
  return {
    path: pty,
    master,
    unplug: () => {
      if (!plugged) return;
      plugged = false;
      master.destroy();
      closeSync(slave);
    },
  };
}

/** Resolves when `met` says so; looks again in every turn of the event loop, and gives up after `limitMs`. */
export async function until(met: () => boolean, limitMs = 5_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!met()) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${met}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
