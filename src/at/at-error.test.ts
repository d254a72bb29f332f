import { describe, expect, test } from '@jest/globals';
import { equipmentError, messageServiceError } from './at-error.ts';
import { cmeErrors } from './cme-errors.table.ts';
import { cmsErrors } from './cms-errors.table.ts';

describe('equipment errors', () => {
  test.each([
    [' 10', 10, 'hardware', '+CME ERROR: 10 (SIM not inserted)'],
    [' SIM not inserted', 10, 'hardware', '+CME ERROR: 10 (SIM not inserted)'],
    ['sim NOT inserted ', 10, 'hardware', '+CME ERROR: 10 (SIM not inserted)'],
    [' 14', 14, 'wait', '+CME ERROR: 14 (SIM busy)'],
    [' 513', 513, 'unknown', '+CME ERROR: 513 (not in the tables)'],
    [' Something new', undefined, 'unknown', '+CME ERROR: Something new'],
    ['', undefined, 'unknown', '+CME ERROR: '],
  ])('%j', (value, number, errorClass, message) => {
    expect(equipmentError(value, { where: 'AT+CPIN?' })).toMatchObject({
      code: 'AT_EQUIPMENT',
      number,
      errorClass,
      message,
      where: 'AT+CPIN?',
    });
  });

  test('every number and every text of the table is found', () => {
    for (const { number, text, errorClass } of cmeErrors) {
      expect(equipmentError(String(number), {})).toMatchObject({ number, errorClass });
      expect(equipmentError(text, {})).toMatchObject({ number, errorClass });
    }
  });
});

describe('message service errors', () => {
  test('every number and every text of the table is found', () => {
    for (const [number, text] of cmsErrors) {
      const message = `+CMS ERROR: ${number} (${text})`;
      expect(messageServiceError(` ${number}`, {})).toMatchObject({ code: 'AT_MESSAGE', number, message });
      expect(messageServiceError(text, {})).toMatchObject({ number, message });
    }
  });

  test('others pass as they are', () => {
    expect(messageServiceError(' 999', {}).message).toBe('+CMS ERROR: 999 (not in the tables)');
    expect(messageServiceError(' odd', {})).toMatchObject({ number: undefined, message: '+CMS ERROR: odd' });
  });
});
