import { expect, test } from '@jest/globals';
import { AtError } from '../../../src/at/index.ts';
import type { ModuleLine } from '../../../src/driver/index.ts';
import { closeSurely } from './commands.ts';

test.each([
  ['done', [true], true, 1],
  ['a command that was spoiled on the line is given once more', [false, true], true, 2],
  ['refused twice: the module may hold the link all the same', [false, false], false, 2],
] as const)('%s', async (_name, answers, sure, asked) => {
  let count = 0;
  const run = async (): Promise<void> => {
    if (answers[count++] !== true) throw new AtError('AT_REFUSED', 'AT+CIPCLOSE=4 was answered ERROR');
  };
  expect([await closeSurely({ run } as unknown as ModuleLine, 4), count]).toEqual([sure, asked]);
});
