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
  ['ESP8266', 'AT 2.2.1.0', ['W1', 'W2']],
  ['ESP8266', 'AT 2.0.0.0-dev', ['W1', 'W2', 'W3']],
  ['ESP32', 'AT 2.1.0.0', ['W2']],
  ['ESP32-C3', 'AT 3.3.0.0', ['W2']],
])('%s with %s has %j', (model, firmware, ids) => {
  expect(quirksOf(quirkBook, { model, firmware }).map(({ id }) => id)).toEqual(ids);
});

test('sleep of the line is warned of, and the module is deaf', async () => {
  const here = rig();
  open = here;
  await here.until(() => here.wlan0.hasCarrier || here.types().includes('module-ready'));
  const sent = here.binding.context.run('AT+SLEEP=2');
  await here.clock.advance(1000);
  await sent;
  expect(here.facts().join('\n')).toContain('AT+SLEEP=2 does harm to this module');
  const asked = here.binding.context.run('AT');
  const failed = expect(asked).rejects.toMatchObject({ code: 'AT_OUT_OF_STEP' });
  await here.clock.advance(400_000);
  await failed;
});

test("a user's quirk makes sends shorter", async () => {
  const own = {
    id: 'bench',
    family: 'esp-at',
    models: ['ESP32*'],
    symptom: 'loses bytes of long sends',
    reference: 'our bench',
    effect: { longestSend: 512 },
  };
  open = rig({ setup: { quirks: [own] } });
  const { binding, manager, until, wlan0 } = open;
  manager.connect(wlan0);
  await until(() => manager.isReady(wlan0));
  expect(binding.context.sockets.limits.longestSend).toBe(512);
});
