import { expect, test } from '@jest/globals';
import { AtError } from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';
import { identify } from './identification.ts';

function moduleThatSays(answers: Readonly<Record<string, readonly (string | undefined)[]>>): ModuleLine {
  const left = new Map(Object.entries(answers).map(([wire, each]) => [wire, [...each]]));
  const run = async ({ line: { wire } }: { readonly line: { readonly wire: string } }): Promise<unknown> => {
    const answer = left.get(wire)?.shift();
    if (answer === undefined) throw new AtError('AT_REFUSED', `${wire} was answered ERROR`);
    return answer;
  };
  return { run } as unknown as ModuleLine;
}

const who = {
  'AT+CGMI': ['Nordic Semiconductor ASA'],
  'AT+CGMM': ['nRF9151-LACA'],
  'AT+CGMR': ['mfw_nrf91x1_2.0.2'],
  'AT+CGSN': ['350457790000000'],
};

test.each([
  ['a question that was spoiled on the line', { 'AT#XSMVER': [undefined, 'v1.2.0'] }, 'Serial Modem v1.2.0'],
  ['no application that says its name', {}, 'AT host'],
])('%s', async (_name, application, firmware) => {
  const identity = await identify(moduleThatSays({ ...who, ...application }), new AbortController().signal);
  expect(identity.firmware).toBe(`mfw_nrf91x1_2.0.2, ${firmware}`);
});
