import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { boards } from '../../../boards/index.ts';
import { matchBoard } from '../match-board.ts';
import { loadBoards, parseBoard } from './load-boards.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-boards-'));
});
afterEach(() => rm(folder, { recursive: true }));

const mine = `
id: my-modem
name: My modem (rev. 2)
usb:
  - { vendorId: 10C4, productId: ea60, product: Modem (rev. 2) }
  - { vendorId: 1234, productId: 1e10 }
interfaces:
  0: { role: at, preferred: true }
  2: log
driver: auto
baudRate: 921600
flowControl: rtscts
dtr: assert
settleMs: 250
reset: { assert: { rts: true, dtr: false }, holdMs: 100, release: { rts: false, dtr: false } }
logPort: 2
`;

const refusal = (text: string): string => {
  try {
    parseBoard(text, 'b.yaml');
    return 'none';
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

test('a board of a user is read whole, and USB ids stay what they are', () => {
  const board = parseBoard(mine, 'b.yaml');
  expect(board).toMatchObject({
    id: 'my-modem',
    kind: 'board',
    baudRate: 921_600,
    settleMs: 250,
    reset: { assert: { rts: true, dtr: false }, holdMs: 100 },
    interfaces: { 0: { role: 'at', preferred: true }, 2: { role: 'log' } },
    logPort: 2,
  });
  expect(board.usb.map(({ productId }) => productId)).toEqual(['ea60', '1e10']);
});

test('it wins over one of ours that fits as well, and over a bridge by its name', () => {
  const board = parseBoard(mine, 'b.yaml');
  const named = { vendorId: '10c4', productId: 'ea60', product: 'modem (rev. 2)', interfaceNumber: 0 };
  expect(matchBoard([board, ...boards], named)?.board.id).toBe('my-modem');
  const plain = { ...named, product: 'CP2102' };
  expect(matchBoard([board, ...boards], plain)?.board.id).toBe('bridge-cp210x');
  const ec25 = parseBoard(mine.replace('1234', '2c7c').replace('1e10', '0125'), 'b.yaml');
  const usb = { vendorId: '2c7c', productId: '0125', interfaceNumber: 2 };
  expect(matchBoard([ec25, ...boards], usb)?.board.id).toBe('my-modem');
});

test('what is wrong is told with its line and what would be right', () => {
  expect(refusal(mine.replace('baudRate: 921600', 'baudrate: 9600'))).toBe(
    'b.yaml:11:1: baudrate: there is no key "baudrate" here. Did you mean baudRate?',
  );
  expect(refusal(mine.replace('vendorId: 1234', 'vendorId: 12345'))).toContain('a USB id is four hexadecimal digits');
  expect(refusal(mine.replace(', productId: 1e10', ''))).toContain('every device of a maker would fit');
  expect(refusal(mine.replace(', preferred: true', ''))).toContain('exactly one interface has to be preferred');
  expect(refusal(mine.replace('driver: auto', ''))).toContain('driver is missing');
  expect(refusal('id: [')).toContain('b.yaml:');
  expect(refusal('')).toContain('id: this is missing');
});

test('the example of the guide is a board', async () => {
  const guide = await readFile(join(import.meta.dirname, '../../../docs/boards.md'), 'utf8');
  const [, example = ''] = /```yaml\n(# my-boards[\s\S]*?)```/.exec(guide) ?? [];
  expect(parseBoard(example, 'guide')).toMatchObject({ id: 'my-modem', driver: 'quectel', logPort: 1 });
});

test('every file of the folder is a board; a folder that nobody named need not be there', async () => {
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'one.yaml'), mine);
  await writeFile(join(folder, 'two.yml'), mine.replace('my-modem', 'other'));
  await writeFile(join(folder, 'README.md'), 'no board');
  expect((await loadBoards(folder, true)).map(({ id }) => id)).toEqual(['my-modem', 'other']);
  await writeFile(join(folder, 'three.yaml'), mine);
  await expect(loadBoards(folder, true)).rejects.toThrow(/my-modem is described twice/);
  expect(await loadBoards(join(folder, 'none'), false)).toEqual([]);
  await expect(loadBoards(join(folder, 'none'), true)).rejects.toThrow(/cannot be read/);
});
