import { describe, expect, test } from '@jest/globals';
import { AtChannel, type Command } from '../../src/at/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { dialectFor, type EspDialect } from './dialects.table.ts';
import { join, reachesOut, readAddresses, readAssociation, readDns, readMac, setMode } from './station.ts';

const old = dialectFor([1, 7], { current: true, store: false, state: false });
const esp32 = dialectFor([1, 2], { current: false, store: false, state: false });
const v20 = dialectFor([2, 0], { current: false, store: false, state: false });
const v21 = dialectFor([2, 1], { current: false, store: true, state: false });
const v41 = dialectFor([4, 1], { current: false, store: true, state: true });

/** What a command makes of an answer. */
async function resultOf<Result>(asked: Command<Result>, answer: string): Promise<Result> {
  const clock = new VirtualClock();
  const channel = new AtChannel({ clock, write: async () => undefined });
  const result = channel.run(asked);
  await clock.settle();
  channel.receive(Buffer.from(`${answer}\r\n`));
  return await result;
}

describe('what is sent', () => {
  const bssid = '02:11:22:33:44:55';

  test.each<[string, EspDialect, string]>([
    ['N1', old, 'AT+CWJAP_CUR="a\\"b","secret99"'],
    ['E1', esp32, 'AT+CWJAP="a\\"b","secret99"'],
    // The module's own retrying is off, by the interval 0: left out it would be 1.
    ['2.0', v20, 'AT+CWJAP="a\\"b","secret99",,,0'],
    ['2.1', v21, 'AT+CWJAP="a\\"b","secret99",,,0,,1'],
    ['2.2 and later', v41, 'AT+CWJAP="a\\"b","secret99",,,0,,1,15,1'],
  ])('a join on %s', (_name, dialect, wire) => {
    expect(join(dialect, { ssid: 'a"b', passphrase: 'secret99' }).command.line.wire).toBe(wire);
  });

  test('a join by the address of the access point, and of an open network', () => {
    const wire = join(v41, { ssid: 'cafe', passphrase: '', bssid }).command.line.wire;
    expect(wire).toBe(`AT+CWJAP="cafe","","${bssid}",,0,,1,15,1`);
  });

  test('the mode, without joining what is stored', () => {
    expect([old, esp32, v41].map((dialect) => setMode(dialect, 1).line.wire)).toEqual([
      'AT+CWMODE_CUR=1',
      'AT+CWMODE=1',
      'AT+CWMODE=1,0',
    ]);
  });
});

describe('the association', () => {
  test.each([
    ['4 fields', '+CWJAP_CUR:"lab","02:11:22:33:44:55",5,-49'],
    ['5 fields', '+CWJAP_CUR:"lab","02:11:22:33:44:55",5,-49,0'],
    ['8 fields', '+CWJAP:"lab","02:11:22:33:44:55",5,-49,0,1,3,0'],
    ['9 fields', '+CWJAP:"lab","02:11:22:33:44:55",5,-49,0,1,3,0,1'],
    ['an empty one', '+CWJAP:"lab","02:11:22:33:44:55",5,-49,,1,3,0,1'],
  ])('%s', async (_name, line) => {
    const expected = { ssid: 'lab', bssid: '02:11:22:33:44:55', channel: 5, rssiDbm: -49 };
    expect(await resultOf(readAssociation(v41), `${line}\r\n\r\nOK`)).toEqual(expected);
  });

  test('a name is not escaped, and may look like what follows it', async () => {
    const ssid = 'x","02:00:00:00:00:01",1,-1';
    const read = await resultOf(readAssociation(v41), `+CWJAP:"${ssid}","02:11:22:33:44:55",5,-49,0\r\n\r\nOK`);
    expect(read).toMatchObject({ ssid, channel: 5 });
  });

  test.each(['OK', 'No AP\r\n\r\nOK', '+CWJAP:2\r\n\r\nOK'])('none: %j', async (answer) => {
    expect(await resultOf(readAssociation(v41), answer)).toBeUndefined();
  });
});

describe('addresses', () => {
  const lines = (prefix: string, ip: string): string =>
    ['ip', 'gateway', 'netmask']
      .map((name, index) => `${prefix}:${name}:"${index === 0 ? ip : '10.0.0.1'}"`)
      .join('\r\n');

  test.each(['+CIPSTA', '+CIPSTA_CUR'])('%s', async (prefix) => {
    expect(await resultOf(readAddresses(v41), `${lines(prefix, '10.0.0.7')}\r\n\r\nOK`)).toMatchObject({
      addresses: ['10.0.0.7'],
      gateway: '10.0.0.1',
    });
    expect((await resultOf(readAddresses(v41), `${lines(prefix, '0.0.0.0')}\r\n\r\nOK`)).addresses).toEqual([]);
  });

  test('of IPv6: those of the link alone do not reach out', async () => {
    const v6 = '+CIPSTA:ip6ll:"fe80::1"\r\n+CIPSTA:ip6gl:"2001:db8::7"';
    const { addresses } = await resultOf(readAddresses(v41), `${lines('+CIPSTA', '0.0.0.0')}\r\n${v6}\r\n\r\nOK`);
    expect(addresses).toEqual(['fe80::1', '2001:db8::7']);
    expect(reachesOut(addresses)).toBe(true);
    expect(reachesOut(['fe80::1'])).toBe(false);
  });

  test.each([
    ['+CIPDNS:0,"10.0.0.1","8.8.8.8"\r\n\r\nOK', ['10.0.0.1', '8.8.8.8']],
    ['+CIPDNS_CUR:10.0.0.1\r\n+CIPDNS_CUR:8.8.8.8\r\n\r\nOK', ['10.0.0.1', '8.8.8.8']],
    ['+CIPDNS:1\r\n\r\nOK', []],
  ])('of name servers: %j', async (answer, servers) => {
    expect(await resultOf(readDns(v41), answer)).toEqual(servers);
  });

  test('of the station itself', async () => {
    expect(await resultOf(readMac(v41), '+CIPSTAMAC:"02:AA:22:33:44:55"\r\n\r\nOK')).toBe('02:aa:22:33:44:55');
  });
});
