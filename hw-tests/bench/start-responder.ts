import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pin } from './report.ts';

/** The responder, in its own process. */
export interface Responder {
  /** The device that a client opens. */
  readonly path: string;
  /** Makes it send so many URC lines, as fast as they are taken. */
  flood(lines: number): void;
  stop(): void;
}

/** Starts the responder; with `pinned` it gets core 1 and we get core 0. */
export async function startResponder(pinned: boolean): Promise<Responder> {
  const here = fileURLToPath(import.meta.url);
  const child = fork(fileURLToPath(new URL(`./responder${extname(here)}`, import.meta.url)));
  const [path] = await once(child, 'message');
  if (pinned && child.pid !== undefined) {
    pin(process.pid, 0);
    pin(child.pid, 1);
  }
  return {
    path: String(path),
    flood: (lines) => child.send(lines),
    stop: () => child.disconnect(),
  };
}
