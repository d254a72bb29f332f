import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { seededRandom } from '../module/random.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

const pieces = [
  'AT',
  'at',
  '+',
  'A/',
  'C',
  'Q',
  '=',
  '?',
  '"',
  ',',
  ';',
  '\r',
  '\n',
  '\r\n',
  '1',
  '99',
  '-',
  ' ',
  '\b',
];
const names = [
  '+CREG',
  '+QCFG',
  '+CGDCONT',
  '+COPS',
  '+CPIN',
  '+QIACT',
  '+CLCK',
  '+QICSGP',
  '&F',
  'S3',
  'D',
  '+CCLK',
  '+CRSM',
  '+QIOPEN',
  '+QISEND',
  '+QIRD',
  '+QISTATE',
  '+QSSLCFG',
  '+QFUPL',
];

test.each([1, 2, 3, 4, 5, 6])('after any input (seed %i) it still answers AT', async (seed) => {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const clock = new VirtualClock();
  const module = new SimulatedQuectel({ personality: 'quectel-ec25', clock, seed });
  const host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(30_000);
  for (let count = 0; count < 2000; count++) {
    const draw = random();
    if (draw < 0.1) host.send(String.fromCharCode(Math.floor(random() * 256)));
    else if (draw < 0.4) host.send(`AT${pick(names)}`);
    else host.send(pick(pieces));
    if (draw > 0.95) await clock.advance(200);
  }
  host.send('\r\r');
  await clock.advance(600_000);
  await host.ask('ATQ0V1E0', 1000);
  expect(await host.ask('AT', 1000)).toBe('\r\nOK\r\n');
  module.close();
  expect(clock.timerCount).toBe(0);
});
