import { describe, expect, test } from '@jest/globals';
import { numberOf, readRegistration, TestLine } from './channel.test-support.ts';
import { command, order, ping } from './command.ts';
import { basic, exec, read, set } from './command-line.ts';
import { fixedUrc, urc } from './urc.ts';

const registration = urc('+CEREG', (params) => (params.isInt(1) ? undefined : params.int()));
const model = command({ line: exec('+CGMM'), timeoutMs: 300, bareLines: 1, result: ({ bare }) => bare[0] });

describe('one command at a time', () => {
  test('in the order of the calls', async () => {
    const line = new TestLine({ terminator: '\r\n' });
    const ended: string[] = [];
    for (const name of ['+A', '+B', '+C']) void line.channel.run(order(exec(name), 300)).then(() => ended.push(name));
    await line.clock.settle();
    expect(line.sent).toEqual(['AT+A\r\n']);
    line.say('\r\nOK\r\n');
    expect(line.sent).toEqual(['AT+A\r\n', 'AT+B\r\n']);
    line.channel.terminator = '\r';
    line.say('\r\nOK\r\n\r\nOK\r\n');
    await line.clock.settle();
    expect(line.sent).toEqual(['AT+A\r\n', 'AT+B\r\n', 'AT+C\r']);
    expect(ended).toEqual(['+A', '+B', '+C']);
    expect(line.clock.timerCount).toBe(0);
  });

  test('with a pause between them, where one is wanted', async () => {
    const line = new TestLine({ cooldownMs: 20 });
    const urcs: string[] = [];
    line.channel.onUrc(
      urc('+CSQ', (_params, text) => text),
      (text) => urcs.push(text),
    );
    const first = line.run(numberOf('+CSQ'));
    const second = line.run(ping(300));
    line.say('+CSQ: 20\r\nOK\r\n');
    // What comes in the pause is nobody's answer.
    line.say('+CSQ: 21\r\nOK\r\n');
    await line.clock.advance(19);
    expect([first.outcome, urcs, line.unknown, line.sent]).toEqual([20, ['+CSQ: 21'], ['OK'], ['AT+CSQ?\r']]);
    await line.clock.advance(1);
    expect(line.sent).toEqual(['AT+CSQ?\r', 'AT\r']);
    line.say('OK\r\n');
    await line.clock.settle();
    expect(second.outcome).toBeUndefined();
    line.channel.close(new Error('end') as never);
    expect(line.clock.timerCount).toBe(0);
  });

  test('and no more than a limit wait', async () => {
    const line = new TestLine({ queueLimit: 2 });
    const runs = [1, 2, 3, 4].map(() => line.run(ping(300)));
    await line.clock.settle();
    expect(runs.map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'pending', 'AT_QUEUE_FULL']);
  });
});

describe('claims', () => {
  test('the read form is the answer, the other form is the URC', async () => {
    const line = new TestLine();
    const moved: number[] = [];
    line.channel.onUrc(registration, (state) => moved.push(state));
    const run = line.run(readRegistration);
    line.say('\r\n+CEREG: 5,"A1B2","01A2B3C4",7\r\n');
    line.say('AT+CEREG?\r\r\n+CEREG: 2\r\n');
    line.say('\r\n+CEREG: 2,1,"A1B2","01A2B3C4",7\r\n\r\n+CEREG: 4\r\n\r\nOK\r\n\r\n+CEREG: 0\r\n');
    await run.done;
    expect([run.outcome, moved, line.unknown, line.echoes]).toEqual([1, [5, 2, 4, 0], [], 1]);
  });

  test('a line without a prefix is the answer, and a URC in front of it is not', async () => {
    const line = new TestLine();
    const ready: string[] = [];
    line.channel.onUrc(fixedUrc('SMS DONE'), (text) => ready.push(text));
    const run = line.run(model);
    line.say('AT+CGMM\r\r\nSMS DONE\r\n\r\n+CFUN: 1\r\n\r\nEC25\r\nmore\r\n\r\nOK\r\n');
    await run.done;
    expect([run.outcome, ready, line.unknown]).toEqual(['EC25', ['SMS DONE'], ['+CFUN: 1', 'more']]);
  });

  test('several lines and a counted block', async () => {
    const line = new TestLine();
    const received = command({
      line: set('+QIRD', 0, 1500),
      timeoutMs: 300,
      block: { prefix: '+QIRD:', length: (header) => Number(header.slice(6)) },
      result: ({ blocks }) => blocks.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
    });
    const run = line.run(received);
    line.say('\r\n+QIRD: 8\r\n\r\nOK\r\n+C\r\n\r\nOK\r\n');
    await run.done;
    expect(run.outcome).toEqual(['\r\nOK\r\n+C']);
    line.say('+QIRD: 8\r\n');
    expect(line.unknown).toEqual(['+QIRD: 8']);
  });

  test('a counted block may also be a URC, in the middle of an answer', async () => {
    const line = new TestLine();
    const data: unknown[] = [];
    const rule = { prefix: '+QIURC: "recv"', length: (header: string) => Number(header.split(',')[2]) };
    line.channel.onUrc(
      urc('+QIURC', (params) => params.text(), rule),
      (_kind, header, bytes) => data.push(header, bytes),
    );
    const run = line.run(numberOf('+CSQ'));
    line.say('\r\n+QIURC: "recv",1,4\r\nOK\r\n\r\n+CSQ: 7\r\n\r\nOK\r\n');
    await run.done;
    expect([run.outcome, data]).toEqual([7, ['+QIURC: "recv",1,4', new Uint8Array(Buffer.from('OK\r\n'))]]);
  });

  test('lines that were glued are cut where the prefix begins again', async () => {
    const line = new TestLine();
    const run = line.run(
      command({
        line: read('+QCAINFO'),
        timeoutMs: 300,
        lines: { '+QCAINFO': (params) => params.text() },
        result: ({ lines }) => lines['+QCAINFO'],
      }),
    );
    line.say('+QCAINFO: "PCC",1+QCAINFO: "SCC",2+QCAINFO: "x+QCAINFO: y"\r\nOK\r\n');
    await run.done;
    expect(run.outcome).toEqual(['PCC', 'SCC', 'x+QCAINFO: y']);
  });

  test('an echo is what was sent, exactly, and once', async () => {
    const line = new TestLine();
    const run = line.run(basicEcho);
    line.say('ATE\r\r\nATE0\r\r\nATE0\r\r\nATE00\r\nOK\r\n');
    await run.done;
    expect([line.echoes, line.unknown]).toEqual([1, ['ATE', 'ATE0', 'ATE00']]);
  });
});

const basicEcho = order(basic('E', 0), 300);

describe('final result codes', () => {
  test.each([
    ['ERROR', 'AT_REFUSED'],
    ['ABORTED', 'AT_REFUSED'],
    ['NO CARRIER', 'AT_REFUSED'],
    ['+CME ERROR: 10', 'AT_EQUIPMENT'],
    ['+CME ERROR: SIM not inserted', 'AT_EQUIPMENT'],
    ['+CMS ERROR: 500', 'AT_MESSAGE'],
    ['OK', 'CONNECT'],
    ['CONNECT', 'CONNECT'],
  ])('%s', async (text, outcome) => {
    const line = new TestLine();
    const run = line.run(
      command({
        line: exec('D'),
        timeoutMs: 300,
        successes: ['OK', 'CONNECT'],
        failures: ['NO CARRIER'],
        result: () => 'CONNECT',
      }),
    );
    line.say(`\r\nx${text}\r\n${text} \r\n\r\n${text}\r\n`);
    await run.done;
    expect(run.outcome).toBe(outcome);
    expect(line.unknown).toContain(`x${text}`);
    expect(line.clock.timerCount).toBe(0);
  });

  test('an error says where it happened and what was on the wire', async () => {
    const line = new TestLine();
    const failed = line.channel.run(order(read('+CPIN'), 300));
    line.say('\r\n+CME ERROR: 10\r\n');
    await expect(failed).rejects.toMatchObject({
      where: 'AT+CPIN?',
      number: 10,
      errorClass: 'hardware',
      transcript: ['0.000 > AT+CPIN?', '0.000 < +CME ERROR: 10'],
    });
  });

  test('garbled values fail the command when its final result code is there, not before', async () => {
    const line = new TestLine();
    const garbled = line.run(numberOf('+CSQ'));
    const overlong = line.run(numberOf('+CSQ'));
    const thrown = line.run({ ...ping(300), result: () => JSON.parse('{') });
    line.say('\r\n+CSQ: twenty\r\n');
    await line.clock.settle();
    expect([garbled.outcome, line.sent.length]).toEqual(['pending', 1]);
    line.say('\r\nOK\r\n');
    line.say(`+CSQ: ${'1'.repeat(9000)}\r\nOK\r\n`);
    line.say('\r\nOK\r\n');
    await line.clock.settle();
    expect([garbled.outcome, overlong.outcome, thrown.outcome]).toEqual(['AT_GARBLED', 'AT_GARBLED', 'AT_GARBLED']);
  });
});

describe('URC readers', () => {
  test('may run commands, throw, and leave', async () => {
    const line = new TestLine();
    const seen: string[] = [];
    const leave = line.channel.onUrc(fixedUrc('RDY'), () => {
      leave();
      seen.push('once');
      void line.channel.run(ping(300)).then(() => seen.push('answered'));
      throw new Error('mine');
    });
    line.say('\r\nRDY\r\n\r\nOK\r\n');
    line.say('\r\nRDY\r\n');
    await line.clock.settle();
    expect([seen, line.sent, line.unknown]).toEqual([['once', 'answered'], ['AT\r'], ['RDY']]);
  });

  test('hear nothing after one of them closed the channel', () => {
    const line = new TestLine();
    let heard = 0;
    line.channel.onUrc(fixedUrc('RDY'), () => {
      heard++;
      line.channel.close(new Error('gone') as never);
    });
    line.say('RDY\r\nRDY\r\nwhat\r\n');
    line.say('RDY\r\n');
    expect([heard, line.unknown]).toEqual([1, []]);
  });
});
