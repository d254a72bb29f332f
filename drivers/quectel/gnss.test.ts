import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

let open: Rig | undefined;

async function connected(options: RigOptions, isOn: boolean): Promise<Rig> {
  const here = rig(options);
  open = here;
  await here.until(() => here.lte0.hasCarrier);
  if (isOn) {
    const on = here.binding.context.run('AT+QGPS=1');
    await here.clock.advance(2000);
    await on;
  }
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0), 300);
  return here;
}

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

const priorities = ({ between }: Rig): string[] => between.sent.filter((line) => line.startsWith('AT+QGPSCFG'));

describe('satellites and network on one receiver', () => {
  test('the network goes first while somebody uses GNSS, and data flow', async () => {
    const here = await connected({ misbehaviours: { gnssStarvesRadio: true } }, true);
    expect(priorities(here)).toEqual(['AT+QGPSCFG="priority",1']);
    await here.clock.advance(120_000);
    expect(here.manager.isReady(here.lte0)).toBe(true);
    expect(here.types().filter((type) => type === 'l4-disconnected')).toEqual([]);
  });

  test('unless the satellites are wanted first', async () => {
    expect(priorities(await connected({ options: { gnss: 'first' } }, true))).toEqual(['AT+QGPSCFG="priority",0']);
  });

  test('nothing is changed while GNSS is off, and on models with two receivers', async () => {
    expect(priorities(await connected({}, false))).toEqual([]);
    await open?.close();
    expect(priorities(await connected({ personality: 'quectel-ec25' }, true))).toEqual([]);
  });
});
