import type { StreamSocket } from '../../../src/driver/index.ts';
import { never, type ScriptedModule } from './scripted.test-support.ts';

export const peer = { host: '10.0.0.5', port: 7 } as const;
export const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');

export async function opened(module: ScriptedModule): Promise<StreamSocket> {
  return await module.done(module.sockets.open(peer, never));
}

/** The next reads answer these texts, in the words of the dialect; then there is nothing. */
export function holds(module: ScriptedModule, plain: boolean, ...texts: readonly string[]): void {
  const left = [...texts];
  module.on(/^AT\+CIPRECVDATA=\d,(\d+)$/, ([, max]) => {
    const first = left.shift();
    if (first === undefined) return '\r\nERROR\r\n';
    const bytes = first.slice(0, Number(max));
    if (bytes.length < first.length) left.unshift(first.slice(bytes.length));
    const header = plain ? `+CIPRECVDATA,${bytes.length}:` : `+CIPRECVDATA:${bytes.length},"10.0.0.5",7,`;
    return `${header}${bytes}\r\nOK\r\n`;
  });
}
