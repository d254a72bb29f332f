import { expect, test } from '@jest/globals';
import type { FoundDevice } from '../../rig/bring-up/suppliers.ts';
import { deviceLines } from './device-rows.ts';

const modem: FoundDevice = {
  path: '/dev/ttyUSB2',
  board: 'Quectel BG95, BG77',
  role: 'modem',
  main: true,
  usb: '2c7c:0700 if02',
  mayOpen: true,
  holders: [],
};
const denied: FoundDevice = {
  ...modem,
  path: '/dev/ttyUSB1',
  role: 'nmea',
  main: false,
  mayOpen: false,
  problem: 'no',
};

test('ports, what is wrong with them, and what is left out', () => {
  expect(deviceLines({ devices: [denied, modem], missing: [], hidden: 1 })).toEqual([
    'PORT          BOARD               ROLE     USB             ACCESS  IN USE BY',
    '/dev/ttyUSB1  Quectel BG95, BG77  nmea     2c7c:0700 if02  denied  -',
    '/dev/ttyUSB2  Quectel BG95, BG77  modem *  2c7c:0700 if02  yes     -',
    '',
    '* the port that "atlink up" uses',
    '',
    '/dev/ttyUSB1: no',
    '',
    '1 more port of the machine itself is listed with --all.',
  ]);
});

test('nothing attached says what to try', () => {
  const lines = deviceLines({ devices: [], missing: [], hidden: 0 });
  expect(lines[0]).toContain('No module is attached');
  expect(lines.join('\n')).toContain('atlink simulate quectel-bg95');
});

test('a module without a port says why it cannot be used', () => {
  const missing = [{ board: 'Quectel EC25', usb: '2c7c:0125', problem: 'its driver is missing' }];
  expect(deviceLines({ devices: [], missing, hidden: 0 })).toEqual(['Quectel EC25 (2c7c:0125): its driver is missing']);
});
