import { expect, test } from '@jest/globals';
import { scanLines } from './run-scan.ts';

test('the strongest come first, hidden ones are called so, and nothing can steer the terminal', () => {
  const lines = scanLines([
    { ssid: 'far\u001b[2J', bssid: '02:00:00:00:00:01', channel: 1, rssiDbm: -80, security: 'wpa2' },
    { ssid: '', bssid: undefined, channel: undefined, rssiDbm: -40, security: 'other' },
  ]);
  expect(lines).toEqual([
    'NETWORK   BSSID              CHANNEL  SIGNAL   SECURITY',
    '(hidden)  -                  -        -40 dBm  other',
    'far.[2J   02:00:00:00:00:01  1        -80 dBm  wpa2',
  ]);
});

test('an empty scan says so', () => {
  expect(scanLines([])).toEqual(['No network was found.']);
});
