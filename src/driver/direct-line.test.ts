import { afterEach, describe, expect, test } from '@jest/globals';
import { quectel } from '../../drivers/index.ts';
import { InProcessPort, SimulatedQuectel, VirtualClock } from '../../mocks/index.ts';
import { ConnectionManager, type ObservedLine } from '../connectivity/index.ts';

let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
  close = undefined;
});

/** A simulated module behind an interface, ready for commands. */
async function ready() {
  const clock = new VirtualClock();
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  const manager = new ConnectionManager({ clock });
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  let isReady = false;
  manager.on('module-ready', () => {
    isReady = true;
  });
  manager.bind(lte0, quectel, { port: new InProcessPort(module, { clock }) });
  module.powerOn();
  const until = async (condition: () => boolean): Promise<void> => {
    if (!(await clock.until(condition, 120_000))) throw new Error('not within two minutes');
  };
  await until(() => isReady);
  await clock.advance(5000);
  close = async () => {
    const closed = manager.close();
    await clock.advance(10_000);
    await closed;
    module.close();
  };
  /** Waits in virtual time for how a promise ends. */
  const settled = async <Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> => {
    let result: PromiseSettledResult<Value> | undefined;
    void Promise.allSettled([promise]).then(([first]) => {
      result = first;
    });
    await until(() => result !== undefined);
    return result as PromiseSettledResult<Value>;
  };
  return { clock, lte0, manager, module, settled, until };
}

describe('iface.at', () => {
  test('returns the lines of the answer, and throws what the module refuses', async () => {
    const { lte0, settled } = await ready();
    expect(await settled(lte0.at('AT+CFUN?'))).toEqual({ status: 'fulfilled', value: ['+CFUN: 1'] });
    expect(await settled(lte0.at('AT+FOO'))).toMatchObject({ status: 'rejected', reason: { name: 'AtError' } });
    expect(await settled(lte0.at('hello'))).toMatchObject({ reason: { message: '"hello" is no command line' } });
    const gone = AbortSignal.abort(new Error('enough'));
    expect(await settled(lte0.at('AT', { signal: gone }))).toMatchObject({ reason: { message: 'enough' } });
  });

  test('is refused with ENOTSUP where nothing is bound, or what is bound has no command line', async () => {
    const manager = new ConnectionManager();
    const bare = manager.addInterface({ name: 'lte9', technology: 'cellular' });
    await expect(bare.at('AT')).rejects.toMatchObject({ code: 'ENOTSUP' });
    await expect(bare.exclusive(async () => 1, { limitMs: 1 })).rejects.toMatchObject({ code: 'ENOTSUP' });
    expect(() => bare.observeLines(() => undefined)).toThrow('lte9 takes no AT commands: nothing is bound to it');
  });
});

test('an observer sees every line both ways, without what is private', async () => {
  const { lte0, settled } = await ready();
  const lines: ObservedLine[] = [];
  const stop = lte0.observeLines((line) => lines.push(line));
  const imei = await settled(lte0.at('AT+CGSN'));
  stop();
  await settled(lte0.at('AT+CFUN?'));
  const shown = lines.map(({ direction, text }) => `${direction} ${text}`);
  expect(shown.slice(0, 3)).toEqual(['out AT+CGSN', 'in 000000000000001', 'in OK']);
  expect(shown.join()).not.toContain('CFUN?');
  expect(imei).toMatchObject({ value: [expect.stringMatching(/^\d{15}$/)] });
});

describe('exclusive use', () => {
  test("the driver's commands wait, URCs do not, and everything goes on afterwards", async () => {
    const { clock, lte0, manager, module, settled, until } = await ready();
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    const sent: string[] = [];
    lte0.observeLines(({ direction, text }) => {
      if (direction === 'out') sent.push(text);
    });
    const work = lte0.exclusive(
      async (at) => {
        manager.disconnect(lte0);
        module.loseCoverage();
        await until(() => !lte0.hasCarrier);
        await clock.advance(10_000);
        return await at('AT+CFUN?');
      },
      { limitMs: 120_000 },
    );
    expect(await settled(work)).toEqual({ status: 'fulfilled', value: ['+CFUN: 1'] });
    expect(sent[0]).toBe('AT+CFUN?');
    await until(() => sent.length > 1);
    module.restoreCoverage();
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
  });

  test('is over when its time is, whatever the work does', async () => {
    const { lte0, settled } = await ready();
    let late: Promise<unknown> | undefined;
    const work = lte0.exclusive(
      (at, signal) => {
        signal.addEventListener('abort', () => {
          late = at('AT').catch((thrown: unknown) => thrown);
        });
        return new Promise(() => undefined);
      },
      { limitMs: 1000 },
    );
    const waiting = lte0.at('AT+CFUN?');
    expect(await settled(work)).toMatchObject({ reason: { code: 'AT_TIMEOUT' } });
    expect(await late).toMatchObject({ code: 'AT_TIMEOUT' });
    expect(await settled(waiting)).toMatchObject({ value: ['+CFUN: 1'] });
  });

  test('is given back when the work throws, and when the module is lost; two take turns', async () => {
    const { lte0, module, settled } = await ready();
    const failed = lte0.exclusive(() => Promise.reject(new Error('oops')), { limitMs: 1000 });
    expect(await settled(failed)).toMatchObject({ reason: { message: 'oops' } });
    const order: number[] = [];
    const turn = (number: number) =>
      lte0.exclusive(
        async (at) => {
          await at('AT+CFUN?');
          order.push(number);
        },
        { limitMs: 5000 },
      );
    expect(await settled(Promise.all([turn(1), turn(2), turn(3)]))).toMatchObject({ status: 'fulfilled' });
    expect(order).toEqual([1, 2, 3]);
    const lost = lte0.exclusive(() => new Promise(() => undefined), { limitMs: 3_600_000 });
    module.powerOff();
    module.powerOn();
    expect(await settled(lost)).toMatchObject({ status: 'rejected' });
    await expect(lte0.exclusive(async () => 1, { limitMs: 0 })).rejects.toBeDefined();
  });
});
