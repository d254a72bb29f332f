import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The responder, in its own process. */
export interface Responder {
  readonly pid: number | undefined;
  /** The device that a client opens. */
  readonly path: string;
  /** Makes it send so many URC lines, as fast as they are taken. */
  flood(lines: number): void;
  stop(): void;
}

/** Starts the responder. */
export async function startResponder(): Promise<Responder> {
  const here = fileURLToPath(import.meta.url);
  const child = fork(fileURLToPath(new URL(`./responder${extname(here)}`, import.meta.url)));
  const [path] = await once(child, 'message');
  return {
    pid: child.pid,
    path: String(path),
    flood: (lines) => child.send(lines),
    stop: () => child.disconnect(),
  };
}
