import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { Misbehaviours } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

function make(personality: string, misbehaviours: Misbehaviours = {}, sim = {}): void {
  module?.close();
  module = new SimulatedQuectel({ personality, clock, misbehaviours, sim });
  host = new BareHost(module, clock);
}

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  module.close();
  expect(clock.timerCount).toBe(0);
});

const frames = (...lines: string[]): string => lines.map((line) => `\r\n${line}\r\n`).join('');

describe('the start', () => {
  test.each(['quectel-ec25', 'quectel-ec21', 'quectel-eg91', 'quectel-eg25-g'])('%s', async (name) => {
    make(name);
    module.powerOn();
    await clock.advance(30_000);
    expect(host.take()).toBe(
      frames('RDY', '+CFUN: 1', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'),
    );
    expect(module.isRegistered).toBe(true);
  });

  test('BG95 says APP RDY early, BG96 late', async () => {
    make('quectel-bg95');
    module.powerOn();
    await clock.advance(2599);
    expect(host.received).toBe('');
    await clock.advance(30_000);
    expect(host.take()).toBe(
      frames('RDY', 'APP RDY', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'),
    );
    make('quectel-bg96');
    module.powerOn();
    await clock.advance(30_000);
    expect(host.take()).toBe(
      frames('RDY', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', 'APP RDY', '+QIND: PB DONE'),
    );
  });

  test('what is sent before RDY is lost; half a line behind it is passed over', async () => {
    make('quectel-ec25');
    module.powerOn();
    host.send('ATE0\rAT+CG');
    await clock.advance(12_000);
    host.send('MM\r');
    await clock.advance(50);
    expect(host.take()).toBe(frames('RDY'));
    expect(module.echo).toBe(true);
  });

  test('faults of the start', async () => {
    make('quectel-bg95', { noRdy: true, noAppRdy: true, phonebookFirst: true });
    module.powerOn();
    await clock.advance(30_000);
    expect(host.take()).toBe(frames('+CPIN: READY', '+QUSIM: 1', '+QIND: PB DONE', '+QIND: SMS DONE'));
    make('quectel-bg95', { bootGarbage: true, loseFirstCommand: true });
    module.powerOn();
    await clock.advance(30_000);
    expect(host.take()).toMatch(/^\0\xff[^R]*\r\n\r\nRDY\r\n/);
    expect(await host.ask('AT')).toBe('');
    expect(await host.ask('AT')).toBe('AT\r\r\nOK\r\n');
  });

  test('URCs routed to a port without a host, until it is named', async () => {
    make('quectel-ec25', { urcPort: true });
    module.powerOn();
    await clock.advance(30_000);
    expect(host.take()).toBe('');
    expect(await host.ask('AT+QURCCFG="urcport"')).toContain('\r\n+QURCCFG: "urcport","usbat"\r\n');
    await host.ask('AT+QURCCFG="urcport","uart1"');
    module.injectUrc('+QIND: "act","LTE"');
    expect(host.take()).toBe(frames('+QIND: "act","LTE"'));
    module.reboot();
    await clock.advance(30_000);
    expect(host.take()).toMatch(/^\r\nRDY\r\n/);
  });
});

describe('the card at the start', () => {
  test('errors 10, 10, 14 and then READY, as seen on EC21', async () => {
    make('quectel-ec21');
    module.powerOn();
    await host.expect('RDY', 20_000);
    await host.ask('ATE0', 10);
    const answers: string[] = [];
    for (const wait of [15, 100, 110, 130]) {
      await clock.advance(wait - 10);
      answers.push((await host.ask('AT+CPIN?', 10)).replaceAll('\r\n', ' ').trim());
    }
    expect(answers).toEqual(['+CME ERROR: 10', '+CME ERROR: 10', '+CME ERROR: 14', '+CPIN: READY  OK']);
  });

  test('AT+QINISTAT fills up', async () => {
    make('quectel-ec25');
    module.powerOn();
    await host.expect('RDY', 20_000);
    await host.ask('ATE0');
    const seen: string[] = [];
    for (let count = 0; count < 10; count++) {
      seen.push(/\+QINISTAT: (\d)/.exec(await host.ask('AT+QINISTAT', 500))?.[1] ?? '');
    }
    expect([...new Set(seen)]).toEqual(['0', '1', '3', '7']);
  });
});

describe('a restart', () => {
  test('forgets what is volatile and keeps what is stored', async () => {
    make('quectel-bg96');
    module.powerOn();
    await clock.advance(30_000);
    for (const line of [
      'ATE0',
      'AT+CMEE=2',
      'AT+CEREG=2',
      'AT+CGEREP=2,1',
      'AT+QISDE=0',
      'AT+QICSGP=1,1,"a","","",0',
      'AT+CGDCONT=1,"IP","iot.example"',
      'AT+QURCCFG="urcport","uart1"',
      'AT+QSIMSTAT=1',
      'AT+QCFG="nwscanmode",3,1',
      'AT+IPR=230400;&W',
      'ATE0',
    ]) {
      expect(await host.ask(line)).toContain('\r\nOK\r\n');
    }
    expect(await host.ask('AT+QIACT=1', 5000)).toBe('\r\nOK\r\n');
    host.send('AT+CFUN=1,1\r');
    await clock.advance(200);
    expect(host.take()).toBe('\r\nOK\r\n\r\nPOWERED DOWN\r\n');
    host.send('AT\r');
    await clock.advance(5000);
    expect(host.take()).toBe('');
    await host.expect('PB DONE', 10_000);
    expect(module.activeContexts).toEqual([]);
    // AT&W stored the echo off and AT+CEREG.
    expect(await host.ask('AT+QISDE?')).toBe('\r\n+QISDE: 1\r\n\r\nOK\r\n');
    expect(await host.ask('AT+CMEE?')).toContain('+CMEE: 1');
    expect(await host.ask('AT+CGEREP?')).toContain('+CGEREP: 0,0');
    expect(await host.ask('AT+CEREG?')).toContain('+CEREG: 2,');
    expect(await host.ask('AT+QICSGP=1')).toContain('+QICSGP: 1,"","","",0');
    expect(await host.ask('AT+CGDCONT?')).toContain('+CGDCONT: 1,"IP","iot.example","0.0.0.0",0,0,0,0');
    expect(await host.ask('AT+QURCCFG="urcport"')).toContain('"uart1"');
    expect(await host.ask('AT+QSIMSTAT?')).toContain('+QSIMSTAT: 1,1');
    expect(await host.ask('AT+QCFG="nwscanmode"')).toContain('+QCFG: "nwscanmode",3\r\n');
    expect(await host.ask('AT+IPR?')).toContain('+IPR: 230400');
  });

  test('without AT&W the echo is on again', async () => {
    make('quectel-ec25');
    module.powerOn();
    await clock.advance(30_000);
    await host.ask('ATE0');
    await host.ask('AT+CREG=2');
    expect(module.echo).toBe(false);
    module.reboot({ announce: 'POWERED DOWN', latePdpdeact: true });
    await clock.advance(30_000);
    expect(host.take()).toMatch(/^\r\nPOWERED DOWN\r\n\r\n\+QIURC: "pdpdeact",1\r\n\r\nRDY\r\n/);
    expect(module.echo).toBe(true);
    expect(await host.ask('AT+CREG?')).toBe('AT+CREG?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n');
  });

  test('in the middle of an answer cuts it off', async () => {
    make('quectel-ec25');
    module.powerOn();
    await clock.advance(30_000);
    host.take();
    host.send('AT+COPS=?\r');
    await clock.advance(1000);
    module.reboot();
    await clock.advance(60_000);
    expect(host.take()).toMatch(/^AT\+COPS=\?\r\r\nRDY\r\n/);
  });
});

describe('power', () => {
  test('AT+QPOWD says OK, then goodbye; the power key wakes it', async () => {
    make('quectel-ec25');
    module.powerKey();
    await clock.advance(30_000);
    await host.ask('ATE0');
    expect(await host.ask('AT+QPOWD', 30_000)).toBe('\r\nOK\r\n\r\nPOWERED DOWN\r\n');
    expect(module.isRunning).toBe(false);
    expect(clock.timerCount).toBe(0);
    module.powerKey();
    await host.expect('RDY', 12_000);
    module.powerKey();
    await host.expect('POWERED DOWN', 12_000);
  });

  test('a module that hangs says nothing and recovers', async () => {
    make('quectel-ec25');
    module.powerOn();
    await clock.advance(30_000);
    host.take();
    module.hang();
    expect(await host.ask('AT', 10_000)).toBe('');
    module.unhang();
    expect(await host.ask('AT')).toBe('AT\r\r\nOK\r\n');
  });

  test('speed shortens everything', async () => {
    const fast = new SimulatedQuectel({ personality: 'quectel-ec25', clock, speed: 100 });
    const other = new BareHost(fast, clock);
    fast.powerOn();
    await clock.advance(125);
    expect(other.take()).toContain('RDY');
    fast.close();
    make('quectel-ec25');
  });
});
