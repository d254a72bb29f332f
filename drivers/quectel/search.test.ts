import { afterEach, describe, expect, test } from '@jest/globals';
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

/** A module whose network refuses it, with what the module says of the reason. */
async function refused(cereg: string, ceer = 'No cause information available', options: RigOptions = {}): Promise<Rig> {
  const here = start({ ...options, network: { coverage: false } });
  here.between.intercept = (sent) => {
    if (sent === 'AT+CEREG?') return `+CEREG: ${cereg}\nOK`;
    return sent === 'AT+CEER' ? `+CEER: ${ceer}\nOK` : undefined;
  };
  // What it says unasked contradicts the script, so that has to be over.
  await here.clock.advance(20_000);
  return here;
}

describe('a network that refuses', () => {
  test.each([
    ['illegal UE', '4,3,,,,0,3'],
    ['EPS services and non-EPS services not allowed', '4,3,,,,0,8'],
  ])('for good (%s): the attempt ends, with the reason', async (words, cereg) => {
    const { manager, lte0, until, events, facts } = await refused(cereg);
    manager.connect(lte0);
    await until(() => !lte0.isAdminUp, 90);
    expect(events.map(({ type }) => type)).toContain('fatal-error');
    expect(facts('registration')).toContain(`refused: ${words} (EMM cause ${cereg.slice(-1)})`);
  });

  test('for want of another choice: the attempt waits for options', async () => {
    const here = await refused('4,3,,,,0,11');
    here.manager.connect(here.lte0);
    await here.clock.advance(300_000);
    expect(here.lte0.isAdminUp).toBe(true);
    expect(JSON.stringify(here.events)).toContain('PLMN not allowed (EMM cause 11)');
    here.between.intercept = undefined;
    here.module.restoreCoverage();
    here.manager.setOption(here.lte0, 'operator', 'auto');
    await here.until(() => here.manager.isReady(here.lte0), 200);
  });

  test('for now: the search goes on', async () => {
    const here = await refused('4,3,,,,0,22');
    here.manager.connect(here.lte0);
    await here.clock.advance(120_000);
    expect(here.lte0.isAdminUp).toBe(true);
    expect(here.facts('registration').filter((value) => value === 'refused: congestion (EMM cause 22)')).toHaveLength(
      1,
    );
    here.between.intercept = undefined;
    here.module.restoreCoverage();
    await here.until(() => here.manager.isReady(here.lte0), 400);
  });

  test.each([
    ['EMM cause 5', 'refused: IMEI not accepted (EMM cause 5)'],
    ['14,EPS services not allowed in this PLMN', 'refused: EPS services not allowed in this PLMN (EMM cause 14)'],
    ['No cause information available', 'refused: No cause information available'],
  ])('where the report has no cause, %s is asked for', async (ceer, fact) => {
    const here = await refused('2,3', ceer, { personality: 'quectel-ec25' });
    here.manager.connect(here.lte0);
    await here.until(() => here.facts('registration').includes(fact), 90);
  });

  test('for a moment is not believed: the module tries others', async () => {
    const here = await refused('4,3,,,,0,3');
    here.manager.connect(here.lte0);
    await here.until(() => here.between.sent.includes('AT+CPIN?'));
    await here.clock.advance(15_000);
    here.between.intercept = undefined;
    here.module.restoreCoverage();
    await here.until(() => here.manager.isReady(here.lte0), 120);
  });
});

describe('roaming', () => {
  test('is used unless it is refused', async () => {
    const { manager, lte0, until } = start({ network: { roaming: true } });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
  });

  test('refused, no context is activated, the reason is told, and allowing it helps at once', async () => {
    const here = start({ network: { roaming: true }, options: { roaming: 'refuse' } });
    here.manager.connect(here.lte0);
    await here.clock.advance(400_000);
    expect(here.lte0.hasCarrier).toBe(false);
    expect(here.module.activeContexts).toEqual([]);
    expect(JSON.stringify(here.events)).toContain('only a roaming network');
    here.manager.setOption(here.lte0, 'roaming', 'allow');
    await here.until(() => here.manager.isReady(here.lte0), 120);
  });

  test('refused, a home network that becomes a foreign one is lost', async () => {
    const here = start({ options: { roaming: 'refuse' } });
    here.manager.setFlag(here.lte0, 'PERSISTENT', true);
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    here.between.intercept = (sent) => {
      if (sent === 'AT+CEREG?') return '+CEREG: 4,5,"80D4","14BCB0C",8\nOK';
      return sent === 'AT+CGREG?' ? '+CGREG: 2,0\nOK' : undefined;
    };
    here.between.say('+CGREG: 0', '+CEREG: 5,"80D4","14BCB0C",8');
    await here.until(() => !here.lte0.isUp, 1);
    await here.until(() => here.module.activeContexts.length === 0, 60);
  });
});

describe('a search that goes nowhere', () => {
  test('out of coverage and then silence: the radio is switched off and on', async () => {
    const here = start({ misbehaviours: { ceregFourThenSilence: true } });
    here.manager.setFlag(here.lte0, 'PERSISTENT', true);
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0));
    here.module.loseCoverage();
    await here.until(() => !here.lte0.isUp);
    here.module.restoreCoverage();
    await here.until(() => here.manager.isReady(here.lte0), 900);
    expect(here.between.sent).toContain('AT+CFUN=4');
    expect(here.between.sent.filter((sent) => sent.includes('COPS=2'))).toEqual([]);
  });

  test('a module that keeps the name of its network back for 75 s blocks nothing', async () => {
    const here = start({ misbehaviours: { slowCops: true } });
    here.manager.connect(here.lte0);
    await here.until(() => here.manager.isReady(here.lte0), 60);
    await here.clock.advance(120_000);
    expect(here.manager.isReady(here.lte0)).toBe(true);
    expect(here.types().filter((type) => type === 'module-lost')).toEqual([]);
  });

  test('a module that stays off the network and refuses to say why is waited for all the same', async () => {
    const here = start({ network: { coverage: false } });
    here.between.intercept = (sent) => {
      if (sent === 'AT+CEREG?') return '+CEREG: 4,0\nOK';
      if (sent === 'AT+CGREG?') return '+CGREG: 2,0\nOK';
      return sent === 'AT+COPS?' ? 'ERROR' : undefined;
    };
    here.manager.connect(here.lte0);
    await here.until(() => here.between.sent.includes('AT+COPS?'), 60);
    await here.clock.advance(60_000);
    expect(here.events.filter((event) => JSON.stringify(event).includes('"pausing"'))).toEqual([]);
  });
});
