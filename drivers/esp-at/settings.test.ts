import { afterEach, describe, expect, test } from '@jest/globals';
import { answered, closed, connected, count, lab, labOptions, start } from './rig.test-support.ts';

afterEach(closed);

const personalities = ['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at2', 'esp32-at4', 'esp32-c61'];
const staticAddress = { ip: '10.0.0.77', gateway: '10.0.0.1', netmask: '255.255.255.0', dns: ['10.0.0.3'] };

describe.each(personalities)('%s', (personality) => {
  test('a static address, and DHCP again once another attempt may use it', async () => {
    const options = { ...labOptions, staticAddress };
    const { wlan0, module, manager, until } = await connected({ personality, options });
    expect(wlan0.addresses.map(({ address }) => address)).toContain('10.0.0.77');
    expect(module.address).toBe('10.0.0.77');
    manager.disconnect(wlan0);
    await until(() => !module.isAssociated);
    manager.setOption(wlan0, 'staticAddress', 'dhcp');
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0));
    expect(module.address).toBe('10.0.0.2');
  });

  test('a static address does not hide a wrong passphrase, nor a loss', async () => {
    const { manager, wlan0, clock, until, air } = start({
      personality,
      options: { ssid: 'lab', passphrase: 'wrong-one', staticAddress },
    });
    manager.connect(wlan0);
    await clock.advance(60_000);
    expect(wlan0.isUp).toBe(false);
    manager.setOption(wlan0, 'passphrase', 'secret99');
    await until(() => manager.isReady(wlan0));
    for (const point of air.points) air.remove(point);
    await until(() => !wlan0.isUp);
  });

  test('hostname, country and power saving do not keep it from joining', async () => {
    const options = { ...labOptions, hostname: 'meter-7', country: 'DE', powerSave: 'off' };
    const { module } = await connected({ personality, options });
    expect(module.commandsSeen).toContain('AT+CWHOSTNAME="meter-7"');
    expect(module.commandsSeen).toContain('AT+SLEEP=0');
  });
});

test('a static address is no sign of a network: a loss that is not told is noticed all the same', async () => {
  const { wlan0, until, air } = await connected({
    personality: 'esp8266-at2',
    misbehaviours: { noDisconnect: true },
    options: { ...labOptions, staticAddress },
  });
  for (const point of air.points) air.remove(point);
  await until(() => !wlan0.isUp, 60);
});

test('another network that is joined by hand meanwhile is not taken for the one that was wanted', async () => {
  const { binding, clock, facts, manager, module, wlan0, until } = start({
    options: { ssid: 'nowhere', passphrase: 'secret99' },
  });
  manager.connect(wlan0);
  await until(() => module.commandsSeen.some((line) => line.includes('nowhere')));
  binding.context.run('AT+CWJAP="lab","secret99"').catch(() => undefined);
  await until(() => facts().some((fact) => fact.includes('nowhere')));
  await clock.advance(1000);
  expect(JSON.stringify(manager.timeline(wlan0))).not.toContain('joined \\"nowhere');
});

test('what was sent is not sent again, unless the application may have changed it', async () => {
  const started = await connected({ options: { ...labOptions, hostname: 'meter-7' } }, true);
  const { binding, module, until, manager, wlan0, types } = started;
  const told = (): number => count(module.commandsSeen, 'AT+CWHOSTNAME="meter-7"');
  const again = async (): Promise<void> => {
    const before = count(types(), 'l4-disconnected');
    module.deauthenticate();
    await until(() => count(types(), 'l4-disconnected') > before);
    await until(() => manager.isReady(wlan0));
  };
  await again();
  expect(told()).toBe(1);
  await answered(started, binding.context.run('AT+CWHOSTNAME="other"'));
  await again();
  expect(told()).toBe(2);
});

test('a mode that the application left is set right before a join', async () => {
  const started = await connected();
  const { binding, manager, wlan0, until, clock } = started;
  await answered(started, binding.context.run('AT+CWMODE=0'));
  await until(() => !wlan0.isUp);
  await clock.advance(5000);
  manager.connect(wlan0);
  await until(() => manager.isReady(wlan0));
});

test('options that change while it joins are used at once (G4)', async () => {
  const { manager, wlan0, until, clock } = start({ options: { ssid: 'nowhere', passphrase: 'secret99' } });
  manager.connect(wlan0);
  await clock.advance(2500);
  manager.setOption(wlan0, 'ssid', 'lab');
  await until(() => manager.isReady(wlan0), 30);
});

test('IPv6 addresses come and are shown; those of the link alone are no service', async () => {
  const { wlan0, until } = await connected({ points: [{ ...lab, ipv6Prefix: '2001:db8:0:1' }] });
  await until(() => wlan0.addresses.some(({ address }) => address.startsWith('2001:db8:')), 20);
  expect(wlan0.hasAddress('IPv4')).toBe(true);
});

test('the signal is read when somebody looks, and the association is told', async () => {
  const started = await connected();
  await answered(started, started.binding.context.readSignal());
  expect(started.facts()).toContain('-50 dBm RSSI');
  await started.until(() => started.facts().includes('"lab", 02:11:22:33:44:55, channel 6'));
});

test('a BSSID that is given is the one that is joined', async () => {
  const bssid = '02:11:22:33:44:66';
  const { facts, until } = await connected({
    points: [lab, { ...lab, bssid, rssi: -80, channel: 3 }],
    options: { ...labOptions, bssid },
  });
  await until(() => facts().includes(`"lab", ${bssid}, channel 3`));
});

test('a hidden network among others is joined', async () => {
  await connected({
    points: [
      { ssid: 'secret place', passphrase: 'secret99', hidden: true },
      { ssid: 'other', passphrase: 'not known' },
    ],
    options: {
      networks: [
        { ssid: 'other', passphrase: 'a wrong one' },
        { ssid: 'secret place', passphrase: 'secret99' },
      ],
    },
  });
});
