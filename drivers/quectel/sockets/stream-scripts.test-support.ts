import type { StreamSocket } from '../../../src/driver/index.ts';
import { type Answer, counted, never, type Script, ScriptedStack } from './scripted-stack.test-support.ts';

export const request = { host: '192.0.2.1', port: 80 } as const;

/** Opens everything that is asked for, at once. */
export const opens: Script = (line) => {
  const id = /^AT\+QIOPEN=1,(\d+),"TCP"/.exec(line)?.[1];
  return id === undefined ? undefined : ['OK', `+QIOPEN: ${id},0`];
};

/** Data that wait in the module, handed out as `AT+QIRD` asks for them. */
export function inbox(id = 0): { bytes: Buffer; readonly script: Script } {
  const box = {
    bytes: Buffer.alloc(0),
    script: (line: string): Answer => {
      const [, of, length] = /^AT\+QIRD=(\d+),(\d+)$/.exec(line) ?? [];
      if (Number(of) !== id || length === undefined) return undefined;
      const part = box.bytes.subarray(0, Number(length));
      box.bytes = box.bytes.subarray(part.length);
      return part.length === 0 ? ['+QIRD: 0', 'OK'] : counted(`+QIRD: ${part.length}`, part);
    },
  };
  return box;
}

export async function connected(
  ...scripts: readonly Script[]
): Promise<{ stack: ScriptedStack; socket: StreamSocket }> {
  const stack = new ScriptedStack('BG95-M3', opens, ...scripts);
  const socket = await stack.outcome(stack.sockets.open(request, never));
  return { stack, socket };
}
