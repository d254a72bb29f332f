import { afterEach, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

/** What a host finds out that knows nothing: how commands end, and which application answers. */
async function detect(): Promise<string> {
  let terminator = '\r';
  let answer = await bench.raw('AT\r', 1000);
  if (answer === '') {
    answer = await bench.raw('\n', 1000);
    terminator = /OK/.test(answer) ? '\r\n' : '\n';
  }
  for (let tries = 0; tries < 5 && !/(^|\n)OK\r\n$/.test(answer); tries++) {
    answer = await bench.raw(`AT${terminator}`, 1000);
  }
  const serialModem = await bench.raw(`AT#XSMVER${terminator}`, 1000);
  const slm = await bench.raw(`AT#XSLMVER${terminator}`, 1000);
  const kind = /#XSMVER: "/.test(serialModem) ? 'C' : /#XSLMVER: "/.test(slm) ? 'B' : 'A';
  return `${kind} ${JSON.stringify(terminator)}`;
}

test.each([
  ['nrf9160-at-host', undefined, 'A "\\r"'],
  ['nrf9160-slm', undefined, 'B "\\r\\n"'],
  ['nrf9161-slm', undefined, 'B "\\r\\n"'],
  ['nrf9161-slm', 'cr', 'B "\\r"'],
  ['nrf9161-slm', 'lf', 'B "\\n"'],
  ['nrf9151-serial-modem', undefined, 'C "\\r"'],
] as const)('%s, built for %s, is recognised', async (name, terminator, expected) => {
  bench = await Bench.started(name, terminator === undefined ? {} : { build: { terminator } });
  expect(await detect()).toBe(expected);
});
