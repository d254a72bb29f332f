import { afterEach, describe, expect, test } from '@jest/globals';
import { closed, start } from './rig.test-support.ts';

afterEach(closed);

const hex = 'ab'.repeat(32);
const address = { ip: '10.0.0.7', gateway: '10.0.0.1', netmask: '255.255.255.0' };

describe('taken', () => {
  test.each([
    ['ssid', 'a "b", c\\'],
    ['ssid', 'é'.repeat(16)],
    ['passphrase', ''],
    ['passphrase', '"\\,12345'],
    ['passphrase', 'x'.repeat(63)],
    ['passphrase', hex],
    ['bssid', '02:AA:bb:cc:dd:ee'],
    ['networks', []],
    ['networks', [{ ssid: 'a', passphrase: 'secret99', bssid: '02:aa:bb:cc:dd:ee', priority: 3 }, { ssid: 'open' }]],
    ['networks', '[{"ssid":"a","passphrase":"secret99"}]'],
    ['staticAddress', address],
    ['staticAddress', { ...address, dns: ['10.0.0.1', '10.0.0.2'] }],
    ['staticAddress', JSON.stringify({ ...address, dns: '10.0.0.1' })],
    ['staticAddress', 'dhcp'],
    ['bssid', ''],
    ['hostname', 'meter-7'],
    ['powerSave', 'modem'],
    ['country', 'de'],
  ])('%s: %j', (name, value) => {
    const { manager, wlan0 } = start({ options: {} });
    manager.setOption(wlan0, name, value);
    const shown = manager.getOption(wlan0, name);
    if (name === 'passphrase' || name === 'networks') expect(shown).toBe('***');
  });
});

describe('refused, with the reason', () => {
  test.each([
    ['ssid', 'x'.repeat(33), 'ENOBUFS', '32 bytes'],
    ['ssid', 'é'.repeat(17), 'ENOBUFS', '32 bytes'],
    ['ssid', 'a\tb', 'EINVAL', 'control'],
    ['ssid', '', 'EINVAL', 'one character'],
    ['passphrase', '1234567', 'EINVAL', '8 to 63'],
    ['passphrase', 'x'.repeat(64), 'EINVAL', '64 hex'],
    ['passphrase', 'x'.repeat(65), 'ENOBUFS', '8 to 63'],
    ['passphrase', 'pässword1', 'EINVAL', 'ASCII'],
    ['passphrase', 'secret\r\n99', 'EINVAL', 'printable'],
    ['bssid', '02:aa:bb:cc:dd', 'EINVAL', 'MAC'],
    ['bssid', '"02:aa:bb:cc:dd:ee', 'EINVAL', 'MAC'],
    ['networks', 'not JSON', 'EINVAL', 'JSON'],
    ['networks', {}, 'EINVAL', 'list'],
    ['networks', [7], 'EINVAL', 'list'],
    ['networks', [{ ssid: 'a', passphrase: 'short' }], 'EINVAL', 'passphrase of network 1'],
    ['networks', [{ ssid: 'a' }, { ssid: 'b', priority: 0.5 }], 'EINVAL', 'priority of network 2'],
    ['networks', [{ ssid: 'a', psk: 'x' }], 'EINVAL', 'psk'],
    ['networks', Array.from({ length: 33 }, () => ({ ssid: 'a' })), 'ENOBUFS', '32'],
    ['staticAddress', { ...address, ip: '10.0.0' }, 'EINVAL', 'IPv4'],
    ['staticAddress', { ...address, netmask: '255.0.255.0' }, 'EINVAL', 'netmask'],
    ['staticAddress', { ip: '10.0.0.7' }, 'EINVAL', 'gateway'],
    ['staticAddress', { ...address, dns: ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4'] }, 'ENOBUFS', '3'],
    ['hostname', '-a', 'EINVAL', 'hyphens'],
    ['hostname', 'x'.repeat(33), 'ENOBUFS', '32'],
    ['powerSave', 'light', 'EINVAL', 'off'],
    ['country', 'DEU', 'EINVAL', 'two letters'],
  ])('%s: %j', (name, value, code, hint) => {
    const { manager, wlan0 } = start({ options: {} });
    try {
      manager.setOption(wlan0, name, value);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code, hint: expect.stringContaining(hint) });
      return;
    }
    throw new Error('it was taken');
  });

  test('a secret is in no message', () => {
    const { manager, wlan0 } = start({ options: {} });
    expect(() => manager.setOption(wlan0, 'networks', [{ ssid: 'a', passphrase: 'hush-hush\n' }])).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hush') }),
    );
  });
});
