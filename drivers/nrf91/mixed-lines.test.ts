import { afterEach, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

const bench = new Bench();
const { attached, connected } = bench;

afterEach(async () => expect(await bench.close()).toBe(0));

test('a log text in the middle of a URC: the line is lost, and what it said is found within a minute', async () => {
  const scripted = await attached();
  scripted.cereg = '4';
  await scripted.say('Waiti+CEREG: 4');
  expect(scripted.lte0.hasCarrier).toBe(true);
  await scripted.until(() => !scripted.lte0.hasCarrier, 65);
});

test('a log text in the middle of an unimportant URC changes nothing', async () => {
  const scripted = await attached();
  await scripted.say('Waiti%XTIME: "80","62605291104240","01"', '+CSCON: 1ng for network');
  await scripted.clock.advance(120_000);
  expect(scripted.lte0.isUp).toBe(true);
  expect(scripted.types()).not.toContain('l4-disconnected');
});

test('networks are never searched for by AT+COPS=?, which blocks and may end in ERROR', async () => {
  const { binding, clock, module, manager, lte0, until } = await connected({
    options: { operator: '24201' },
    network: { plmn: '24201' },
  });
  await clock.advance(300_000);
  manager.disconnect(lte0);
  await clock.advance(10_000);
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
  expect(binding.context.identity.manufacturer).toContain('Nordic');
  expect(module.commandsSeen.filter((line) => line.startsWith('AT+COPS=?'))).toEqual([]);
});
