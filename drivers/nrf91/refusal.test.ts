import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

const bench = new Bench();
const { searching } = bench;

afterEach(async () => expect(await bench.close()).toBe(0));

describe('a network that refuses (+CEREG: 3)', () => {
  const refusedWith = async (cause: number) => {
    const scripted = await searching();
    scripted.cereg = `3,"0901","02024720",7,0,${cause}`;
    return scripted;
  };

  test.each([
    [3, 'illegal UE'],
    [6, 'illegal ME'],
    [8, 'EPS services and non-EPS services not allowed'],
  ])('for good (EMM cause %i): the attempt ends with the reason', async (cause, words) => {
    const scripted = await refusedWith(cause);
    await scripted.until(() => scripted.types().includes('fatal-error'), 90);
    const fatal = scripted.events.find(({ type }) => type === 'fatal-error');
    expect(fatal).toMatchObject({ reason: expect.stringContaining(`${words} (EMM cause ${cause})`) });
    expect(scripted.lte0.isAdminUp).toBe(false);
  });

  test('for want of another choice (EMM cause 11): the attempt waits for an option', async () => {
    const scripted = await refusedWith(11);
    await scripted.clock.advance(300_000);
    expect(scripted.lte0.isAdminUp).toBe(true);
    expect(JSON.stringify(scripted.events)).toContain('PLMN not allowed (EMM cause 11)');
    scripted.cereg = '1,"0901","02024720",7';
    scripted.address = '"10.1.2.3"';
    scripted.manager.setOption(scripted.lte0, 'operator', '24201');
    await scripted.until(() => scripted.lte0.isUp, 60);
  });

  test.each([22, 15])('for now (EMM cause %i): the search goes on', async (cause) => {
    const scripted = await refusedWith(cause);
    await scripted.clock.advance(120_000);
    expect(scripted.types()).not.toContain('fatal-error');
    scripted.cereg = '1,"0901","02024720",7';
    scripted.address = '"10.1.2.3"';
    await scripted.until(() => scripted.lte0.isUp, 60);
  });

  test('for a moment is not believed: the modem tries others', async () => {
    const scripted = await refusedWith(3);
    await scripted.clock.advance(20_000);
    scripted.cereg = '2,"0901","02024720",7';
    await scripted.clock.advance(20_000);
    scripted.cereg = '3,"0901","02024720",7,0,3';
    await scripted.clock.advance(20_000);
    expect(scripted.types()).not.toContain('fatal-error');
    expect(scripted.lte0.isAdminUp).toBe(true);
  });
});
