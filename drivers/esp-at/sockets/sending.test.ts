import { describe, expect, test } from '@jest/globals';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';
import { holds, opened, text } from './streams.test-support.ts';

describe('sending', () => {
  test.each([
    ['N1', 'ESP8266', [2048, 2048, 904]],
    ['E2b 2.2', 'ESP32', [2048, 2048, 904]],
    ['E2b 2.4', 'ESP32', [5000]],
    ['E2b 2.4', 'ESP8266', [2048, 2048, 904]],
    ['E5', 'ESP32-C61', [5000]],
  ] as const)('%s on %s: in pieces of %j', async (generation, model, sizes) => {
    const module = new ScriptedModule(dialectOf[generation], model);
    const socket = await opened(module);
    await module.done(socket.send(Buffer.alloc(5000, 'x')));
    expect(module.payloads.map(({ length }) => length)).toEqual(sizes);
  });

  test('fact 9: whatever comes in the gaps is not lost', async () => {
    const module = new ScriptedModule(dialectOf.E1);
    const socket = await opened(module);
    const ipd = (bytes: string): string => `\r\n+IPD,4,${bytes.length},10.0.0.5,7:${bytes}`;
    module.once(
      /^AT\+CIPSEND/,
      `\r\nOK\r\n${ipd('OK')}\r\n>{4}${ipd('>>')}\r\nRecv 4 bytes\r\n${ipd('SEND OK')}\r\nSEND OK\r\n${ipd('!')}`,
    );
    await module.done(socket.send(Buffer.from('ping')));
    await module.clock.advance(50);
    expect(text(await module.done(socket.receive(100, never)))).toBe('OK>>SEND OK!');
  });

  test('NONOS_SDK#60: SEND FAIL and then SEND OK is success', async () => {
    const module = new ScriptedModule(dialectOf['N1 1.7']);
    const socket = await opened(module);
    module.once(/^AT\+CIPSEND/, '\r\nOK\r\n> {4}\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n');
    const sending = module.done(socket.send(Buffer.from('ping')));
    module.clock.after(700, () => module.say('\r\nSEND OK\r\n'));
    await sending;
  });

  test('SEND FAIL alone is an error', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.once(/^AT\+CIPSEND/, '\r\nOK\r\n\r\n>{4}\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n');
    expect(await module.code(socket.send(Buffer.from('ping')))).toBe('ECONNRESET');
    expect(await module.code(socket.send(Buffer.from('ping')))).toBe('ECONNRESET');
    expect(module.count(/CIPSEND/)).toBe(1);
  });

  test('the peer closes in the data phase: the module gets all it wants, and the error says so', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.once(/^AT\+CIPSEND/, '\r\nOK\r\n\r\n>4,CLOSED\r\n{4}\r\nSEND FAIL\r\n');
    expect(await module.code(socket.send(Buffer.from('ping')))).toBe('EPIPE');
    expect(module.payloads).toHaveLength(1);
    expect(await module.code(socket.send(Buffer.from('ping')))).toBe('EPIPE');
  });

  test('busy before the prompt: sent once more; busy behind it: nothing is sent twice', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.once(/^AT\+CIPSEND/, '\r\nOK\r\n\r\n>{4}\r\nbusy p...\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    module.once(/^AT\+CIPSEND/, '\r\nbusy p...\r\n');
    await module.done(socket.send(Buffer.from('ping')));
    expect(module.count(/CIPSEND/)).toBe(2);
    expect(module.payloads).toHaveLength(1);
  });

  test('esp-at#675: lost bytes are filled up, the link is closed, and the line goes on', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    // Two of four bytes get lost: the module waits for six.
    module.once(/^AT\+CIPSEND/, '\r\nOK\r\n\r\n>{6}\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    expect(await module.code(socket.send(Buffer.from('ping')))).toBe('ECONNRESET');
    expect(module.payloads[0]).toEqual(Buffer.from('pingpi'));
    await module.clock.advance(5000);
    expect(module.sent).toContain('AT+CIPCLOSE=4');
    const next = await opened(module);
    await module.done(next.send(Buffer.from('pong')));
    expect(module.payloads.at(-1)?.toString()).toBe('pong');
  });

  test('esp-at#993: a data phase that was refused and begins all the same is filled; nothing is sent twice', async () => {
    const module = new ScriptedModule(dialectOf['E4 4.1']);
    const socket = await opened(module);
    module.once(/^AT\+CIPSEND/, '\r\nbusy p...\r\n\r\nERROR\r\n\r\nOK\r\n\r\n>{4}\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    expect(await module.code(socket.send(Buffer.from('ping')))).toBe('ECONNRESET');
    expect(module.count(/CIPSEND/)).toBe(1);
    expect(module.payloads[0]?.toString()).not.toContain('AT+');
    await module.clock.advance(2000);
    await module.done((await opened(module)).send(Buffer.from('pong')));
    expect(module.payloads.at(-1)?.toString()).toBe('pong');
  });
});

describe('closing', () => {
  test.each(['\r\nERROR\r\n', 'UNLINK\r\n\r\nERROR\r\n', '4,CLOSED\r\n\r\nOK\r\n'])(
    'fact 16: %j is closed',
    async (reply) => {
      const module = new ScriptedModule(dialectOf['N1 1.7']);
      module.on(/^AT\+CIPCLOSE/, reply);
      await module.done((await opened(module)).close());
      expect((await opened(module)).id).toBe(4);
    },
  );

  test('what nobody read is read away first, so that the peer sees an end and no reset', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.once(/^AT\+CIPRECVLEN\?$/, '+CIPRECVLEN:-1,-1,-1,-1,9\r\n\r\nOK\r\n');
    holds(module, false, 'forgotten');
    await module.done(socket.close());
    expect(module.sent.slice(-4)).toEqual([
      'AT+CIPRECVLEN?',
      'AT+CIPRECVDATA=4,2048',
      'AT+CIPRECVLEN?',
      'AT+CIPCLOSE=4',
    ]);
  });

  test('a waiting receive ends, and closing again does nothing', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    const waiting = socket.receive(10, never);
    await module.clock.advance(100);
    await Promise.all([module.done(socket.close()), module.done(socket.close())]);
    expect(await module.code(waiting)).toBe('ECONNABORTED');
    expect(module.count(/CIPCLOSE/)).toBe(1);
    expect(await module.code(socket.send(Buffer.from('x')))).toBe('EPIPE');
  });

  test('a close that is not answered is repeated before the number is used again', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.once(/^AT\+CIPCLOSE/, () => undefined);
    await module.done(socket.close());
    await opened(module);
    expect(module.sent.slice(-3, -1)).toEqual(['AT+CIPCLOSE=4', 'AT+CIPSTART=4,"TCP","10.0.0.5",7,,,20000']);
  });

  test('100 turns leak no number', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    for (let turn = 0; turn < 100; turn++) {
      const socket = await opened(module);
      if (turn % 3 === 0) module.say(`${socket.id},CLOSED\r\n`);
      await module.done(socket.close());
    }
    const all = [];
    for (let turn = 0; turn < 5; turn++) all.push((await opened(module)).id);
    expect(all.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a module that is lost lets go of everything, and leaves no timer', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.on(/^AT\+CIPSEND/, () => undefined);
    const sending = socket.send(Buffer.from('ping'));
    const waiting = socket.receive(10, never);
    await module.clock.advance(100);
    module.lose('ready');
    expect(await module.code(sending)).toBe('ENETDOWN');
    await module.done(socket.close());
    expect((await module.settled(waiting)).status).toBe('rejected');
    await module.clock.advance(60_000);
    expect(module.clock.timerCount).toBe(0);
  });
});
