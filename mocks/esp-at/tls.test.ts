import { afterEach, describe, expect, test } from '@jest/globals';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { closeBoth, joinedBefore } from './memory-rig.test-support.ts';
import type { Rig } from './rig.test-support.ts';

let rig: Rig;
let network: MemoryNetwork;

afterEach(() => closeBoth(rig, network));

const refused = '\r\nERROR\r\nCLOSED\r\n';
const connected = 'CONNECT\r\n\r\nOK\r\n';

async function prepared(options: Parameters<typeof joinedBefore>[1] = {}): Promise<void> {
  ({ rig, network } = await joinedBefore(
    { servers: { 'secure.lab:443': { tls: { ca: 'the authority', names: ['secure.lab'] }, serve: 'echo' } } },
    { certificates: { 'client_ca.0': 'the authority', 'client_ca.1': 'another' }, ...options },
  ));
}

async function knowsTime(): Promise<void> {
  await rig.ask('AT+CIPSNTPCFG=1,0,"pool.ntp.org"', 2000);
}

async function start(): Promise<string> {
  const answer = await rig.ask('AT+CIPSTART="SSL","secure.lab",443', 4000);
  if (answer === connected) await rig.ask('AT+CIPCLOSE');
  return answer;
}

describe('a link with TLS', () => {
  test('takes anybody unless it was told to verify', async () => {
    await prepared();
    expect(await start()).toBe(connected);
    await knowsTime();
    await rig.ask('AT+CIPSSLCCONF=2,0,0');
    expect(await start()).toBe(connected);
    await rig.ask('AT+CIPSSLCCONF=2,0,1');
    expect(await start()).toBe(refused);
    await rig.ask('AT+CIPSSLCCONF=2,0,7');
    expect(await start()).toBe('NO CA FOUND\r\n\r\nERROR\r\n');
    await rig.ask('AT+CIPSSLCCONF=1,0,0');
    expect(await start()).toBe('NO CERT FOUND\r\n\r\nERROR\r\n');
  });

  test('has to know the time to verify', async () => {
    await prepared();
    await rig.ask('AT+CIPSSLCCONF=2,0,0');
    expect(await start()).toBe(refused);
    await knowsTime();
    expect(await start()).toBe(connected);
  });

  test('verifies the name that was set', async () => {
    await prepared();
    await knowsTime();
    await rig.ask('AT+CIPSSLCCONF=2,0,0');
    await rig.ask('AT+CIPSSLCCN="other.lab"');
    expect(await start()).toBe(refused);
    await rig.ask('AT+CIPSSLCCN="secure.lab"');
    expect(await start()).toBe(connected);
    expect(await rig.ask('AT+CIPSSLCCN?')).toBe('+CIPSSLCCN:0,"secure.lab"\r\n\r\nOK\r\n');
  });

  test('of a module that only claims to verify', async () => {
    await prepared({ misbehaviours: { tlsVerification: 'ignores' } });
    await rig.ask('AT+CIPSSLCCONF=2,0,1');
    await rig.ask('AT+CIPSSLCCN="other.lab"');
    expect(await start()).toBe(connected);
  });

  test('says nothing of what came before CONNECT', async () => {
    await prepared();
    network.serve('secure.lab:8443', { tls: { ca: '', names: [] }, serve: { banner: 'hello' } });
    expect(await rig.ask('AT+CIPSTART="SSL","secure.lab",8443', 4000)).toBe(`${connected}\r\n+IPD,5:hello`);
  });

  test('announces more than it has', async () => {
    await prepared({ misbehaviours: { tlsOverhead: true } });
    await rig.ask('AT+CIPRECVTYPE=1');
    await rig.ask('AT+CIPSTART="SSL","secure.lab",443', 4000);
    await rig.ask('AT+CIPSEND=4');
    rig.host.send('ping');
    expect(await rig.after(100)).toContain('\r\n+IPD,33\r\n');
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:33,');
    expect(await rig.ask('AT+CIPRECVDATA=33')).toBe('+CIPRECVDATA:4,ping\r\nOK\r\n');
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:0,');
  });
});

test('the configuration of each link, and of all', async () => {
  await prepared();
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPSSLCCONF=5,3,1,2')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSSLCCONF=2,0')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSSLCCONF?')).toBe(
    '+CIPSSLCCONF:0,3,1,2\r\n+CIPSSLCCONF:1,3,1,2\r\n+CIPSSLCCONF:2,0,0,0\r\n+CIPSSLCCONF:3,3,1,2\r\n+CIPSSLCCONF:4,3,1,2\r\n\r\nOK\r\n',
  );
  expect(await rig.ask('AT+CIPSSLCSNI=1,"secure.lab"')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSSLCSNI?')).toContain('+CIPSSLCSNI:0,""\r\n+CIPSSLCSNI:1,"secure.lab"\r\n');
  expect(await rig.ask('AT+CIPSSLCALPN=1,2,"mqtt","http/1.1"')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSSLCALPN=1,3,"mqtt"')).toBe('\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSSLCALPN?')).toContain('+CIPSSLCALPN:0\r\n+CIPSSLCALPN:1,"mqtt","http/1.1"\r\n');
});

describe('AT+SYSMFG', () => {
  test('writes, lists, reads in part and erases', async () => {
    await prepared();
    expect(await rig.ask('AT+SYSMFG=2,"client_ca","client_ca.1",8,12')).toBe('\r\nOK\r\n\r\n>');
    rig.host.send('certificate!');
    expect(await rig.after(200)).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+SYSMFG=1,"client_ca"')).toBe(
      '+SYSMFG:"client_ca","client_ca.0",8\r\n+SYSMFG:"client_ca","client_ca.1",8\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+SYSMFG=1,"client_ca","client_ca.1"')).toBe(
      '+SYSMFG:"client_ca","client_ca.1",8,12,certificate!\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+SYSMFG=1,"client_ca","client_ca.1",4,3')).toContain(',8,3,ifi\r\n');
    expect(await rig.ask('AT+SYSMFG=0,"client_ca","client_ca.1"')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+SYSMFG=1,"client_ca","client_ca.1"')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+SYSMFG?')).toContain('+SYSMFG:"client_cert"\r\n');
  });

  test('outlives a restart and a restore', async () => {
    await prepared();
    await rig.ask('AT+RESTORE', 8000);
    expect(await rig.ask('AT+SYSMFG=1,"client_ca","client_ca.0"')).toContain('the authority');
  });

  test('came with 3.1', async () => {
    await prepared({ personality: 'esp32-at2' });
    expect(await rig.ask('AT+SYSMFG?')).toBe('\r\nERROR\r\n');
  });
});
