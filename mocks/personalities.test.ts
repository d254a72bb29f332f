import { expect, test } from '@jest/globals';
import { VirtualClock } from '../src/base/virtual-clock.ts';
import { personalities, simulatedModule } from './index.ts';

test('every personality can be made by its name', () => {
  const clock = new VirtualClock();
  expect(personalities.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'quectel-bg95',
      'quectel-bg96',
      'quectel-ec21',
      'quectel-ec25',
      'quectel-eg25-g',
      'quectel-eg91',
      'nrf9160-at-host',
      'nrf9160-slm',
      'nrf9151-serial-modem',
      'esp8266-nonos',
      'esp32-at2',
      'esp32-c3',
      'esp32-at4',
    ]),
  );
  for (const { description, name } of personalities) {
    expect(simulatedModule(name, { clock }).personality).toBe(name);
    expect(description).not.toBe('');
  }
  expect(simulatedModule('Quectel-BG95', { clock }).personality).toBe('quectel-bg95');
  expect(clock.timerCount).toBe(0);
});

test.each([
  ['bg95', 'quectel-bg95'],
  ['quectel-ec52', 'quectel-ec25'],
  ['ec21', 'quectel-ec21'],
])('%s is not known, but what was meant is named', (wrong, right) => {
  expect(() => simulatedModule(wrong)).toThrow(
    expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining(right) }),
  );
});
