import { describe, expect, test } from '@jest/globals';
import type { StreamSocket } from '../../../src/driver/index.ts';
import { never, ScriptedStack } from './scripted-stack.test-support.ts';
import { connected, opens, request } from './stream-scripts.test-support.ts';

describe('opening', () => {
  test('OK is not connected: its own +QIOPEN is, whatever comes for others', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIOPEN') ? 'OK' : undefined));
    let socket: StreamSocket | undefined;
    void stack.sockets.open(request, never).then((made) => {
      socket = made;
    });
    await stack.clock.advance(60_000);
    stack.say('+QIOPEN: 1,0', '+QIOPEN: 10,0');
    await stack.clock.advance(1000);
    expect(socket).toBeUndefined();
    stack.say('+QIOPEN: 0,0');
    await stack.clock.advance(1000);
    expect(socket?.id).toBe(0);
    expect(stack.sent).toContain('AT+QIOPEN=1,0,"TCP","192.0.2.1",80,0,0');
  });

  test('the result may come before the OK', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) =>
      line.startsWith('AT+QIOPEN') ? ['+QIOPEN: 0,0', 'OK'] : undefined,
    );
    expect((await stack.outcome(stack.sockets.open(request, never))).id).toBe(0);
  });

  test.each([
    [565, 'ENOTFOUND'],
    [566, 'ECONNREFUSED'],
    [569, 'ETIMEDOUT'],
    [561, 'ENETDOWN'],
    [570, 'ENETDOWN'],
    [573, 'ENETDOWN'],
    [567, 'ECONNRESET'],
    [552, 'EOPNOTSUPP'],
    [577, 'ECONNABORTED'],
  ])('%d is %s, and the number is closed before it is used again', async (error, code) => {
    const stack = new ScriptedStack('BG95-M3', (line) =>
      line.startsWith('AT+QIOPEN') ? ['OK', `+QIOPEN: 0,${error}`] : undefined,
    );
    const opening = stack.sockets.open(request, never);
    expect(await stack.failure(opening)).toBe(code);
    await expect(opening).rejects.toThrow(new RegExp(`connect ${code} 192.0.2.1:80: the module says ${error}`));
    await stack.clock.advance(1000);
    expect(stack.count(/^AT\+QICLOSE=0,0$/)).toBe(1);
  });

  test('a connect that failed after a long time was not refused: nobody answered', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIOPEN') ? 'OK' : undefined));
    const opening = stack.sockets.open(request, never);
    await stack.clock.advance(45_000);
    stack.say('+QIOPEN: 0,566');
    expect(await stack.failure(opening)).toBe('ETIMEDOUT');
  });

  test('without a result it ends after 155 s, and is closed', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIOPEN') ? 'OK' : undefined));
    expect(await stack.failure(stack.sockets.open(request, never))).toBe('ETIMEDOUT');
    await stack.clock.advance(1000);
    expect(stack.sent).toContain('AT+QICLOSE=0,0');
  });

  test('a number that is taken is closed, and another one is used', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => {
      if (line.startsWith('AT+QIOPEN=1,0')) return ['OK', '+QIOPEN: 0,563'];
      return opens(line);
    });
    expect((await stack.outcome(stack.sockets.open(request, never))).id).toBe(1);
    expect(stack.sent).toContain('AT+QICLOSE=0,0');
  });

  test('a module that is busy is asked again a second later', async () => {
    let busy = 2;
    const stack = new ScriptedStack('BG95-M3', (line) => {
      const id = /^AT\+QIOPEN=1,(\d+)/.exec(line)?.[1];
      if (id === undefined) return undefined;
      return ['OK', `+QIOPEN: ${id},${busy-- > 0 ? 568 : 0}`];
    });
    await stack.outcome(stack.sockets.open(request, never));
    expect(stack.clock.now()).toBeGreaterThan(2000);
    expect(stack.count(/^AT\+QIOPEN/)).toBe(3);
  });

  test('a plain ERROR is asked after at once, before any other command of the stack', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => {
      if (line.startsWith('AT+QIOPEN')) return 'ERROR';
      return line === 'AT+QIGETERROR' ? ['+QIGETERROR: 561,open PDP context failed', 'OK'] : undefined;
    });
    const both = [stack.sockets.open(request, never), stack.sockets.open(request, never)];
    expect(await Promise.all(both.map((each) => stack.failure(each)))).toEqual(['ENETDOWN', 'ENETDOWN']);
    for (const [index, line] of stack.sent.entries()) {
      if (line.startsWith('AT+QIOPEN')) expect(stack.sent[index + 1]).toBe('AT+QIGETERROR');
    }
  });

  test('an abort gives the number back, and a result that comes late opens nothing', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIOPEN') ? 'OK' : undefined));
    const abort = new AbortController();
    const opening = stack.sockets.open(request, abort.signal);
    await stack.clock.advance(5000);
    abort.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
    await stack.clock.advance(1000);
    expect(stack.sent).toContain('AT+QICLOSE=0,0');
    stack.say('+QIOPEN: 0,0');
    await stack.clock.advance(1000);
    expect(stack.clock.timerCount).toBe(0);
  });

  test.each(['exa"mple.com', 'a,1', 'a b', 'x\r\nATH', '', `${'a'.repeat(200)}.com`])(
    'nothing of the name %j reaches the module',
    async (host) => {
      const stack = new ScriptedStack('BG95-M3', opens);
      expect(await stack.failure(stack.sockets.open({ host, port: 1 }, never))).toBe('ENOTFOUND');
      expect(stack.count(/QIOPEN/)).toBe(0);
    },
  );

  test('its addresses are what the module says they are', async () => {
    const { socket } = await connected((line) =>
      line === 'AT+QISTATE=1,0' ? ['+QISTATE: 0,"TCP","192.0.2.7",80,49160,2,1,0,0,"uart1"', 'OK'] : undefined,
    );
    expect(socket.remote).toEqual({ address: '192.0.2.7', port: 80, family: 4 });
    expect(socket.local).toEqual({ address: '10.0.0.2', port: 49_160, family: 4 });
  });
});

describe('what another program left', () => {
  test('twelve connections are closed before the first is opened', async () => {
    const left = Array.from(
      { length: 12 },
      (_, id) => `+QISTATE: ${id},"TCP","198.51.100.${id}",443,${50_000 + id},${id % 5},1,0,0,"usbmodem"`,
    );
    const stack = new ScriptedStack('BG95-M3', opens, (line) => {
      if (line === 'AT+QISTATE?') return [left.join('\r\n'), 'OK'];
      return line === 'AT+QSSLSTATE'
        ? ['+QSSLSTATE: 3,"SSLClient","198.51.100.3",443,1,2,1,0,0,"uart1",0', 'OK']
        : undefined;
    });
    await stack.outcome(stack.sockets.open(request, never));
    const opened = stack.sent.findIndex((line) => line.startsWith('AT+QIOPEN'));
    expect(stack.sent.slice(0, opened).filter((line) => line.startsWith('AT+QICLOSE'))).toHaveLength(12);
    expect(stack.sent.slice(0, opened)).toContain('AT+QSSLCLOSE=3,0');
  });

  test('a 5G module without a stack says so, and nothing is opened', async () => {
    const stack = new ScriptedStack('RM520N-GL', (line) => (line === 'AT+QIOPEN=?' ? 'ERROR' : undefined));
    const opening = stack.sockets.open(request, never);
    expect(await stack.failure(opening)).toBe('EOPNOTSUPP');
    await expect(opening).rejects.toThrow('no TCP/IP commands');
  });

  test('a 5G module with a stack is used', async () => {
    const stack = new ScriptedStack('RM520N-GL', opens, (line) =>
      line === 'AT+QIOPEN=?' ? ['+QIOPEN: (1-16),(0-11)', 'OK'] : undefined,
    );
    await stack.outcome(stack.sockets.open(request, never));
  });
});
