import { afterEach, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

const bench = new Bench();

afterEach(async () => expect(await bench.close()).toBe(0));

test('a modem that is found switched off altogether has forgotten what it was to tell, and is told again', async () => {
  const scripted = await bench.attached();
  scripted.sent.length = 0;
  scripted.mode = 0;
  scripted.cereg = '0';
  scripted.address = undefined;
  await scripted.until(() => !scripted.lte0.hasCarrier, 70);
  await scripted.until(() => scripted.sent.includes('AT%MDMEV=2'), 10);
  expect(scripted.sent).toEqual(expect.arrayContaining(['AT+CMEE=1', 'AT+CSCON=1', 'AT%XSIM=1']));
});
