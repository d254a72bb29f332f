import { expect, test } from '@jest/globals';
import { signalBars, signalQuality, sparkline } from './signal-bars.ts';

test.each([
  [{ rsrpDbm: -75 }, '▂▄▆█'],
  [{ rsrpDbm: -90, rssiDbm: -120 }, '▂▄▆·'],
  [{ rsrpDbm: -115 }, '▂···'],
  [{ rsrpDbm: -130 }, '····'],
  [{ rssiDbm: -50 }, '▂▄▆█'],
  [{ rssiDbm: -85 }, '▂···'],
])('%j is %s', (data, bars) => {
  expect(signalBars(signalQuality(data) ?? -1)).toBe(bars);
});

test('what says nothing of the signal has no quality', () => {
  expect(signalQuality({ channel: 6 })).toBeUndefined();
  expect(signalQuality(undefined)).toBeUndefined();
});

test('a sparkline shows the newest on the right, as many as there is room for', () => {
  expect(sparkline([0, 0.5, 1], 60)).toBe('▁▅█');
  expect(sparkline([0, 0.5, 1], 2)).toBe('▅█');
  expect(sparkline([0, 0.5, 1], -5)).toBe('');
});
