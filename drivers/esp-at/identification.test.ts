import { afterEach, describe, expect, test } from '@jest/globals';
import { AtError } from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';
import { dialectFor, dialects, type Probes } from './dialects.table.ts';
import { dialectOf, identify, readFirmware } from './identification.ts';
import { closed, start } from './rig.test-support.ts';

afterEach(closed);

const nonos: Probes = { current: true, store: false, state: false };
const old: Probes = { current: false, store: false, state: false };
const stores: Probes = { current: false, store: true, state: false };
const states: Probes = { current: false, store: true, state: true };

describe('fact 25: AT+GMR', () => {
  test.each([
    ['AT version:1.7.4.0(May 11 2020 19:13:04)', 'Bin version(Wroom 02):1.7.4', '1.7.4.0', [1, 7], 'ESP8266'],
    ['AT version:1.2.0.0(JuL  1 2016 20:04:45)', 'Ai-Thinker Technology Co Ltd.', '1.2.0.0', [1, 2], 'ESP8266'],
    [
      'AT version:1.2.0.0-dev(c3c7f6f - Jun 20 2018 07:40:00)',
      'Bin version(Wroom32):1.1.0',
      '1.2.0.0-dev',
      [1, 2],
      undefined,
    ],
    ['AT version:1.1.b1.0(52f4bbf - Mar 7 2018 01:00:00)', '', '1.1.b1.0', [1, 1], undefined],
    ['AT version:2.1.0.0(ded5b14 - Jul 24 2020 12:01:05)', 'Bin version:2.1.0(WROOM-02)', '2.1.0.0', [2, 1], 'ESP8266'],
    [
      'AT version:3.3.0.0(3b13d04 - ESP32C3 - May  8 2024 08:21:54)',
      'Bin version:v3.3.0.0(MINI-1)',
      '3.3.0.0',
      [3, 3],
      'ESP32-C3',
    ],
    ['AT version:3.2.0.0(s-ec2dec2 - ESP32 - Jul 28 2023 07:05:28)', '', '3.2.0.0', [3, 2], 'ESP32'],
    ['AT version:5.0.0.0(f6b0e89 - ESP32C61 - Oct 17 2025 08:55:06)', '', '5.0.0.0', [5, 0], 'ESP32-C61'],
  ])('%s', (first, last, version, number, chip) => {
    const lines = [first, 'SDK version:v1', 'compile time:May 27 2020 10:12:17', last].filter(Boolean);
    expect(readFirmware(lines)).toEqual({ version, number, chip });
  });

  test('lines of the vendor come in any number and order', () => {
    expect(
      readFirmware(['Company X', 'Dec  2 2016 14:21:16', 'AT version:2.4.0.0(4c6eb5e - ESP32 - May 20 2022 03:12:58)'])
        ?.number,
    ).toEqual([2, 4]);
  });

  test('renesas#430: what is AT-like and names no AT version is not for this driver', () => {
    expect(readFirmware(['0.4.1'])).toBeUndefined();
    expect(readFirmware([])).toBeUndefined();
  });
});

describe('dialects', () => {
  test.each([
    ['N1', [1, 2], nonos, 3, undefined],
    ['N1', [1, 7], nonos, 3, 'CIPRECVMODE'],
    ['E1', [1, 2], old, 3, undefined],
    ['E2a', [2, 0], old, 6, 'CIPRECVMODE'],
    ['E2a', [2, 1], stores, 7, 'CIPRECVMODE'],
    ['E2b', [2, 2], states, 9, 'CIPRECVMODE'],
    ['E2b', [2, 5], states, 9, 'CIPRECVMODE'],
    ['E3', [3, 2], states, 9, 'CIPRECVMODE'],
    ['E3', [3, 4], states, 9, 'CIPRECVTYPE'],
    ['E4', [4, 1], states, 9, 'CIPRECVTYPE'],
    ['E5', [5, 1], states, 9, 'CIPRECVTYPE'],
    ['E5', [6, 0], states, 9, 'CIPRECVTYPE'],
  ] as const)('%s, version %j', (generation, version, probes, joinParameters, passive) => {
    expect(dialectFor(version, probes)).toMatchObject({ generation, joinParameters, passive });
  });

  test.each([
    ['a vendor that begins with 1 again', [1, 0], states, 'E2b'],
    ['a vendor that begins with 9', [9, 9], nonos, 'N1'],
    ['a vendor that begins with 9, of 2.1', [9, 9], stores, 'E2a'],
    ['answers that fit nothing', [3, 3], { current: false, store: false, state: true }, 'E3'],
  ] as const)('fact 25: what it answers goes before its version: %s', (_name, version, probes, generation) => {
    expect(dialectFor(version, probes).generation).toBe(generation);
  });

  test('are in order', () => {
    const sorted = dialects.toSorted((a, b) => a.from[0] - b.from[0] || a.from[1] - b.from[1]);
    expect(sorted.filter(({ probes }) => !probes.current)).toEqual(dialects.filter(({ probes }) => !probes.current));
  });
});

test.each([
  ['esp8266-nonos', 'ESP8266', 'AT 1.7.4.0'],
  ['esp32-at1', 'ESP32', 'AT 1.2.0.0-dev'],
  ['esp8266-at2', 'ESP8266', 'AT 2.1.0.0'],
  ['esp32-c3', 'ESP32-C3', 'AT 3.3.0.0'],
  ['esp32-c61', 'ESP32-C61', 'AT 5.0.0.0'],
])('%s says who it is', async (personality, model, firmware) => {
  const { binding, until, types } = start({ personality });
  await until(() => types().includes('module-ready'));
  expect(binding.context.identity).toMatchObject({ manufacturer: 'Espressif', model, firmware });
  expect(binding.context.identity.id).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
});

test('a version that was spoiled on the line is not believed', async () => {
  const sound = 'AT version:1.2.0.0-dev(c3c7f6f - Jun 20 2018 07:40:00)';
  const versions = [sound.replace('1.2', '12'), sound, sound];
  const answers: Readonly<Record<string, () => unknown>> = {
    'AT+GMR': () => readFirmware([versions.shift() ?? '']),
    'AT+CIPSTAMAC?': () => '24:0a:c4:00:00:01',
  };
  const run = async ({ line }: { readonly line: { readonly wire: string } }): Promise<unknown> => {
    const answer = answers[line.wire];
    if (answer === undefined) throw new AtError('AT_REFUSED', `${line.wire} was answered ERROR`);
    return answer();
  };
  const identity = await identify({ run } as unknown as ModuleLine, new AbortController().signal);
  expect(identity.firmware).toBe('AT 1.2.0.0-dev');
  expect(dialectOf(identity).generation).toBe('E1');
  expect(versions).toEqual([]);
});
