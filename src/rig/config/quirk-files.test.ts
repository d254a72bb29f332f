import { describe, expect, test } from '@jest/globals';
import { drivers } from '../../../drivers/index.ts';
import { parseQuirks } from './quirk-files.ts';

const books = new Map(drivers.map(({ name, quirks }) => [name, quirks]));
const read = (text: string) => parseQuirks(text, 'mine.yaml', books);

describe('a file with quirks', () => {
  test('is read, and says of each where it is from', () => {
    const quirks = read(`
- id: bench-1
  family: quectel
  models: [BG95*]
  firmware: { from: R02A03, to: R02A04 }
  effect: { forgetsScanMode: true, searchMs: 60000 }
  symptom: forgets the scan mode, as the BG96 does
  reference: our bench, 2026-03-01
`);
    expect(quirks).toHaveLength(1);
    expect(quirks[0]).toMatchObject({ id: 'bench-1', source: 'mine.yaml', effect: { searchMs: 60_000 } });
  });

  test('may be empty', () => {
    expect(read('')).toEqual([]);
  });

  test.each([
    [
      '- id: a\n  family: quectel\n  models: [BG95]\n  symptom: s\n  reference: r\n  effect:\n    forgetScanMode: true\n',
      'mine.yaml:7:5: 0.effect.forgetScanMode: quectel has nothing "forgetScanMode" that a quirk can change. Did you mean forgetsScanMode?',
    ],
    [
      '- id: a\n  family: esp-at\n  models: [ESP32]\n  symptom: s\n  reference: r\n  effect: { longestSend: 9000 }\n',
      'mine.yaml:6:13: 0.effect.longestSend: this has to be a whole number from 64 to 8192',
    ],
    ['id: a\n', 'mine.yaml:1:1: this has to be a list of quirks'],
    ['- id: [\n', 'mine.yaml:2:1: '],
  ])('is refused with line, column and what would be right: %j', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });
});
