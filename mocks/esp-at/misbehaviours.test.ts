import { afterEach, describe, expect, test } from '@jest/globals';
import { SimulatedAir } from './air.ts';
import type { Misbehaviours } from './options.ts';
import { ManualNetwork, Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

const join = 'AT+CWJAP="lab","secret99"';

async function station(misbehaviours: Misbehaviours, personality = 'esp32-at4'): Promise<void> {
  const air = new SimulatedAir([{ ssid: 'lab', passphrase: 'secret99' }]);
  rig = await Rig.ready(personality, { air, misbehaviours });
  await rig.ask('AT+CWMODE=1');
  await rig.ask('ATE0');
}

describe('at the start', () => {
  const start = async (misbehaviours: Misbehaviours): Promise<string> => {
    const air = new SimulatedAir([{ ssid: 'lab', passphrase: 'secret99' }]);
    rig = new Rig('esp32-at4', { air, misbehaviours, stored: { ssid: 'lab', passphrase: 'secret99' } });
    rig.module.powerOn();
    return rig.after(9000);
  };

  test('no ready', async () => {
    expect(await start({ noReady: true })).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });

  test('glitch bytes', async () => {
    expect(await start({ bootGarbage: 3 })).toBe('\x00\xff\xe0\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });

  test('CONNECTED before ready', async () => {
    expect(await start({ connectedBeforeReady: true })).toBe('WIFI CONNECTED\r\n\r\nready\r\nWIFI GOT IP\r\n');
  });

  test('ready comes even if the network does not', async () => {
    rig = new Rig('esp32-at4', { misbehaviours: { connectedBeforeReady: true }, stored: { ssid: 'gone' } });
    rig.module.powerOn();
    expect(await rig.after(9000)).toBe('\r\nready\r\n');
  });

  test('busy while it joins by itself', async () => {
    rig = new Rig('esp32-at4', { misbehaviours: { busyWhileJoining: true }, stored: { ssid: 'gone' } });
    rig.module.powerOn();
    await rig.host.expect('ready\r\n', 2000);
    expect(await rig.ask('AT')).toBe('\r\nbusy p...\r\n');
  });

  test('the log comes out of the AT port', async () => {
    const said = await start({ logOnAtUart: true });
    expect(said).toContain('rst:0x1 (POWERON_RESET)');
    expect(said).toMatch(/wifi:connected with lab, aid = 1, channel 6, HT20, bssid = .*\r\nWIFI CONNECTED\r\nsta ip: /);
  });
});

describe('busy', () => {
  test('for ever, until AT+RST forces a restart', async () => {
    await station({ stuckCommand: '+CWLAP' });
    expect(await rig.ask('AT+CWLAP', 100_000)).toBe('');
    expect(await rig.ask('AT')).toBe('\r\nbusy p...\r\n');
    expect(await rig.ask('AT+RST', 3000)).toBe('\r\nWill force to restart!!!\r\n\r\nready\r\n');
  });

  test('and the line is run all the same', async () => {
    await station({ busyThenExecute: true });
    await rig.ask('AT+CWLAP');
    expect(await rig.ask('AT+CWMODE?')).toBe('\r\nbusy p...\r\n');
    expect(await rig.after(3000)).toMatch(/^\+CWLAP:.*\r\n\r\nOK\r\n\+CWMODE:1\r\n\r\nOK\r\n$/);
  });

  test('again and again after an empty line', async () => {
    await station({ emptyLineLoop: true });
    expect((await rig.ask('', 1000)).match(/^busy p\.\.\.\r$/gm)?.length).toBeGreaterThan(15);
    rig.module.reboot('external');
    expect(await rig.after(3000)).toBe('\r\nready\r\n');
  });

  test('right behind an OK, and the answer follows all the same', async () => {
    await station({ busyAfterFinalMs: 5, busyThenExecute: true });
    rig.host.send('AT\r\n');
    await rig.host.expect('OK\r\n', 100);
    expect(await rig.ask('AT')).toBe('\r\nbusy p...\r\n\r\nOK\r\n');
  });

  test('right behind an OK', async () => {
    await station({ busyAfterFinalMs: 5 });
    rig.host.send('AT\r\n');
    await rig.host.expect('OK\r\n', 100);
    expect(await rig.ask('AT', 1)).toBe('\r\nbusy p...\r\n');
    await rig.after(10);
    expect(await rig.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('before the OK of AT+RST', async () => {
    await station({ busyBeforeRestart: true });
    expect(await rig.ask('AT+RST', 3000)).toBe('\r\nbusy p...\r\n\r\nOK\r\n\r\nready\r\n');
  });

  test('slow answers', async () => {
    rig = await Rig.ready('esp32-at4', { misbehaviours: { slowAnswersMs: 3000 } });
    expect(await rig.ask('AT', 2900)).toBe('AT\r\n');
    expect(await rig.after(200)).toBe('\r\nOK\r\n');
  });
});

describe('joining', () => {
  test.each([
    [{ gotIpBeforeConnected: true }, 'WIFI GOT IP\r\nWIFI CONNECTED\r\n\r\nOK\r\n'],
    [{ okBeforeGotIp: true }, 'WIFI CONNECTED\r\n\r\nOK\r\nWIFI GOT IP\r\n'],
    [{ noGotIp: true }, 'WIFI CONNECTED\r\n\r\nOK\r\n'],
    [{ noConnected: true }, 'WIFI GOT IP\r\n\r\nOK\r\n'],
  ])('%j', async (misbehaviours, answer) => {
    await station(misbehaviours);
    expect(await rig.ask(join, 6000)).toBe(answer);
  });

  test('a code that lies', async () => {
    await station({ joinCode: 1 });
    expect(await rig.ask('AT+CWJAP="lab","wrong999"', 8000)).toBe('+CWJAP:1\r\n\r\nERROR\r\n');
  });

  test('refusals although all is right', async () => {
    await station({ refusedJoins: 2 });
    expect(await rig.ask(`${join},,,0`, 8000)).toBe('+CWJAP:1\r\n\r\nERROR\r\n');
    expect(await rig.ask(`${join},,,0`, 8000)).toBe('+CWJAP:1\r\n\r\nERROR\r\n');
    expect(await rig.ask(`${join},,,0`, 8000)).toContain('\r\nOK\r\n');
  });

  test('a query that is blind', async () => {
    await station({ joinQueryBlind: true });
    await rig.ask(join, 6000);
    expect(await rig.ask('AT+CWJAP?')).toBe('\r\nOK\r\n');
  });

  test('no DISCONNECT', async () => {
    await station({ noDisconnect: true });
    await rig.ask(join, 6000);
    const [point] = rig.air.points;
    if (point !== undefined) rig.air.remove(point);
    expect(await rig.after(20_000)).toBe('');
    expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:3');
  });

  test('DISCONNECT again and again', async () => {
    await station({ repeatDisconnect: true });
    await rig.ask(join, 6000);
    const [point] = rig.air.points;
    if (point !== undefined) rig.air.remove(point);
    expect((await rig.after(20_000)).match(/WIFI DISCONNECT\r\n/g)?.length).toBeGreaterThan(2);
  });

  test('it comes back after CWQAP', async () => {
    await station({ rejoinAfterQuit: true });
    await rig.ask(join, 6000);
    expect(await rig.ask('AT+CWQAP', 6000)).toBe('WIFI DISCONNECT\r\n\r\nOK\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });

  test('it does not come back when the station was switched off', async () => {
    await station({ rejoinAfterQuit: true });
    await rig.ask(join, 6000);
    await rig.ask('AT+CWQAP');
    await rig.ask('AT+CWMODE=0');
    expect(await rig.after(6000)).toBe('');
  });

  test('scans that find nothing, as on the first ESP32-C6', async () => {
    await station({}, 'esp32-c6');
    expect(await rig.ask('AT+CWLAP', 3000)).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CWLAP', 3000)).toContain('"lab"');
  });
});

describe('URCs at every place of an exchange', () => {
  test('of a query', async () => {
    await station({});
    await rig.ask('ATE1');
    rig.module.injectUrc('U1', { between: 'echo' });
    rig.module.injectUrc('U2', { between: 'info' });
    rig.module.injectUrc('U3', { between: 'final' });
    expect(await rig.ask('AT+CWMODE?')).toBe('AT+CWMODE?\r\nU1\r\n+CWMODE:1\r\nU2\r\n\r\nOK\r\nU3\r\n');
    rig.module.injectUrc('U4', { between: 'inside-echo' });
    expect(await rig.ask('AT+CWMODE?')).toBe('AT+CWMU4\r\nODE?\r\n+CWMODE:1\r\n\r\nOK\r\n');
    rig.module.injectUrc('U5');
    rig.module.injectBytes(Buffer.from('\xff', 'latin1'));
    expect(rig.host.take()).toBe('U5\r\n\xff');
  });

  test('of a send', async () => {
    rig = await Rig.joined('esp32-at4', { network: new ManualNetwork() });
    await rig.ask('ATE0');
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
    rig.module.injectUrc('U1', { between: 'prompt' });
    rig.module.injectUrc('U2', { between: 'data' });
    rig.module.injectUrc('U3', { between: 'recv' });
    expect(await rig.ask('AT+CIPSEND=2')).toBe('\r\nOK\r\nU1\r\n\r\n>U2\r\n');
    rig.host.send('hi');
    expect(await rig.after(50)).toBe('\r\nRecv 2 bytes\r\nU3\r\n\r\nSEND OK\r\n');
  });
});

describe('links', () => {
  const linked = async (misbehaviours: Misbehaviours): Promise<ManualNetwork> => {
    const network = new ManualNetwork();
    rig = await Rig.joined('esp32-at4', { network, misbehaviours });
    await rig.ask('ATE0');
    await rig.ask('AT+CIPMUX=1');
    await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7');
    return network;
  };

  test('SEND FAIL and then SEND OK', async () => {
    await linked({ sendFailThenOk: true });
    await rig.ask('AT+CIPSEND=0,2');
    rig.host.send('hi');
    expect(await rig.after(50)).toBe('\r\nRecv 2 bytes\r\n\r\nSEND FAIL\r\n\r\nSEND OK\r\n');
  });

  test('lost bytes of a payload are filled up by what comes next', async () => {
    const network = await linked({ lostPayloadBytes: 2 });
    await rig.ask('AT+CIPSEND=0,4');
    rig.host.send('ping');
    expect(await rig.after(5000)).toBe('');
    expect(await rig.ask('AT+CIPSEND=0,4')).toBe('\r\nbusy p...\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    expect(network.sent).toEqual(['ngAT']);
  });

  test('no link after the network was lost', async () => {
    await linked({ noLinksAfterLoss: true });
    rig.module.deauthenticate();
    await rig.after(8000);
    expect(rig.module.isAssociated).toBe(true);
    expect(await rig.ask('AT+CIPSTART=1,"TCP","10.0.0.5",7')).toBe('\r\nERROR\r\n1,CLOSED\r\n');
  });

  test("the maker's name servers", async () => {
    await linked({ makersNameServers: true });
    expect(await rig.ask('AT+CIPDNS?')).toBe('+CIPDNS:0,"208.67.222.222","114.114.114.114","8.8.8.8"\r\n\r\nOK\r\n');
  });

  test('CLOSED before the ERROR', async () => {
    await linked({ closedBeforeError: true });
    expect(await rig.ask('AT+CIPSTART=1,"TCP","10.0.0.5",9')).toBe('1,CLOSED\r\n\r\nERROR\r\n');
  });

  test('CR LF behind a payload', async () => {
    const network = await linked({ lineEndAfterPayload: true });
    network.say('test');
    expect(rig.host.take()).toBe('\r\n+IPD,0,4:test\r\n');
  });

  test('DISCONNECT before CLOSED at a restart', async () => {
    await linked({ disconnectBeforeClosed: true });
    expect(await rig.ask('AT+RST')).toBe('\r\nOK\r\nWIFI DISCONNECT\r\n0,CLOSED\r\n');
  });
});

test('every echo with CR CR LF', async () => {
  rig = await Rig.ready('esp8266-nonos', { misbehaviours: { doubledCrEcho: true } });
  expect(await rig.ask('AT')).toBe('AT\r\r\n\r\nOK\r\n');
});
