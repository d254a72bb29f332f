import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/atlink.mjs', import.meta.url));

// What is remembered from one start to the next must not be the tester's own.
const stateHome = mkdtempSync(join(tmpdir(), 'atlink-state-'));
process.once('exit', () => rmSync(stateHome, { recursive: true, force: true }));

/** A command line that runs as a process of its own. */
export interface Spawned {
  readonly process: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves as soon as standard output holds `text`; rejects when the process ends without it. */
  prints(text: string): Promise<void>;
  /** The exit code; `null` when a signal killed it. */
  readonly ended: Promise<number | null>;
}

/** Starts `bin/atlink.mjs` with these arguments. */
export function spawnAtlink(args: readonly string[], env: Readonly<Record<string, string>> = {}): Spawned {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What the test runner needs of Node.js is not for the child.
    env: { ...process.env, NODE_OPTIONS: '', XDG_STATE_HOME: stateHome, ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const prints = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (out.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      look();
      ended.then((code) => reject(new Error(`ended with ${code} before it printed ${text}:\n${out}\n${err}`)), reject);
    });
  return { process: child, out: () => out, err: () => err, prints, ended };
}
