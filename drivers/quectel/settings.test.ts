import { afterEach, describe, expect, test } from '@jest/globals';
import { bandMask } from './bands.ts';
import { otherQuectel, type QuectelDialect, quectelModels } from './models.table.ts';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';
import { searchOrder } from './search-order.ts';

let open: Rig | undefined;

function start(options?: RigOptions): Rig {
  open = rig(options);
  return open;
}

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

const model = (name: string): QuectelDialect => quectelModels.find((entry) => entry.model.test(name)) ?? otherQuectel;
const shown = (name: string, option: string): string[] =>
  searchOrder(model(name), option).map((item) => `${item.name}=${item.values.join(',')}`);

describe('what to search with', () => {
  test.each([
    ['BG95-M3', 'auto', ['nwscanseq=00', 'nwscanmode=0', 'iotopmode=2']],
    ['BG95-M3', 'ltem', ['nwscanseq=020103', 'nwscanmode=3', 'iotopmode=0']],
    ['BG96', 'nbiot,ltem', ['nwscanseq=030201', 'nwscanmode=3', 'iotopmode=2']],
    ['BG96', 'nbiot', ['nwscanseq=030102', 'nwscanmode=3', 'iotopmode=1']],
    ['BG96', 'gsm', ['nwscanseq=010203', 'nwscanmode=1']],
    ['BG95-M3', 'gsm,ltem', ['nwscanseq=010203', 'nwscanmode=0', 'iotopmode=0']],
    ['EC25', 'lte', ['nwscanmode=3']],
    ['EC25', 'wcdma', ['nwscanmode=2']],
    ['EC25', 'auto', ['nwscanmode=0']],
    ['EC200U', 'lte,gsm', ['nwscanmode=0']],
    ['RM520N-GL', 'auto', ['mode_pref=AUTO']],
    ['RM520N-GL', 'lte,nr', ['mode_pref=LTE:NR5G']],
    ['RM520N-GL', 'nr', ['mode_pref=NR5G']],
  ])('%s with %s is told %j', (name, option, items) => expect(shown(name, option)).toEqual(items));

  test.each([
    ['BG77', 'lte', /BG95\/BG77 has no lte/],
    ['EC25', 'ltem', /has no ltem/],
    ['EC25', 'lte,gsm', /with one technology or with all/],
    ['M65', 'lte', /is not known/],
  ])('%s refuses %s, with the reason', (name, option, reason) => expect(() => shown(name, option)).toThrow(reason));

  test('bands become a mask', () => {
    expect(bandMask('3,8,20')).toBe('80084');
    expect(bandMask('66')).toBe('20000000000000000');
  });
});

describe('options are refused when they are set', () => {
  test.each([
    ['rat', 'lte,lte'],
    ['rat', '5g'],
    ['rat', 3],
    ['bands', ''],
    ['bands', '0'],
    ['bands', '3;8'],
    ['operator', '2620'],
    ['operator', 26201],
    ['roaming', 'yes'],
    ['psm', '3600'],
    ['psm', { tau: 99_999_999, active: 2 }],
    ['edrx', '0'],
  ])('%s does not take %j', (name, value) => {
    const { manager, lte0 } = start();
    expect(() => manager.setOption(lte0, name, value)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  });

  test.each([
    ['psm', { tau: 3600, active: 60 }, '3600,60'],
    ['bands', '20, 3,3', '3,20'],
    ['rat', 'nbiot, ltem', 'nbiot,ltem'],
    ['edrx', 81.92, '81.92'],
  ])('%s makes %j into %j', (name, value, kept) => {
    const { manager, lte0 } = start();
    manager.setOption(lte0, name, value);
    expect(manager.getOption(lte0, name)).toBe(kept);
  });
});

describe('on the module', () => {
  const writes = ({ between }: Rig, what: RegExp): string[] => between.sent.filter((line) => what.test(line));

  test('a choice is written when it is another one, and only then: it is kept in flash', async () => {
    const here = start({ personality: 'quectel-bg96', options: { rat: 'ltem,nbiot,gsm', bands: '3,20' } });
    const { manager, lte0, until, port } = here;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(writes(here, /"nwscanseq",/)).toEqual([]);
    expect(writes(here, /"band",/)).toEqual(['AT+QCFG="band",f,80004,80004,1']);
    const before = writes(here, /^AT\+QCFG="\w+",/).length;
    // A new life of the driver on the same module: it reads 20301, without the zero, and band masks with 0x.
    port.unplug();
    await until(() => !lte0.isUp);
    port.plug();
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(writes(here, /^AT\+QCFG="\w+",/)).toHaveLength(before);
  });

  test('a 5G module is told by its own commands', async () => {
    const here = start({ personality: 'quectel-rm520n', options: { rat: 'nr,lte', bands: '3,20' } });
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    expect(writes(here, /QNWPREFCFG="\w+",/)).toEqual([
      'AT+QNWPREFCFG="mode_pref",LTE:NR5G',
      'AT+QNWPREFCFG="lte_band",3:20',
    ]);
    expect(writes(here, /"nwscanmode"/)).toEqual([]);
  });

  test('where two masks are all there is, the first stays as it is (EC200U)', async () => {
    const here = start({ personality: 'quectel-ec200u', options: { bands: '3,20' } });
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    expect(writes(here, /"band",/)).toEqual([expect.stringMatching(/^AT\+QCFG="band",[0-9a-f]+,80004,1$/)]);
  });

  test('what the model cannot do waits for another choice, and says why', async () => {
    const { manager, lte0, until, clock, events } = start({ options: { rat: 'lte' } });
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(lte0.isUp).toBe(false);
    expect(JSON.stringify(events)).toContain('BG95/BG77 has no lte');
    manager.setOption(lte0, 'rat', 'ltem');
    await until(() => manager.isReady(lte0));
  });

  test('the automatic choice of the network puts the scan mode back that it clears (BG96)', async () => {
    const here = start({ personality: 'quectel-bg96', options: { rat: 'ltem', operator: 'auto' } });
    const { manager, lte0, until, binding, clock } = here;
    await until(() => lte0.hasCarrier);
    const manual = binding.context.run('AT+COPS=1,2,"26201"');
    await clock.advance(60_000);
    await manual;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0), 300);
    const sent = here.between.sent;
    const chosen = sent.lastIndexOf('AT+COPS=0');
    expect(chosen).toBeGreaterThan(0);
    expect(sent.slice(chosen)).toContain('AT+QCFG="nwscanmode",3,1');
    const mode = binding.context.run('AT+QCFG="nwscanmode"');
    await clock.advance(1000);
    await expect(mode).resolves.toEqual([expect.stringContaining('3')]);
  });

  test('without the option a module that searches by itself is left alone, and one that was told not to is woken', async () => {
    const here = start();
    const { manager, lte0, until, binding, clock } = here;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(writes(here, /\+COPS=[012]/)).toEqual([]);
    manager.disconnect(lte0);
    await clock.advance(10_000);
    const off = binding.context.run('AT+COPS=2');
    await clock.advance(30_000);
    await off;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0), 120);
    expect(writes(here, /\+COPS=0/)).toHaveLength(1);
  });

  test('a network by its number is chosen once', async () => {
    const here = start({ options: { operator: '26201' } });
    const { manager, lte0, until, clock } = here;
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    here.module.deactivatePdp(1);
    await until(() => !lte0.isUp);
    await until(() => manager.isReady(lte0));
    await clock.advance(1000);
    expect(writes(here, /\+COPS=1/)).toEqual(['AT+COPS=1,2,"26201"']);
  });

  test('a refusal to say which network is chosen, right after the start, is asked again (EG91)', async () => {
    let refusals = 2;
    const { manager, lte0, until, events } = start({
      personality: 'quectel-eg91',
      options: { operator: 'auto' },
      intercept: (line) => (line === 'AT+COPS?' && refusals-- > 0 ? 'ERROR' : undefined),
    });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    const phases = events.flatMap((event) => (event.type === 'attempt-phase' ? event.phase : []));
    expect([refusals, phases.filter((phase) => phase === 'pausing')]).toEqual([-1, []]);
  });

  test('power saving is asked for with its timers, and the network tells what it grants', async () => {
    const here = start({ options: { psm: '3600,60', edrx: '81.92' } });
    const { manager, lte0, until, between, facts } = here;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(between.sent).toContain('AT+CPSMS=1,,,"00000110","00011110"');
    expect(between.sent).toContain('AT+CEDRXS=1,4,"0101"');
    expect(between.sent).toContain('AT+CEDRXS=1,5,"0101"');
    between.say('+QPSMTIMER: 3600,60');
    await until(() => facts('module').some((value) => value.includes('asleep up to 3600 s')), 1);
  });

  test('a model without power saving says so and connects all the same', async () => {
    const { manager, lte0, until, facts } = start({
      personality: 'quectel-ec25',
      options: { psm: '3600,60', edrx: 'off' },
    });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(facts('notice')).toEqual([expect.stringContaining('psm: EC21/EC25/EG25-G has no such power saving')]);
  });
});

describe('asleep', () => {
  test('is not switched off: it is told, waited for without nagging, and the connection comes back on waking', async () => {
    const { manager, lte0, until, module, between, facts, types, clock } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    between.say('PSM POWER DOWN');
    module.powerOff();
    await until(() => types().includes('module-lost'), 1);
    expect(lte0.isUp).toBe(false);
    expect(lte0.isAdminUp).toBe(true);
    await clock.advance(3_600_000);
    expect(facts('notice').filter((value) => value.includes('asleep'))).toHaveLength(1);
    module.powerOn();
    await until(() => manager.isReady(lte0));
  });
});
