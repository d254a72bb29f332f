import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RefusedPinFile } from './refused-pins.ts';

let directory: string;
let notices: string[];
const iccid = '89490200001234567890';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'atlink-state-'));
  notices = [];
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const run = (where: string | undefined = directory): RefusedPinFile =>
  new RefusedPinFile(where, (text) => void notices.push(text));

test('a PIN is remembered by card, and by the next run too', () => {
  run().add(iccid, '1111');
  const next = run();
  expect(next.has(iccid, '1111')).toBe(true);
  expect(next.has(iccid, '2222')).toBe(false);
  expect(next.has('89490200009999999999', '1111')).toBe(false);
  next.add(iccid, '2222');
  expect(run().has(iccid, '1111')).toBe(true);
  expect(run().has(iccid, '2222')).toBe(true);
  expect(notices).toEqual([]);
});

test('two runs at the same time see what the other learnt', () => {
  const [one, other] = [run(), run()];
  expect(other.has(iccid, '1111')).toBe(false);
  one.add(iccid, '1111');
  expect(other.has(iccid, '1111')).toBe(true);
});

test('the file is for its owner, holds neither PIN nor card, and no draft is left beside it', () => {
  const inside = join(directory, 'new', 'deep');
  run(inside).add(iccid, '7351');
  expect(readdirSync(inside)).toEqual(['refused-pins.json']);
  const path = join(inside, 'refused-pins.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(inside).mode & 0o777).toBe(0o700);
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain(iccid);
  expect(JSON.parse(text)).toEqual({ salt: expect.any(String), refused: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
});

test('a file system that fails is told, and the PIN is remembered all the same', () => {
  writeFileSync(join(directory, 'file'), '');
  const pins = run(join(directory, 'file'));
  pins.add(iccid, '1111');
  expect(pins.has(iccid, '1111')).toBe(true);
  expect(notices[0]).toMatch(/^(refused PINs could not be read|a refused PIN could not be remembered)/);
});

test('a file that holds something else is told and replaced', () => {
  writeFileSync(join(directory, 'refused-pins.json'), '{"salt": 1}');
  run().add(iccid, '1111');
  expect(notices[0]).toContain('it holds something else');
  expect(run().has(iccid, '1111')).toBe(true);
});

test('without a directory it lasts as long as the program', () => {
  const pins = new RefusedPinFile(undefined, (text) => void notices.push(text));
  pins.add(undefined, '1111');
  expect(pins.has(undefined, '1111')).toBe(true);
  expect(new RefusedPinFile(undefined, () => undefined).has(undefined, '1111')).toBe(false);
});
