import { describe, expect, test } from '@jest/globals';
import type { ModuleTls, StreamSocket } from '../../../src/driver/index.ts';
import { type Answer, counted, never, prompted, type Script, ScriptedStack } from './scripted-stack.test-support.ts';

const pem = (what: string, text: string): string => `-----BEGIN ${what}-----\n${text}\n-----END ${what}-----\n`;
const ca = pem('CERTIFICATE', 'Y2E=');
const cert = pem('CERTIFICATE', 'Y2xpZW50');
const key = pem('PRIVATE KEY', 'c2VjcmV0LWtleS1vZi10aGUtY2xpZW50');

/** The files of a module: listed, deleted, stored. */
function store(files: Map<string, Buffer>): Script {
  return (line) => {
    const [, command, name = ''] = /^AT\+QF(\w+)="([^"]+)"/.exec(line) ?? [];
    const file = files.get(name);
    const bytes = Number(line.split(',')[1]);
    const keep = (payload: Buffer): Answer => {
      files.set(name, payload);
      const sum = [0, 0];
      payload.forEach((byte, index) => {
        sum[index % 2] = (sum[index % 2] ?? 0) ^ byte;
      });
      return [`+QFUPL: ${bytes},${Buffer.from(sum).toString('hex')}`, 'OK'];
    };
    switch (command) {
      case 'LST':
        return file === undefined ? '+CME ERROR: 405' : [`+QFLST: "${name}",${file.length}`, 'OK'];
      case 'DEL':
        return files.delete(name) ? 'OK' : '+CME ERROR: 405';
      case 'UPL':
        return file === undefined ? { prompt: '\r\nCONNECT\r\n', bytes, reply: keep } : '+CME ERROR: 407';
      default:
        return undefined;
    }
  };
}

/** A module that opens every TLS connection, and keeps files. */
function module(): { readonly script: Script; readonly files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>();
  const stored = store(files);
  const script: Script = (line) => {
    if (line.startsWith('AT+QSSLCFG')) return 'OK';
    if (line === 'AT+CCLK?') return ['+CCLK: "26/01/01,02:00:30+08"', 'OK'];
    const id = /^AT\+QSSLOPEN=1,\d,(\d+),/.exec(line)?.[1];
    return id === undefined ? stored(line) : ['OK', `+QSSLOPEN: ${id},0`];
  };
  return { files, script };
}

const open = (stack: ScriptedStack, tls: ModuleTls, host = 'server.example'): Promise<StreamSocket> =>
  stack.sockets.open({ host, port: 443, tls }, never);

const named = { serverName: 'server.example' } as const;
const settings = (stack: ScriptedStack): string[] => stack.sent.filter((line) => line.startsWith('AT+QSSLCFG'));

describe('settings', () => {
  test('of a server that is not verified', async () => {
    const stack = new ScriptedStack('BG95-M3', module().script);
    await stack.outcome(open(stack, { verify: false, ...named }));
    expect(settings(stack)).toEqual([
      'AT+QSSLCFG="sslversion",0,3',
      'AT+QSSLCFG="ciphersuite",0,0XFFFF',
      'AT+QSSLCFG="seclevel",0,0',
      'AT+QSSLCFG="ignorelocaltime",0,1',
      'AT+QSSLCFG="negotiatetime",0,150',
      'AT+QSSLCFG="sni",0,1',
      'AT+QSSLCFG="checkhost",0,0',
    ]);
    expect(stack.sent).toContain('AT+QSSLOPEN=1,0,0,"server.example",443,0');
    expect(stack.count(/QFUPL/)).toBe(0);
  });

  test('of both sides verified: level 2, the name compared, and time as the module knows it', async () => {
    const { files, script } = module();
    const stack = new ScriptedStack('BG95-M3', script);
    await stack.outcome(open(stack, { verify: true, ca, cert, key, ...named }));
    expect([...files.values()].map(String)).toEqual([ca, cert, key]);
    const [caFile, certFile, keyFile] = files.keys();
    for (const line of [
      'AT+QSSLCFG="seclevel",0,2',
      `AT+QSSLCFG="cacert",0,"${caFile}"`,
      `AT+QSSLCFG="clientcert",0,"${certFile}"`,
      `AT+QSSLCFG="clientkey",0,"${keyFile}"`,
      'AT+QSSLCFG="ignorelocaltime",0,0',
      'AT+QSSLCFG="checkhost",0,1',
    ]) {
      expect(settings(stack)).toContain(line);
    }
  });

  test('a module that does not know the date leaves it aside, and says so', async () => {
    const stack = new ScriptedStack('BG95-M3', module().script, (line) =>
      line === 'AT+CCLK?' ? ['+CCLK: "80/01/06,00:00:10+00"', 'OK'] : undefined,
    );
    await stack.outcome(open(stack, { verify: true, ca, ...named }));
    expect(settings(stack)).toContain('AT+QSSLCFG="ignorelocaltime",0,1');
    expect(stack.facts.at(-1)?.value).toContain('clock is not right');
  });

  test.each([
    [{ minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }, 4],
    [{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }, 2],
    [{ minVersion: 'TLSv1', maxVersion: 'TLSv1' }, 1],
    [{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.2' }, 3],
    [{}, 3],
  ] as const)('the versions %j are %d', async (versions, number) => {
    const stack = new ScriptedStack('BG95-M3', module().script);
    await stack.outcome(open(stack, { verify: false, ...named, ...versions }));
    expect(settings(stack)[0]).toBe(`AT+QSSLCFG="sslversion",0,${number}`);
  });

  test.each([
    [{ verify: true }, 'no certificates of its own'],
    [{ verify: false, cert, key }, 'only to a server that it verifies'],
    [{ verify: true, ca, cert }, 'needs its key'],
    [{ verify: false, minVersion: 'TLSv1.3' }, 'TLS from TLSv1.3'],
    [{ verify: false, serverName: 'other.example' }, 'and no other'],
  ] as const)('what the module cannot do is said, and nothing weaker done: %j', async (tls, text) => {
    const stack = new ScriptedStack('BG95-M3', module().script);
    const opening = open(stack, { ...named, ...tls });
    expect(await stack.failure(opening)).toBe('EOPNOTSUPP');
    await expect(opening).rejects.toThrow(text);
    expect(stack.count(/QSSLOPEN/)).toBe(0);
  });

  test('firmware that cannot compare names is used only where that was allowed', async () => {
    const old: Script = (line) => (line.includes('"checkhost"') ? 'ERROR' : undefined);
    const strict = new ScriptedStack('BG96', module().script, old);
    expect(await strict.failure(open(strict, { verify: true, ca, ...named }))).toBe('EOPNOTSUPP');
    expect(strict.count(/QSSLOPEN/)).toBe(0);
    const lenient = new ScriptedStack('BG96', module().script, old);
    lenient.options = { tlsNames: 'unverified' };
    await lenient.outcome(open(lenient, { verify: true, ca, ...named }));
    expect(lenient.facts.at(-1)?.value).toContain('not its name');
  });

  test('the same settings are written once, and others go to another set, of which there are six', async () => {
    const stack = new ScriptedStack('BG95-M3', module().script);
    const first = await stack.outcome(open(stack, { verify: false, ...named }));
    const second = await stack.outcome(open(stack, { verify: false, ...named }));
    expect(settings(stack)).toHaveLength(7);
    for (const text of ['MQ==', 'Mg==', 'Mw==', 'NA==', 'NQ==']) {
      await stack.outcome(open(stack, { verify: true, ca: pem('CERTIFICATE', text), ...named }));
    }
    const last = { verify: true, ca: pem('CERTIFICATE', 'Ng=='), ...named };
    expect(await stack.failure(open(stack, last))).toBe('EMFILE');
    await stack.outcome(first.close());
    expect(await stack.failure(open(stack, last))).toBe('EMFILE');
    await stack.outcome(second.close());
    await stack.outcome(open(stack, last));
  });
});

describe('files', () => {
  test('are stored once for all connections and all programs, and no key is ever in a transcript', async () => {
    const { files, script } = module();
    const stack = new ScriptedStack('BG95-M3', script);
    const tls = { verify: true, ca, cert, key, ...named };
    await stack.outcome(open(stack, tls));
    await stack.outcome(open(stack, tls));
    expect(stack.count(/QFUPL/)).toBe(3);
    const text = [...stack.transcript(), ...stack.sent].join('\n');
    expect(text).not.toContain('c2VjcmV0');
    expect(text).not.toContain('PRIVATE');
    const next = new ScriptedStack('BG95-M3', script);
    await next.outcome(open(next, tls));
    expect(next.count(/QFUPL/)).toBe(0);
    expect(files.size).toBe(3);
  });

  test('half a file of an upload that was cut off is replaced', async () => {
    const { files, script } = module();
    const first = new ScriptedStack('BG95-M3', script);
    await first.outcome(open(first, { verify: true, ca, ...named }));
    const [name = ''] = files.keys();
    files.set(name, Buffer.from('half'));
    const next = new ScriptedStack('BG95-M3', script);
    await next.outcome(open(next, { verify: true, ca, ...named }));
    expect(files.get(name)?.toString()).toBe(ca);
  });

  test('one that is there already (+CME ERROR: 407) is used', async () => {
    const stack = new ScriptedStack('BG95-M3', module().script, (line) =>
      line.startsWith('AT+QFUPL') ? '+CME ERROR: 407' : undefined,
    );
    await stack.outcome(open(stack, { verify: true, ca, ...named }));
  });

  test('one that arrives changed is not used', async () => {
    const stack = new ScriptedStack('BG95-M3', module().script, (line) =>
      line.startsWith('AT+QFUPL')
        ? { prompt: '\r\nCONNECT\r\n', bytes: ca.length, reply: () => [`+QFUPL: ${ca.length},ffff`, 'OK'] }
        : undefined,
    );
    const opening = open(stack, { verify: true, ca, ...named });
    await stack.failure(opening);
    await expect(opening).rejects.toThrow('could not be stored in the module: ');
    expect(stack.count(/QSSLOPEN/)).toBe(0);
  });
});

describe('connections', () => {
  test.each([
    [579, 0, 'EPROTO'],
    [566, 0, 'EPROTO'],
    [-1, 0, 'EPROTO'],
    [566, 566, 'ECONNREFUSED'],
    [-1, 569, 'ETIMEDOUT'],
    [565, 0, 'ENOTFOUND'],
    [570, 0, 'ENETDOWN'],
  ])('%d, where a plain connection says %d, is %s, and the number is given back', async (error, plain, code) => {
    const stack = new ScriptedStack('BG95-M3', module().script, (line) => {
      const id = /^AT\+QIOPEN=1,(\d+)/.exec(line)?.[1];
      if (id !== undefined) return ['OK', `+QIOPEN: ${id},${plain}`];
      return line.startsWith('AT+QSSLOPEN') ? ['OK', `+QSSLOPEN: 0,${error}`] : undefined;
    });
    const opening = open(stack, { verify: false, ...named });
    expect(await stack.failure(opening)).toBe(code);
    if (code === 'EPROTO') await expect(opening).rejects.toThrow('443: the TLS handshake failed: the module says');
    await stack.clock.advance(1000);
    expect(stack.sent).toContain('AT+QSSLCLOSE=0,0');
    expect(stack.count(/^AT\+QICLOSE/)).toBe(stack.count(/^AT\+QIOPEN/));
  });

  test('send, receive to the last byte, end, close', async () => {
    const box = [counted('+QSSLRECV: 6', Buffer.from('\r\nOK\r\n')), counted('+QSSLRECV: 3', Buffer.from('end'))];
    const stack = new ScriptedStack('BG95-M3', module().script, (line) => {
      if (line.startsWith('AT+QSSLSEND')) return prompted(line, () => 'SEND OK');
      return line.startsWith('AT+QSSLRECV=0,') ? (box.shift() ?? ['+QSSLRECV: 0', 'OK']) : undefined;
    });
    const socket = await stack.outcome(open(stack, { verify: false, ...named }));
    expect(socket.acknowledged).toBeUndefined();
    await stack.outcome(socket.send(Buffer.alloc(3000, 'x')));
    expect(stack.payloads.map(({ length }) => length)).toEqual([1460, 1460, 80]);
    stack.say('+QSSLURC: "recv",0', '+QSSLURC: "closed",0');
    const received = [];
    for (let part = await stack.outcome(socket.receive(100, never)); part !== undefined; ) {
      received.push(part);
      part = await stack.outcome(socket.receive(100, never));
    }
    expect(Buffer.concat(received).toString()).toBe('\r\nOK\r\nend');
    await stack.outcome(socket.close());
    expect(stack.sent.at(-1)).toBe('AT+QSSLCLOSE=0,0');
  });

  test('a full buffer is tried again with growing rests, and given up after two minutes', async () => {
    const stack = new ScriptedStack('BG95-M3', module().script, (line) =>
      line.startsWith('AT+QSSLSEND') ? prompted(line, () => 'SEND FAIL') : undefined,
    );
    const socket = await stack.outcome(open(stack, { verify: false, ...named }));
    expect(await stack.failure(socket.send(Buffer.from('x')))).toBe('ETIMEDOUT');
    expect(stack.count(/QSSLSEND/)).toBeLessThan(100);
  });
});
