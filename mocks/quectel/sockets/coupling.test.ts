import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { error, ok, SocketRig, sendOk } from './rig.test-support.ts';

// What happens to sockets because of something else: contexts, the radio, restarts; and what the field has seen.
let rig: SocketRig;
let ended: number;

beforeEach(() => {
  ended = 0;
  rig = new SocketRig({
    hosts: { 'two.example': ['192.0.2.10', '192.0.2.11'] },
    servers: {
      '192.0.2.10:7': 'echo',
      '192.0.2.10:9': () => ({ closed: () => (ended += 1) }),
      '192.0.2.10:82': 'timeout',
    },
  });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

const quiet = '"192.0.2.10",9';
const reason = async (): Promise<string> => /QIGETERROR: (\d+)/.exec(await rig.ask('AT+QIGETERROR'))?.[1] ?? '';

describe('contexts', () => {
  test('AT+QIDEACT closes every socket without a word', async () => {
    await rig.start();
    await rig.open(0, quiet);
    await rig.open(1);
    expect(await rig.ask('AT+QIDEACT=1', 5000)).toBe(ok);
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
    expect(await rig.ask('AT+QISEND=0,1')).toBe(error);
    expect(await rig.ask('AT+QIACT=1', 5000)).toBe(ok);
    await rig.open(0);
  });

  test('pdpdeact kills them; their ids are free after AT+QIDEACT', async () => {
    await rig.start();
    await rig.open(0, quiet);
    await rig.ask('AT+QIOPEN=1,2,"TCP","192.0.2.10",82', 500);
    rig.module.deactivatePdp(1);
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIOPEN: 2,570\r\n\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await rig.ask('AT+QISEND=0,1')).toBe(error);
    expect(await reason()).toBe('570');
    expect(await rig.ask('AT+QIOPEN=1,3,"TCP","192.0.2.10",7', 1000)).toContain('+QIOPEN: 3,570');
    expect(await rig.ask('AT+QIACT=1', 5000)).toBe(error);
    expect(await rig.ask('AT+QIDEACT=1', 5000)).toBe(ok);
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
    expect(await rig.ask('AT+QIACT=1', 5000)).toBe(ok);
    await rig.open(0);
  });

  test('a bearer that is lost in silence shows when one sends', async () => {
    await rig.start();
    await rig.open(0, quiet);
    rig.module.deactivatePdp(1, { silent: true });
    await rig.clock.advance(10_000);
    expect(rig.host.take()).toBe('');
    expect(await rig.ask('AT+QISEND=0,1')).toBe(error);
    expect(await reason()).toBe('570');
  });

  test('a restart forgets sockets and settings', async () => {
    await rig.start();
    await rig.ask('AT+QICFG="recvind",1');
    await rig.open(0, quiet);
    rig.module.reboot();
    await rig.clock.advance(30_000);
    expect(ended).toBe(1);
    await rig.ask('ATE0');
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
    expect(await rig.ask('AT+QISDE?')).toContain('+QISDE: 1');
    expect(await rig.ask('AT+QICFG="recvind"')).toContain('"recvind",0');
  });

  test('power that is cut takes the connections along', async () => {
    await rig.start();
    await rig.open(0, quiet);
    rig.module.powerOff();
    await rig.clock.advance(100);
    expect(ended).toBe(1);
  });
});

describe('the radio', () => {
  test('out of coverage nothing gets through, and afterwards all of it', async () => {
    await rig.start();
    await rig.open(0);
    rig.module.loseCoverage();
    await rig.clock.advance(5000);
    expect(await rig.send('delayed')).toBe(sendOk);
    expect(await rig.ask('AT+QISEND=0,0', 1000)).toBe(`\r\n+QISEND: 7,0,7\r\n${ok}`);
    rig.module.restoreCoverage();
    await rig.clock.advance(10_000);
    expect(rig.host.take()).toContain('\r\n+QIURC: "recv",0\r\n');
    expect(await rig.ask('AT+QIRD=0,100')).toBe(`\r\n+QIRD: 7\r\ndelayed\r\n${ok}`);
    expect(await rig.ask('AT+QISEND=0,0')).toBe(`\r\n+QISEND: 7,7,0\r\n${ok}`);
  });

  test('GNSS that goes first stalls data, and a connection dies of it', async () => {
    await rig.start({ personality: 'quectel-bg95', misbehaviours: { gnssStarvesRadio: true } });
    await rig.open(0);
    await rig.ask('AT+QGPS=1', 10_000);
    expect(await rig.send('stalled')).toBe(sendOk);
    await rig.clock.advance(60_000);
    expect(rig.host.take()).toBe('');
    expect(await rig.ask('AT+QGPSEND', 20_000)).toContain('+QIURC: "recv",0');
    await rig.ask('AT+QIRD=0');
    await rig.ask('AT+QGPS=1', 10_000);
    expect(await rig.send('lost')).toBe(sendOk);
    await rig.clock.advance(200_000);
    expect(rig.host.take()).toBe('\r\n+QIURC: "closed",0\r\n');
    await rig.ask('AT+QGPSEND');
    await rig.ask('AT+QGPSCFG="priority",1');
    await rig.clock.advance(20_000);
    await rig.ask('AT+QGPS=1', 10_000);
    await rig.open(1);
    expect(await rig.send('flows', 1)).toBe(`${sendOk}\r\n+QIURC: "recv",1\r\n`);
  });
});

describe('names and echoes', () => {
  test('one URC line for each address, behind their number', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIDNSGIP=1,"two.example"', 1000)).toBe(
      `${ok}\r\n+QIURC: "dnsgip",0,2,600\r\n\r\n+QIURC: "dnsgip","192.0.2.10"\r\n\r\n+QIURC: "dnsgip","192.0.2.11"\r\n`,
    );
    expect(await rig.ask('AT+QIDNSGIP=1,"none.example"', 1000)).toBe(`${ok}\r\n+QIURC: "dnsgip",565\r\n`);
  });

  test('one query at a time', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIDNSGIP=1,"two.example"')).toBe(ok);
    expect(await rig.ask('AT+QIDNSGIP=1,"two.example"', 50)).toBe(error);
    expect(await reason()).toBe('564');
    await rig.host.expect('192.0.2.11', 1000);
    expect(await rig.ask('AT+QIDNSGIP=1,"two.example"', 1000)).toContain('dnsgip');
  });

  test('pings what answers, and waits for what does not', async () => {
    await rig.start();
    expect(await rig.ask('AT+QPING=1,"two.example",1,2', 1000)).toBe(
      `${ok}\r\n+QPING: 0,"192.0.2.10",32,20,255\r\n\r\n+QPING: 0,"192.0.2.10",32,20,255\r\n\r\n+QPING: 0,2,2,0,20,20,20\r\n`,
    );
    expect(await rig.ask('AT+QPING=1,"192.0.2.77",2,1', 5000)).toBe(
      `${ok}\r\n+QPING: 569\r\n\r\n+QPING: 0,1,0,1,0,0,0\r\n`,
    );
    expect(await rig.ask('AT+QPING=1,"none.example",2,1', 5000)).toBe(`${ok}\r\n+QPING: 565\r\n`);
  });
});

describe('what the field has seen', () => {
  test('recvind is taken and has no effect', async () => {
    await rig.start({ misbehaviours: { recvWithoutLength: true } });
    await rig.ask('AT+QICFG="recvind",1');
    await rig.open(0);
    expect(await rig.send('abc')).toBe(`${sendOk}\r\n+QIURC: "recv",0\r\n`);
  });

  test('URCs about received data get lost', async () => {
    await rig.start({ misbehaviours: { lostRecvUrc: 2 } });
    await rig.open(0);
    const said: boolean[] = [];
    for (let turn = 0; turn < 4; turn++) {
      said.push((await rig.send('abc')).includes('recv'));
      expect(await rig.ask('AT+QIRD=0,1500')).toBe(`\r\n+QIRD: 3\r\nabc\r\n${ok}`);
    }
    expect(said).toEqual([true, false, true, false]);
  });

  test('a read returns more than was wanted', async () => {
    await rig.start({ misbehaviours: { readReturnsMoreThanWanted: true } });
    await rig.open(0);
    await rig.send('abcdef');
    expect(await rig.ask('AT+QIRD=0,2')).toBe(`\r\n+QIRD: 6\r\nabcdef\r\n${ok}`);
  });

  test('closing takes nine seconds, or as long as it may', async () => {
    await rig.start({ misbehaviours: { slowClose: true } });
    await rig.open(0);
    expect(await rig.ask('AT+QICLOSE=0', 8900)).toBe('');
    expect(await rig.give('', 200)).toBe(ok);
    await rig.open(0);
    expect(await rig.ask('AT+QICLOSE=0,1', 1100)).toBe(ok);
    await rig.open(0);
    expect(await rig.ask('AT+QICLOSE=0,0')).toBe(ok);
  });

  test('sockets of an earlier host, with old data in them', async () => {
    await rig.start({ bare: true, misbehaviours: { staleSockets: [0, 4] } });
    expect(await rig.ask('AT+QISTATE?')).toMatch(/QISTATE: 0,"TCP".*\r\n\+QISTATE: 4,"TCP"/);
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7', 1000)).toContain('+QIOPEN: 0,563');
    expect(await rig.ask('AT+QIRD=4,100')).toBe(`\r\n+QIRD: 8\r\nold data\r\n${ok}`);
    expect(await rig.ask('AT+QICLOSE=0,1', 2000)).toBe(ok);
    await rig.open(0);
    rig.module.leaveStaleSockets([7]);
    expect(await rig.ask('AT+QIRD=7,100')).toContain('stale');
  });

  test('a failed open frees its id on newer firmware', async () => {
    await rig.start({ misbehaviours: { failedOpenFreesId: true } });
    rig.module.failNextOpen(566);
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7', 1000)).toContain('+QIOPEN: 0,566');
    await rig.open(0);
  });
});

test('with no time for an answer it comes in the same turn', async () => {
  await rig.start({ answerMs: 0 });
  await rig.open(0);
  rig.host.send('AT+QISEND=0,3\r');
  expect(rig.host.take()).toBe('\r\n> ');
  rig.host.send('abc');
  expect(rig.host.take()).toBe('\r\nSEND OK\r\n');
  rig.host.send('AT+QISEND=0,3\r\nabcAT+QISEND=0,0\r');
  expect(rig.host.take()).toBe(`\r\n> \r\nSEND OK\r\n\r\n+QISEND: 6,0,6\r\n${ok}`);
});

test('a host may answer the prompt inside the call that brings it', async () => {
  await rig.start({ answerMs: 0 });
  await rig.open(0);
  rig.host.detach();
  let said = '';
  rig.module.attach((bytes) => {
    said += Buffer.from(bytes).toString('latin1');
    if (said.endsWith('> ')) rig.module.receive(Buffer.from('abc'));
  });
  rig.module.receive(Buffer.from('AT+QISEND=0,3\r'));
  expect(said).toBe(`\r\n> ${sendOk}`);
});
