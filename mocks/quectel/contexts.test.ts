import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { dotted } from './bearer.ts';
import type { QuectelOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(personality: string, options: Partial<QuectelOptions> = {}): Promise<void> {
  module = new SimulatedQuectel({ personality, clock, ...options });
  host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(30_000);
  await host.ask('ATE0');
}

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  module.close();
  expect(clock.timerCount).toBe(0);
});

const ok = '\r\nOK\r\n';
const error = '\r\nERROR\r\n';

describe('address families', () => {
  test('both: each command shows them in its own way', async () => {
    await start('quectel-ec25', { network: { addresses: 'v4v6' } });
    await host.ask('AT+CGDCONT=4,"IPV4V6","iot.example"');
    expect(await host.ask('AT+QIACT=4', 5000)).toBe(ok);
    const shown = /^\r\n\+QIACT: 4,1,3,"(10\.[\d.]+)","(2001:db8:[0-9a-f:]+)"\r\n\r\nOK\r\n$/.exec(
      await host.ask('AT+QIACT?'),
    );
    const [, v4 = '', v6 = ''] = shown ?? [];
    expect(v4).toBe(module.addressOf(4));
    expect(await host.ask('AT+CGPADDR=4')).toBe(`\r\n+CGPADDR: 4,"${v4}","${dotted(v6)}"\r\n${ok}`);
    expect(await host.ask('AT+CGCONTRDP=4')).toBe(
      `\r\n+CGCONTRDP: 4,8,"iot.example","${v4}.255.255.255.0","${v4.replace(/\d+$/, '1')}",` +
        '"198.51.100.53","198.51.100.54"' +
        `\r\n+CGCONTRDP: 4,8,"iot.example","${dotted(v6)}.255.255.255.255.255.255.255.255.0.0.0.0.0.0.0.0",` +
        `"254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1","${dotted('2001:db8::53')}","${dotted('2001:db8::54')}"\r\n${ok}`,
    );
  });

  test('the stack may use less than the bearer has', async () => {
    await start('quectel-bg95', { network: { addresses: 'v4v6' } });
    await host.ask('AT+QICSGP=1,2,"","","",0');
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QIACT?')).toMatch(/^\r\n\+QIACT: 1,1,2,"2001:db8:/);
    expect(await host.ask('AT+CGPADDR=1')).toMatch(/^\r\n\+CGPADDR: 1,"10\.[\d.]+","32\.1\.13\.184\./);
  });

  test.each([
    ['v4', 'IPV6', '+CEER: 50,PDN type IPv4 only allowed'],
    ['v6', 'IP', '+CEER: 51,PDN type IPv6 only allowed'],
  ] as const)('a network with %s only refuses %s', async (addresses, type, cause) => {
    await start('quectel-ec25', { network: { addresses } });
    await host.ask(`AT+CGDCONT=4,"${type}","iot.example"`);
    expect(await host.ask('AT+QIACT=4', 10_000)).toBe(error);
    expect(await host.ask('AT+CEER')).toBe(`\r\n${cause}\r\n${ok}`);
    await host.ask('AT+CGDCONT=4,"IPV4V6","iot.example"');
    expect(await host.ask('AT+QIACT=4', 10_000)).toBe(ok);
    expect(await host.ask('AT+QIACT?')).toContain(addresses === 'v4' ? '+QIACT: 4,1,1,"10.' : '+QIACT: 4,1,2,"2001:');
  });

  test('an IPv6 address in full', () => {
    expect(dotted('2001:db8:1:2:3:4:5:ffff')).toBe('32.1.13.184.0.1.0.2.0.3.0.4.0.5.255.255');
    expect(dotted('::1')).toBe('0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1');
  });
});

test('wrong credentials are cause 29', async () => {
  await start('quectel-bg95', { network: { credentials: { user: 'u', password: 'p' } } });
  await host.ask('AT+QICSGP=1,1,"iot.example","u","wrong",1');
  expect(await host.ask('AT+QIACT=1', 10_000)).toBe(error);
  expect(await host.ask('AT+CEER')).toContain('+CEER: 29,User authentication failed\r\n');
  await host.ask('AT+QICSGP=1,1,"iot.example","u","p",1');
  expect(await host.ask('AT+QIACT=1', 10_000)).toBe(ok);
});

describe('commands that take their time', () => {
  test('AT+QIACT for 140 seconds, with the port busy', async () => {
    await start('quectel-ec25', { misbehaviours: { activationSeconds: 140 } });
    expect(await host.ask('AT+QIACT=1', 139_000)).toBe('');
    host.send('AT\r');
    await clock.advance(500);
    expect(host.take()).toBe('');
    await clock.advance(1000);
    expect(host.take()).toBe(ok + ok);
  });

  test('AT+CGACT for 15 seconds', async () => {
    await start('quectel-ec25', { misbehaviours: { activationSeconds: 15 } });
    expect(await host.ask('AT+CGACT=1,2', 14_900)).toBe('');
    expect(await host.expect('OK', 1000)).toBe(ok);
  });

  test('AT+QIDEACT for ever, until a restart', async () => {
    await start('quectel-bg95', { misbehaviours: { qideactHangs: true } });
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QIDEACT=1', 600_000)).toBe('');
    expect(await host.ask('AT', 1000)).toBe('');
    module.reboot();
    await clock.advance(30_000);
    expect(await host.ask('AT')).toContain(ok);
  });
});

test('the network detaches the module: every context is gone, and it comes back', async () => {
  await start('quectel-ec25');
  await host.ask('AT+CGEREP=2,1;+CEREG=1');
  await host.ask('AT+QIACT=1', 5000);
  await host.ask('AT+QIACT=4', 5000);
  module.detachByNetwork();
  expect(host.take()).toBe(
    '\r\n+CGEV: NW DETACH\r\n\r\n+QIURC: "pdpdeact",1\r\n\r\n+QIURC: "pdpdeact",4\r\n\r\n+CEREG: 2\r\n',
  );
  await clock.advance(5000);
  expect(host.take()).toBe('\r\n+CEREG: 1\r\n\r\n+CGEV: ME PDN ACT 1\r\n');
  expect(await host.ask('AT+QIACT=4', 5000)).toBe(error);
  expect(await host.ask('AT+QIGETERROR')).toContain('+QIGETERROR: 570,');
});

describe('refusals', () => {
  test('of roaming: cause 13, in words too', async () => {
    await start('quectel-bg95', { network: { roaming: true, roamingAllowed: false } });
    await host.ask('AT+CEREG=3');
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 3,3,,,,0,13\r\n${ok}`);
    expect(await host.ask('AT+CEER')).toBe(`\r\n+CEER: 13,Roaming not allowed in this tracking area\r\n${ok}`);
    module.allowRegistration();
    await clock.advance(10_000);
    expect(await host.ask('AT+CEREG?')).toContain('+CEREG: 3,5,');
  });

  test('by the module itself: roamservice 1 does not roam', async () => {
    await start('quectel-bg95', { network: { roaming: true } });
    await host.ask('AT+QCFG="roamservice",1,1');
    await host.ask('AT+CFUN=4', 5000);
    await host.ask('AT+CFUN=1', 60_000);
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 0,2\r\n${ok}`);
  });

  test.each([
    [3, 'Illegal UE'],
    [7, 'EPS services not allowed'],
    [15, 'No suitable cells in tracking area'],
    [111, 'Protocol error, unspecified'],
  ])('with cause %d', async (cause, text) => {
    await start('quectel-bg95');
    await host.ask('AT+CEREG=3');
    module.denyRegistration(cause);
    expect(host.take()).toBe(`\r\n+CEREG: 3,,,,0,${cause}\r\n`);
    expect(await host.ask('AT+CEER')).toBe(`\r\n+CEER: ${cause},${text}\r\n${ok}`);
  });

  test('of a manual choice: 32 when the network refuses, 30 when it is not there', async () => {
    const other = { plmn: '26203', longName: 'Other', shortName: 'Oth' };
    await start('quectel-ec25', { network: { others: [other] } });
    expect(await host.ask('AT+COPS=?', 60_000)).toBe(
      `\r\n+COPS: (2,"Test Network","TestNet","26201",7),(3,"Other","Oth","26203",7),,(0,1,2,3,4),(0,1,2)\r\n${ok}`,
    );
    expect(await host.ask('AT+COPS=1,2,"26203"', 10_000)).toBe('\r\n+CME ERROR: 32\r\n');
    expect(module.isRegistered).toBe(false);
    expect(await host.ask('AT+COPS=1,2,"26299"', 60_000)).toBe('\r\n+CME ERROR: 30\r\n');
    module.denyRegistration(11);
    expect(await host.ask('AT+COPS=1,2,"26201"', 60_000)).toBe('\r\n+CME ERROR: 32\r\n');
    module.allowRegistration();
    expect(await host.ask('AT+COPS=1,2,"26201"', 60_000)).toBe(ok);
  });
});

test('name servers of a context can be set', async () => {
  await start('quectel-ec25');
  await host.ask('AT+QIACT=1', 5000);
  expect(await host.ask('AT+QIDNSCFG=1,"192.0.2.1","192.0.2.2"')).toBe(ok);
  expect(await host.ask('AT+QIDNSCFG=1')).toBe(`\r\n+QIDNSCFG: 1,"192.0.2.1","192.0.2.2"\r\n${ok}`);
  expect(await host.ask('AT+QIDNSCFG=2')).toBe(error);
});
