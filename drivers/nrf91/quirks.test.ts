import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { quirksOf } from '../../src/driver/index.ts';
import { quirkBook } from './quirk-book.ts';
import { quirks } from './quirks.table.ts';
import { type Rig, rig } from './rig.test-support.ts';

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
let open: Rig | undefined;

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

test.each([...quirks])('what $id names for a proof exists, and the README says it too', ({ id, proof }) => {
  expect(textOf('README.md').includes(`| ${id} |`)).toBe(true);
  if ('test' in proof) expect(textOf(proof.file).includes(proof.test)).toBe(true);
  else expect(proof.open).not.toBe('');
});

test.each([
  ['mfw_nrf9160_1.2.3, Serial LTE Modem 1.2', ['N1', 'N2']],
  ['mfw_nrf9160_1.2.3, Serial LTE Modem 1.8.0', ['N1', 'N2']],
  ['mfw_nrf9160_1.3.2, Serial LTE Modem 1.9.0', ['N2']],
  ['mfw_nrf91x1_2.0.2, Serial LTE Modem v2.6.1', ['N2']],
  ['mfw_nrf91x1_2.0.2, Serial Modem v1.0.0', []],
  ['mfw_nrf9160_1.3.2, AT host', []],
])('%s has %j', (firmware, ids) => {
  expect(quirksOf(quirkBook, { model: 'nRF9160-SICA', firmware }).map(({ id }) => id)).toEqual(ids);
});

test('a read without an end is warned of, and blocks the module', async () => {
  const here = rig({ options: { onModemFault: 'fatal' } });
  open = here;
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0));
  const opened = here.binding.context.run('AT#XSOCKET=1,2,0');
  await here.clock.advance(1000);
  await opened;
  const bound = here.binding.context.run('AT#XBIND=9000');
  await here.clock.advance(1000);
  await bound;
  const read = here.binding.context.run('AT#XRECV=0');
  const failed = expect(read).rejects.toMatchObject({ code: 'AT_TIMEOUT' });
  await here.clock.advance(60_000);
  expect(here.facts('notice').join('\n')).toContain('AT#XRECV=0 does harm to this module');
  await here.clock.advance(200_000);
  await failed;
});
