import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { UserQuirk } from '../../src/driver/index.ts';
import { quirksOf } from '../../src/driver/index.ts';
import { quirkBook } from './quirk-book.ts';
import { pitfalls, quirks } from './quirks.table.ts';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

test.each([...quirks, ...pitfalls])(
  'what $id names for a proof exists, and the README says it too',
  ({ id, proof }) => {
    expect(textOf('README.md').includes(`| ${id} |`)).toBe(true);
    if ('test' in proof) expect(textOf(proof.file).includes(proof.test)).toBe(true);
    else expect(proof.open).not.toBe('');
  },
);

test('none is missing', () => {
  expect(quirks.map(({ id }) => id)).toEqual(Array.from({ length: 41 }, (_, index) => `Q${index + 1}`));
  expect(pitfalls.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, index) => `F${index + 1}`));
});

test.each([
  ['BG96', 'BG96MAR02A07M1G', ['Q6', 'Q7', 'Q14', 'Q25', 'Q26']],
  ['BG96', 'BG96MAR02A06M1G', ['Q7', 'Q14', 'Q25', 'Q26']],
  ['BG95-M3', 'BG95M3LAR02A04', ['Q25', 'Q26']],
  ['BG770A-GL', 'BG770AGLAAR01A03', ['Q5', 'Q23', 'Q25', 'Q26']],
  ['EG91', 'EG91EFBR06A08M4G', ['Q33']],
  ['EC25', 'EC25EFAR06A03M4G', []],
])('%s with %s has %j', (model, firmware, ids) => {
  expect(quirksOf(quirkBook, { model, firmware }).map(({ id }) => id)).toEqual(ids);
});

describe("a user's quirk", () => {
  let open: Rig | undefined;

  afterEach(async () => {
    await open?.close();
    expect(open?.clock.timerCount ?? 0).toBe(0);
    open = undefined;
  });

  const start = (options: RigOptions): Rig => {
    open = rig(options);
    return open;
  };

  const mine = (more: Partial<UserQuirk>): UserQuirk => ({
    id: 'bench-1',
    family: 'quectel',
    models: ['BG95*'],
    symptom: 'as on our bench',
    reference: 'our bench',
    ...more,
  });

  /** Told to stay off the network, and then to choose one by itself. */
  async function chooses({ binding, clock, lte0, manager, until, between }: Rig): Promise<readonly string[]> {
    await until(() => lte0.hasCarrier);
    const manual = binding.context.run('AT+COPS=1,2,"26201"');
    await clock.advance(60_000);
    await manual;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0), 300);
    return between.sent.slice(between.sent.lastIndexOf('AT+COPS=0'));
  }

  test('changes what the driver does, and the firmware that it is not for stays as it is', async () => {
    const own = mine({ firmware: { from: 'R02A04', to: 'R02A04' }, effect: { forgetsScanMode: true } });
    const options = { options: { operator: 'auto' } };
    expect(await chooses(start({ ...options, quirks: [own] }))).toContain('AT+QCFG="nwscanmode"');
    expect(open?.binding.context.quirks.map(({ id }) => id)).toContain('bench-1');
    await open?.close();
    const other = { ...own, firmware: { from: 'R02A05' } };
    expect(await chooses(start({ ...options, quirks: [other] }))).not.toContain('AT+QCFG="nwscanmode"');
  });

  test('has the last word', async () => {
    const own = mine({ models: ['BG96'], effect: { forgetsScanMode: false } });
    const sent = await chooses(start({ personality: 'quectel-bg96', options: { operator: 'auto' }, quirks: [own] }));
    expect(sent).not.toContain('AT+QCFG="nwscanmode"');
  });

  test('that says what is not there is refused when the module is bound', () => {
    expect(() => rig({ quirks: [mine({ effect: { searchMs: 5 } })] })).toThrow(
      expect.objectContaining({ code: 'EINVAL', where: expect.stringContaining('quectel on') }),
    );
  });
});

test('a command that hangs the firmware is warned of when an application sends it', async () => {
  const here = rig({ personality: 'quectel-bg96', misbehaviours: { cgactHangs: true } });
  await here.until(() => here.lte0.hasCarrier);
  const sent = here.binding.context.run('AT+CGACT=1,1');
  const failed = expect(sent).rejects.toMatchObject({ code: 'AT_TIMEOUT' });
  await here.until(() => here.facts('notice').length > 0, 1);
  expect(here.facts('notice').join('\n')).toContain(
    'AT+CGACT=1,1 does harm to this module: AT+CGACT hangs the module (quirk Q6, ARMmbed/mbed-os#9749)',
  );
  await here.clock.advance(200_000);
  await failed;
  await here.close();
});
