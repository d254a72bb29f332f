import { afterEach, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

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

async function connected(options?: RigOptions): Promise<Rig> {
  const here = start(options);
  here.manager.setFlag(here.lte0, 'PERSISTENT', true);
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0));
  return here;
}

test('a restart in the middle of an answer fails the command, and everything volatile is set again', async () => {
  const here = await connected();
  const { until, module, between, manager, lte0, types } = here;
  between.delays = [[/AT\+CSQ/, 5000]];
  const asked = expect(here.binding.context.run('AT+CSQ')).rejects.toThrow();
  await here.clock.advance(1000);
  const before = between.sent.length;
  module.reboot();
  await until(() => types().includes('module-lost'), 30);
  await asked;
  await until(() => manager.isReady(lte0));
  const again = between.sent.slice(before);
  for (const line of ['ATE0', 'AT+CMEE=1', 'AT+QISDE=0', 'AT+CEREG=2', 'AT+CGEREP=2,1']) expect(again).toContain(line);
  expect(module.echo).toBe(false);
});

test.each(['echo', 'info', 'final'] as const)(
  'an unsolicited line between a question and its answer (%s) is neither lost nor taken for it',
  async (between) => {
    const here = await connected();
    here.module.injectUrc('+CEREG: 1,"80D4","14BCB0C",8', { between });
    here.module.injectUrc('+QIURC: "recv",0', { between });
    const asked = here.binding.context.run('AT+CSQ');
    await here.clock.advance(1000);
    expect((await asked).filter((line) => line.startsWith('+CSQ:'))).toHaveLength(1);
    await here.clock.advance(60_000);
    expect(here.manager.isReady(here.lte0)).toBe(true);
    expect(here.types().filter((type) => type === 'l4-disconnected')).toEqual([]);
  },
);

test('registered on LTE while the older domains say 0 and 4 for ever', async () => {
  const here = start({
    intercept: (line) => (line === 'AT+CGREG?' ? '+CGREG: 0,4\nOK' : undefined),
  });
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0));
  here.between.say('+CREG: 0', '+CGREG: 4');
  await here.clock.advance(20_000);
  expect(here.manager.isReady(here.lte0)).toBe(true);
});

test('a pdpdeact in the middle of a restart is part of the restart', async () => {
  const here = await connected();
  const { until, module, manager, lte0, types } = here;
  module.reboot({ announce: 'POWERED DOWN', latePdpdeact: true });
  await until(() => types().includes('module-lost'));
  await until(() => manager.isReady(lte0));
  expect(types().filter((type) => type === 'l4-disconnected')).toHaveLength(1);
  expect(types().filter((type) => type === 'module-lost')).toHaveLength(1);
});

test('CGACT is never used: it hangs some firmware (BG96)', async () => {
  const here = await connected({ personality: 'quectel-bg96' });
  here.manager.disconnect(here.lte0);
  await here.until(() => here.module.activeContexts.length === 0);
  expect(here.between.sent.filter((line) => line.includes('CGACT'))).toEqual([]);
});

test('a module that was left with everything off is switched on before its card is asked after', async () => {
  const here = start();
  await here.until(() => here.lte0.hasCarrier);
  const off = here.binding.context.run('AT+CFUN=0');
  await here.clock.advance(20_000);
  await off;
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0), 60);
  expect(here.facts('sim')).not.toContain('no SIM');
});

test('a module that another program left in data mode is brought back', async () => {
  let isData = true;
  const here = start({
    intercept: (line) => {
      if (!isData) return undefined;
      if (!line.includes('+++')) return '';
      isData = false;
      return 'OK';
    },
  });
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0), 90);
});

test.each(['ERROR', '+CME ERROR: 3', '+CME ERROR: 100'])(
  'settings that a model refuses with %s stop nothing',
  async (answer) => {
    const optional = /^AT(&D0|\+QURCCFG|\+QISDE|\+CGEREP|\+QSIMSTAT|\+CEREG=4|\+QPINC|\+QCCID|\+QSPN|\+QNWINFO|\+QENG)/;
    const here = await connected({ intercept: (line) => (optional.test(line) ? answer : undefined) });
    await here.clock.advance(5000);
    expect(here.facts('notice')).toEqual([]);
  },
);

test('an older spelling of the farewell is understood too', async () => {
  const here = await connected();
  here.between.say('NORMAL POWER DOWN');
  here.module.powerOff();
  await here.until(() => here.types().includes('module-lost'), 1);
  here.module.powerOn();
  await here.until(() => here.manager.isReady(here.lte0));
});

test('no network service (+CME ERROR: 30) is a reason to try again, not a mistake', async () => {
  let refusals = 2;
  const here = start({
    options: { operator: '26201' },
    intercept: (line) => (line.startsWith('AT+COPS=1') && refusals-- > 0 ? '+CME ERROR: 30' : undefined),
  });
  here.manager.connect(here.lte0);
  await here.until(() => here.manager.isReady(here.lte0));
  expect(refusals).toBeLessThan(0);
});

test('a module that reports nothing any more has started over, although it says of errors what it was told to', async () => {
  const here = await connected();
  const { binding, between, manager, lte0, types, until } = here;
  const before = between.sent.length;
  for (const line of ['AT+CEREG=0', 'ATE1', 'AT+CSQ']) {
    void binding.context.run(line).catch(() => undefined);
    await here.clock.advance(1000);
  }
  await until(() => types().includes('module-lost'), 60);
  await until(() => manager.isReady(lte0));
  for (const line of ['ATE0', 'AT+CEREG=2', 'AT+CGEREP=2,1']) expect(between.sent.slice(before)).toContain(line);
});

test('a start-up that was spoiled on the line: what the module does not tell is asked for, and it is told to tell', async () => {
  const spoiled = new Set(['AT+CGREG=2', 'AT+CEREG=2', 'AT+CEREG=4']);
  const here = await connected({ intercept: (line) => (spoiled.delete(line) ? 'ERROR' : undefined) });
  await here.clock.advance(60_000);
  here.between.intercept = undefined;
  expect(here.between.sent.filter((line) => line === 'AT+CEREG=2').length).toBeGreaterThan(1);
  here.module.loseCoverage();
  await here.until(() => !here.lte0.hasCarrier, 30);
});
