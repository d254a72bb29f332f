import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

let open: Rig | undefined;

function start(options?: RigOptions): Rig {
  open = rig(options);
  return open;
}

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

const count = ({ between }: Rig, line: string): number => between.sent.filter((sent) => sent === line).length;

describe('addresses', () => {
  test.each([
    ['ipv6', '+QIACT: 1,1,2,"2001:DB8:0:0:0:0:0:7"', ['2001:db8::7']],
    ['ipv4v6', '+QIACT: 1,1,3,"10.1.2.3","2001:db8::7"', ['10.1.2.3', '2001:db8::7']],
    ['ipv4v6', '+QIACT: 1,1,3,"10.1.2.3","32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7"', ['10.1.2.3', '2001:db8::7']],
    ['ipv4v6', '+QIACT:1,1,1, "10.1.2.3"', ['10.1.2.3']],
  ])('%s: %s', async (pdpType, line, addresses) => {
    const here = start({ options: { pdpType } });
    let isActive = false;
    here.between.intercept = (sent) => {
      if (sent === 'AT+QIACT=1') isActive = true;
      return sent === 'AT+QIACT?' && isActive ? `${line}\nOK` : undefined;
    };
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    expect(here.lte0.addresses.map(({ address }) => address)).toEqual(addresses);
    expect(here.between.sent.some((sent) => sent.startsWith(`AT+QICSGP=1,${pdpType === 'ipv6' ? 2 : 3},`))).toBe(true);
  });

  test('contexts of others (IMS, emergency calls) are neither taken for ours nor touched', async () => {
    const here = start();
    here.between.intercept = (sent) =>
      sent === 'AT+QIACT?' && !here.between.sent.includes('AT+QIACT=1') ? '+QIACT: 2,1,1,"10.9.9.9"\nOK' : undefined;
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    expect(here.lte0.addresses).not.toContain('10.9.9.9');
    expect(here.between.sent.filter((sent) => /^AT\+(QIDEACT|CGDCONT|QICSGP)=[23]/.test(sent))).toEqual([]);
    expect(here.between.sent.filter((sent) => sent.startsWith('AT+CGACT'))).toEqual([]);
  });
});

describe('an activation that takes 140 s', () => {
  test('connect has returned long before, and the answer is waited for', async () => {
    const here = start();
    here.between.delays = [[/\+QIACT=1/, 140_000]];
    here.manager.connect(here.lte0);
    await here.clock.advance(120_000);
    expect(here.lte0.isUp).toBe(false);
    expect(here.lte0.isAdminUp).toBe(true);
    await here.until(() => here.manager.isReady(here.lte0), 60);
    expect(count(here, 'AT+QIACT=1')).toBe(1);
  });

  test('disconnect in the middle: down at once, deactivated when the answer comes, and nothing brings it up', async () => {
    const here = start();
    const { manager, lte0, until, clock, module, types } = here;
    here.between.delays = [[/\+QIACT=1/, 140_000]];
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => here.between.sent.includes('AT+QIACT=1'));
    await clock.advance(10_000);
    manager.disconnect(lte0);
    expect(lte0.isAdminUp).toBe(false);
    expect(lte0.isUp).toBe(false);
    await until(() => module.activeContexts.length === 1, 160);
    await until(() => module.activeContexts.length === 0, 20);
    await clock.advance(600_000);
    expect(lte0.isUp).toBe(false);
    expect(module.activeContexts).toEqual([]);
    expect(types()).not.toContain('l4-connected');
    expect(types()).not.toContain('module-lost');
  });
});

describe('a context that has to be deactivated first', () => {
  test('one that was dropped by the network (pdpdeact)', async () => {
    const here = start();
    here.manager.setFlag(here.lte0, 'PERSISTENT', true);
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    here.module.deactivatePdp(1);
    await here.until(() => !here.lte0.isUp);
    await here.until(() => here.manager.isReady(here.lte0));
    const [off, on] = [here.between.sent.lastIndexOf('AT+QIDEACT=1'), here.between.sent.lastIndexOf('AT+QIACT=1')];
    expect(off).toBeGreaterThan(0);
    expect(off).toBeLessThan(on);
  });

  test('one that was dropped while nobody listened: the refusal is taken for that', async () => {
    const here = start();
    here.between.intercept = (sent) =>
      sent === 'AT+QIACT=1' && !here.between.sent.includes('AT+QIDEACT=1') ? 'ERROR' : undefined;
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    expect(count(here, 'AT+QIGETERROR')).toBe(1);
    expect(count(here, 'AT+QIACT=1')).toBe(2);
  });

  test('a deactivation that is refused because nothing is active is none that failed', async () => {
    const here = start();
    let refusals = 1;
    here.between.intercept = (sent) => {
      if (sent === 'AT+QIACT=1' && refusals-- > 0) return 'ERROR';
      return sent === 'AT+QIDEACT=1' ? 'ERROR' : undefined;
    };
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
  });
});

test('a detach is the loss of the bearer, and the packet domain is attached again first', async () => {
  const here = start();
  here.manager.setFlag(here.lte0, 'PERSISTENT', true);
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0));
  here.module.deactivatePdp(1);
  let isAttached = false;
  here.between.intercept = (sent) => {
    if (sent === 'AT+CGATT=1') isAttached = true;
    return sent === 'AT+CGATT?' && !isAttached ? '+CGATT: 0\nOK' : undefined;
  };
  here.between.say('+CGEV: NW DETACH');
  await here.until(() => !here.lte0.isUp, 1);
  await here.until(() => here.manager.isReady(here.lte0));
  expect(isAttached).toBe(true);
});

test('a deactivation without an answer for 45 s has the module restarted', async () => {
  const here = start();
  const { manager, lte0, until, types } = here;
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
  here.between.intercept = (sent) => (sent === 'AT+QIDEACT=1' ? '' : undefined);
  manager.disconnect(lte0);
  expect(lte0.isUp).toBe(false);
  await until(() => here.between.sent.includes('AT+CFUN=1,1'), 60);
  here.between.intercept = undefined;
  await until(() => types().includes('module-lost'), 60);
  await until(() => types().lastIndexOf('module-ready') > types().indexOf('module-lost'), 60);
  expect(here.module.activeContexts).toEqual([]);
  expect(lte0.isUp).toBe(false);
});

test('a wrong APN is named by its ESM cause and waits for another one', async () => {
  const here = start({ options: { apn: 'wrong' } });
  here.between.intercept = (sent) => {
    if (sent === 'AT+QIACT=1') return 'ERROR';
    if (sent === 'AT+QIGETERROR') return '+QIGETERROR: 561,open pdp context failed\nOK';
    return sent === 'AT+CEER' ? '+CEER: 27,Missing or unknown APN\nOK' : undefined;
  };
  here.manager.connect(here.lte0);
  await here.clock.advance(120_000);
  expect(count(here, 'AT+QIACT=1')).toBe(1);
  expect(JSON.stringify(here.events)).toContain('561 open pdp context failed, ESM cause 27 (missing or unknown APN)');
  here.between.intercept = undefined;
  here.manager.setOption(here.lte0, 'apn', 'internet');
  await here.until(() => here.manager.isReady(here.lte0));
});
