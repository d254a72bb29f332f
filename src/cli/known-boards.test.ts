import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadConfig } from '../rig/config/load.ts';
import { catalogue } from './catalogue.ts';
import { knownBoards } from './known-boards.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-own-boards-'));
});
afterEach(() => rm(folder, { recursive: true }));

const board = (id: string): string =>
  `id: ${id}\nname: Mine\nusb: [{ vendorId: 1234, productId: 5678 }]\ninterfaces: { 0: { role: at, preferred: true } }\ndriver: auto\n`;

async function loaded(text: string) {
  const file = join(folder, 'atlink.yaml');
  await writeFile(file, text);
  return await loadConfig(file, { env: {}, catalogue: catalogue(), checkOption: () => undefined });
}

const usesMine = 'interfaces: { lte0: { module: { board: my-board, usbPort: 1-1 } } }\n';

test('a configuration may name a board of its own folder, which discovery knows from then on', async () => {
  await expect(loaded(usesMine)).rejects.toThrow('there is no board "my-board"');
  await mkdir(join(folder, 'boards'));
  await writeFile(join(folder, 'boards/my-board.yaml'), board('my-board'));
  await writeFile(join(folder, 'boards/ec25.yaml'), board('quectel-ec25'));
  await loaded(usesMine);
  expect(knownBoards().filter(({ id }) => id === 'my-board')).toHaveLength(1);
  expect(knownBoards().filter(({ id }) => id === 'quectel-ec25')).toMatchObject([{ name: 'Mine' }]);
});

test('a folder that is named has to be there, and what is wrong in it is told', async () => {
  await expect(loaded(`boards: nowhere\n${usesMine}`)).rejects.toThrow(/the folder of boards .*nowhere cannot be read/);
  await mkdir(join(folder, 'mine'));
  await writeFile(join(folder, 'mine/a.yaml'), board('my-board').replace('driver', 'drivers'));
  await expect(loaded(`boards: mine\n${usesMine}`)).rejects.toThrow(
    /a\.yaml:5:1: drivers: there is no key "drivers" here/,
  );
});
