import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is to be served. */
export interface ServerOrder {
  /** Left out: a pump, which only moves bytes; `desk`: one that gives and takes them piece by piece. */
  readonly personality?: string;
  /** How much goes each way. */
  readonly bytes: number;
  /** The line's speed; left out: as fast as it goes. */
  readonly baudRate?: number;
  readonly speed: number;
}

/** A module, or a pump, in a process of its own. */
export interface ModuleServer {
  readonly path: string;
  /** Has the pump send. */
  pump(): void;
  /** Everything that was sent up has arrived; gives the resident memory of the process then, in bytes. */
  allArrived(): Promise<number>;
  stop(): void;
}

/** Starts it. */
export async function startModuleServer(order: ServerOrder): Promise<ModuleServer> {
  const here = fileURLToPath(import.meta.url);
  const child = fork(fileURLToPath(new URL(`./module-server${extname(here)}`, import.meta.url)), [
    JSON.stringify(order),
  ]);
  const [{ path }] = (await once(child, 'message')) as [{ path: string }];
  return {
    path,
    pump: () => child.send('pump'),
    allArrived: async () => {
      const [{ residentBytes }] = (await once(child, 'message')) as [{ residentBytes: number }];
      return residentBytes;
    },
    stop: () => child.disconnect(),
  };
}
