import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cClient, pythonClient } from './c-client.ts';
import { clientCore, type Placement } from './placement.ts';

/** What one run of round trips gave: microseconds each, and microseconds of processor time in all. */
export interface Trips {
  readonly eachUs: ArrayLike<number>;
  readonly cpuUs: number;
}

/** A client that is a program of its own. */
export interface ForeignClient {
  readonly name: string;
  run(path: string, warmUp: number, trips: number, placement: Placement): Promise<Trips>;
}

const longestRunMs = 120_000;

function program(name: string, command: readonly string[]): ForeignClient {
  return {
    name,
    run: (path, warmUp, trips, placement) => {
      const tied = placement === 'pinned' ? ['taskset', '-c', String(clientCore)] : [];
      const [file = '', ...args] = [...tied, ...command, path, String(warmUp), String(trips)];
      return new Promise((resolve, reject) => {
        execFile(file, args, { timeout: longestRunMs, maxBuffer: 64 * 1024 * 1024 }, (error, output, cpuUs) => {
          if (error !== null) reject(new Error(`${name} failed: ${error.message}`));
          else resolve({ eachUs: output.trim().split('\n').map(Number), cpuUs: Number(cpuUs) });
        });
      });
    },
  };
}

/** Those that this machine has, with what has to be cleared away afterwards, and a note for each that it has not. */
export function foreignClients(): {
  readonly clients: readonly ForeignClient[];
  readonly missing: readonly string[];
  clear(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'atlink-bench-'));
  const binary = join(folder, 'client');
  const compiled = spawnSync('cc', ['-O2', '-x', 'c', '-', '-o', binary], { input: cClient }).status === 0;
  const python = spawnSync('python3', ['-c', 'import serial'], { stdio: 'ignore' }).status === 0;
  return {
    clients: [
      ...(compiled ? [program('C with termios', [binary])] : []),
      ...(python ? [program('python3-serial', ['python3', '-c', pythonClient])] : []),
    ],
    missing: [
      ...(compiled ? [] : ['C with termios: no compiler (cc) on this machine']),
      ...(python ? [] : ['python3-serial: not on this machine']),
    ],
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
