import { describe, expect, test } from '@jest/globals';
import type { ModuleTls, StreamSocket } from '../../../src/driver/index.ts';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';

const pem = (letter: string): string =>
  `-----BEGIN CERTIFICATE-----\n${letter.repeat(40)}\n-----END CERTIFICATE-----\n`;
const key = `-----BEGIN PRIVATE KEY-----\n${'S'.repeat(40)}\n-----END PRIVATE KEY-----\n`;
const verified: ModuleTls = { verify: true, serverName: 'server.test' };
const trusting: ModuleTls = { verify: false, serverName: 'server.test' };

const open = (module: ScriptedModule, tls: ModuleTls, host = 'server.test'): Promise<StreamSocket> =>
  module.sockets.open({ host, port: 443, tls }, never);

/** A module whose clock is right, and that has the commands of TLS. */
function secure(generation: keyof typeof dialectOf): ScriptedModule {
  const module = new ScriptedModule(dialectOf[generation]);
  module.on(/^AT\+CIPSSL/, '\r\nOK\r\n');
  module.on(/^AT\+CIPDOMAIN=/, '+CIPDOMAIN:"10.0.0.9"\r\n\r\nOK\r\n');
  const now = module.clock.date().getTime() / 1000;
  module.on(/^AT\+SYSTIMESTAMP\?$/, `+SYSTIMESTAMP:${now}\r\n\r\nOK\r\n`);
  return module;
}

/** A module that stores certificates. */
function stores(module: ScriptedModule): Map<string, string> {
  const all = new Map<string, string>();
  module.on(/^AT\+SYSMFG=1,"(\w+)","([\w.]+)"$/, ([, store, name = '']) => {
    const text = all.get(name);
    if (text === undefined) return '\r\nERROR\r\n';
    return `+SYSMFG:"${store}","${name}",8,${text.length},${text}\r\n\r\nOK\r\n`;
  });
  module.on(/^AT\+SYSMFG=2,"\w+","([\w.]+)",8,(\d+)$/, ([, name = '', n]) => {
    all.set(name, '');
    return `\r\nOK\r\n\r\n>{${n}}\r\nOK\r\n`;
  });
  return all;
}

describe('TLS inside the module', () => {
  test('verified: the name to verify and to send, the CA of the module, and the right clock', async () => {
    const module = secure('E5');
    await module.done(open(module, verified));
    expect(module.sent.slice(0, 5)).toEqual([
      'AT+SYSTIMESTAMP?',
      'AT+CIPSSLCCONF=4,2,0,0',
      'AT+CIPSSLCCN=4,"server.test"',
      'AT+CIPSSLCSNI=4,"server.test"',
      'AT+CIPSTART=4,"SSL","server.test",443',
    ]);
  });

  test('not verified: the name is sent, no clock is needed', async () => {
    const module = secure('E3 3.3');
    await module.done(open(module, trusting));
    expect(module.sent).toContain('AT+CIPSSLCCONF=4,0');
    expect(module.sent).toContain('AT+CIPSSLCSNI=4,"server.test"');
    expect(module.count(/TIME/)).toBe(0);
  });

  test('certificates are stored once, in the second place, and no secret is shown', async () => {
    const module = secure('E5');
    stores(module);
    await module.done(open(module, { ...verified, ca: pem('A'), cert: pem('B'), key }));
    expect(module.payloads.map(String)).toEqual([pem('A'), pem('B'), key]);
    expect(module.sent).toContain(`AT+SYSMFG=2,"client_key","client_key.1",8,${key.length}`);
    expect(module.sent).toContain('AT+CIPSSLCCONF=4,3,1,1');
    await module.done(open(module, { ...verified, ca: pem('A'), cert: pem('B'), key }));
    expect(module.payloads).toHaveLength(3);
  });

  test('what is stored there already is not written again', async () => {
    const module = secure('E5');
    stores(module).set('client_ca.1', pem('A'));
    await module.done(open(module, { ...verified, ca: pem('A') }));
    expect(module.payloads).toHaveLength(0);
    expect(module.sent).toContain('AT+CIPSSLCCONF=4,2,0,1');
  });

  test('firmware that takes no certificates says so', async () => {
    const module = secure('E3 3.2');
    const result = await module.settled(open(module, { ...verified, ca: pem('A') }));
    expect(result).toMatchObject({ reason: { code: 'EOPNOTSUPP', hint: expect.stringContaining('Flash them') } });
    expect(module.count(/CIPSTART/)).toBe(0);
  });

  test.each([
    ['E5', { ...verified, ca: 'no certificate' }, 'EPROTO'],
    ['E5', { ...verified, cert: pem('B') }, 'EOPNOTSUPP'],
    ['E5', { ...verified, serverName: undefined }, 'EOPNOTSUPP'],
    ['E5', { ...verified, minVersion: 'TLSv1.3' }, 'EOPNOTSUPP'],
    ['E5', { ...verified, maxVersion: 'TLSv1.2' }, 'EOPNOTSUPP'],
    ['E2b 2.4', { ...verified, minVersion: 'TLSv1.2' }, 'EOPNOTSUPP'],
    ['E1', verified, 'EOPNOTSUPP'],
    ['N1 1.7', verified, 'EOPNOTSUPP'],
    ['N1 1.7', { ...trusting, ca: pem('A') }, 'EOPNOTSUPP'],
  ] as const)('%s cannot do %j: %s', async (generation, tls, code) => {
    const module = secure(generation);
    expect(await module.code(open(module, tls))).toBe(code);
    expect(module.count(/CIPSTART/)).toBe(0);
    await module.done(open(module, trusting));
  });

  test('N1 is given its buffer once, and has one link', async () => {
    const module = secure('N1 1.7');
    const socket = await module.done(open(module, trusting));
    expect(module.sent).toEqual([
      'AT+CIPDOMAIN="server.test"',
      'AT+CIPSSLSIZE=4096',
      'AT+CIPSTART=4,"SSL","server.test",443',
    ]);
    expect(await module.code(open(module, trusting))).toBe('EMFILE');
    await module.done(socket.close());
    await module.done(open(module, trusting));
    expect(module.count(/SSLSIZE/)).toBe(1);
  });

  test('a name of before is not sent to a server that has none', async () => {
    const module = secure('E5');
    await module.done((await module.done(open(module, trusting))).close());
    await module.done(open(module, { verify: false, serverName: undefined }, '10.0.0.9'));
    expect(module.sent).toContain('AT+CIPSSLCSNI=4,""');
  });

  test('a handshake that fails is told from a port that is closed', async () => {
    const module = secure('E4 4.1');
    module.on(/^AT\+CIPSTART=\d,"SSL"/, '\r\nERROR\r\n4,CLOSED\r\n');
    expect(await module.code(open(module, verified))).toBe('EPROTO');
    module.on(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    expect(await module.code(open(module, verified))).toBe('ECONNREFUSED');
    module.on(/^AT\+CIPSTART=(\d)/, ([, id]) => `${id},CONNECT\r\n\r\nOK\r\n`);
    for (let turn = 0; turn < 5; turn++) await module.done(open(module, verified));
  });
});

describe('the clock of the module', () => {
  test('is set from here', async () => {
    const module = secure('E5');
    module.on(/^AT\+SYSTIMESTAMP\?$/, '+SYSTIMESTAMP:12\r\n\r\nOK\r\n');
    module.on(/^AT\+SYSTIMESTAMP=\d+$/, '\r\nOK\r\n');
    await module.done(open(module, verified));
    expect(module.sent[1]).toBe(`AT+SYSTIMESTAMP=${Math.floor(module.clock.date().getTime() / 1000)}`);
  });

  test('or by SNTP, for which is waited', async () => {
    const module = secure('E2a 2.1');
    module.on(/^AT\+SYSTIMESTAMP/, '\r\nERROR\r\n');
    module.on(/^AT\+CIPSNTPCFG=1,0$/, '\r\nOK\r\n');
    module.on(/^AT\+CIPSNTPTIME\?$/, () => {
      const time = module.clock.now() > 3000 ? 'Sun Feb  1 17:47:56 2026' : 'Thu Jan  1 00:00:12 1970';
      return `+CIPSNTPTIME:${time}\r\n\r\nOK\r\n`;
    });
    await module.done(open(module, verified));
    expect(module.count(/SNTPTIME/)).toBeGreaterThan(2);
  });

  test('or there is a clear error', async () => {
    const module = secure('E2a 2.1');
    module.on(/^AT\+SYSTIMESTAMP/, '\r\nERROR\r\n');
    module.on(/^AT\+CIPSNTPTIME\?$/, '+CIPSNTPTIME:Thu Jan  1 00:00:12 1970\r\n\r\nOK\r\n');
    const result = await module.settled(open(module, verified));
    expect(result).toMatchObject({ reason: { code: 'EPROTO', message: expect.stringContaining('clock') } });
  });
});
