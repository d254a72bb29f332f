import { afterEach, expect, test } from '@jest/globals';
import { quectelPersonalities } from '../../mocks/quectel/personalities.table.ts';
import { type Rig, rig } from './rig.test-support.ts';

let open: Rig | undefined;

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

test.each(quectelPersonalities.map(({ name }) => name))(
  '%s comes up, restarts, and comes up again',
  async (personality) => {
    open = rig({ personality });
    const { manager, lte0, until, module } = open;
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.reboot();
    await until(() => !manager.isReady(lte0), 90);
    await until(() => manager.isReady(lte0));
  },
);
