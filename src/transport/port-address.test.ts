import { expect, test } from '@jest/globals';
import { UsageError } from '../base/errors.ts';
import { parsePortAddress, portFromAddress } from './port-address.ts';

test.each([
  ['/dev/ttyUSB2', { kind: 'serial', path: '/dev/ttyUSB2' }],
  [' ./module ', { kind: 'serial', path: './module' }],
  ['COM3', { kind: 'serial', path: 'COM3' }],
  ['tcp:192.0.2.7:4001', { kind: 'tcp', host: '192.0.2.7', port: 4001 }],
  ['tcp://rig.example:4001', { kind: 'tcp', host: 'rig.example', port: 4001 }],
  ['tcp:[2001:db8::7]:4001', { kind: 'tcp', host: '2001:db8::7', port: 4001 }],
  ['unix:/run/module.sock', { kind: 'unix', path: '/run/module.sock' }],
  ['unix:///run/module.sock', { kind: 'unix', path: '/run/module.sock' }],
])('%s', (text, address) => {
  expect(parsePortAddress(text)).toEqual(address);
});

test.each(['', 'ttyUSB2', 'module', 'tcp:host', 'tcp:host:0', 'tcp:host:70000', 'tcp::1:80', 'unix:', '/dev/x\0y'])(
  'refuses %j and says what would be right',
  (text) => {
    let thrown: unknown;
    try {
      parsePortAddress(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ hint: expect.any(String) });
  },
);

test('gives the port its name', () => {
  expect(portFromAddress('/dev/ttyUSB2').name).toBe('/dev/ttyUSB2');
  expect(portFromAddress('tcp:[::1]:4001').name).toBe('tcp [::1]:4001');
  expect(portFromAddress('unix:/run/a').name).toBe('unix /run/a');
});
