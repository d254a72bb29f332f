import { describe, expect, test } from '@jest/globals';
import { didYouMean, nearest } from './nearest.ts';

const models = ['quectel-bg95', 'quectel-bg96', 'quectel-ec25'];

describe('the nearest name', () => {
  test.each([
    ['bg95', ['quectel-bg95']],
    ['quectel-bg9', ['quectel-bg95', 'quectel-bg96']],
    ['QUECTEL-EC25', ['quectel-ec25']],
    ['ec52', []],
    ['toaster', []],
  ])('%s', (wanted, found) => expect(nearest(wanted, models)).toEqual(found));

  test('everything is listed when nothing is similar', () => {
    expect(didYouMean('toaster', models)).toBe('There are: quectel-bg95, quectel-bg96, quectel-ec25.');
    expect(didYouMean('quectel-bg9', models)).toBe('Did you mean quectel-bg95 or quectel-bg96?');
    expect(didYouMean('x', [])).toBe('There are none.');
  });
});
