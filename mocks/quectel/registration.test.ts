import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { QuectelOptions } from './options.ts';
import { registrationRead, registrationUrc } from './registration-text.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(personality: string, options: Partial<QuectelOptions> = {}): Promise<void> {
  module = new SimulatedQuectel({ personality, clock, ...options });
  host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(30_000);
  await host.ask('ATE0');
}

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  module?.close();
  expect(clock.timerCount).toBe(0);
});

const ok = '\r\nOK\r\n';

describe('texts', () => {
  const home = { stat: 1, tac: '71F6', cell: '14BCB0C', act: 9, cause: 15, saving: undefined };

  test('the URC has no <n>, the answer has', () => {
    expect(registrationUrc('+CEREG', 1, home)).toBe('+CEREG: 1');
    expect(registrationUrc('+CEREG', 2, home)).toBe('+CEREG: 1,"71F6","14BCB0C",9');
    expect(registrationRead('+CEREG', 0, home)).toBe('+CEREG: 0,1');
    expect(registrationRead('+CEREG', 1, home)).toBe('+CEREG: 1,1');
    expect(registrationRead('+CEREG', 2, home)).toBe('+CEREG: 2,1,"71F6","14BCB0C",9');
    expect(registrationRead('+CEREG', 2, { ...home, stat: 2 })).toBe('+CEREG: 2,2');
  });

  test('n=3 tells the cause, n=4 the granted times', () => {
    expect(registrationUrc('+CEREG', 3, { ...home, stat: 3 })).toBe('+CEREG: 3,,,,0,15');
    const saving = ['00001010', '00001011'] as const;
    expect(registrationUrc('+CEREG', 4, { ...home, saving })).toBe(
      '+CEREG: 1,"71F6","14BCB0C",9,,,"00001010","00001011"',
    );
    expect(registrationRead('+CEREG', 4, { ...home, saving })).toBe(
      '+CEREG: 4,1,"71F6","14BCB0C",9,,,"00001010","00001011"',
    );
  });
});

describe('LTE', () => {
  test('searches, then registers, and says so where asked', async () => {
    await start('quectel-ec25');
    await host.ask('AT+CREG=1;+CGREG=0;+CEREG=2');
    expect(await host.ask('AT+CFUN=4', 5000)).toBe(`\r\n+CREG: 0\r\n\r\n+CEREG: 0\r\n${ok}`);
    expect(await host.ask('AT+CFUN=1', 10_000)).toBe(
      `${ok}\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n\r\n+CREG: 1\r\n\r\n+CEREG: 1,"80D4","14BCB0C",7\r\n`,
    );
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 2,1,"80D4","14BCB0C",7\r\n${ok}`);
    expect(await host.ask('AT+CREG?')).toBe(`\r\n+CREG: 1,1\r\n${ok}`);
    expect(await host.ask('AT+CGREG?')).toBe(`\r\n+CGREG: 0,1\r\n${ok}`);
    expect(await host.ask('AT+CEREG=3')).toBe('\r\nERROR\r\n');
    expect(await host.ask('AT+C5GREG?')).toBe('\r\nERROR\r\n');
  });

  test('roaming is 5', async () => {
    await start('quectel-ec25', { network: { roaming: true, plmn: '310410' } });
    expect(await host.ask('AT+CREG?')).toBe(`\r\n+CREG: 0,5\r\n${ok}`);
    expect(await host.ask('AT+QENG="servingcell"')).toBe(
      `\r\n+QENG: "servingcell","NOCONN","LTE","FDD",310,410,14BCB0C,152,1650,3,5,5,80D4,-88,-11,-62,11,41\r\n${ok}`,
    );
  });

  test('coverage comes and goes; bearers outlive a short loss', async () => {
    await start('quectel-ec25');
    await host.ask('AT+CEREG=1');
    await host.ask('AT+QIACT=1', 5000);
    module.loseCoverage();
    await clock.advance(5000);
    expect(host.take()).toBe('\r\n+CEREG: 2\r\n');
    expect(module.activeContexts).toEqual([1]);
    expect(await host.ask('AT+COPS?')).toBe(`\r\n+COPS: 0\r\n${ok}`);
    expect(await host.ask('AT+CSQ')).toBe(`\r\n+CSQ: 99,99\r\n${ok}`);
    module.restoreCoverage();
    await clock.advance(5000);
    expect(host.take()).toBe('\r\n+CEREG: 1\r\n');
    module.loseCoverage();
    await clock.advance(60_000);
    expect(host.take()).toBe('\r\n+CEREG: 2\r\n\r\n+QIURC: "pdpdeact",1\r\n');
    expect(module.activeContexts).toEqual([]);
  });

  test('a refusal is 3', async () => {
    await start('quectel-ec25');
    await host.ask('AT+CEREG=1');
    module.denyRegistration(11);
    expect(host.take()).toBe('\r\n+CEREG: 3\r\n');
    expect(await host.ask('AT+QENG="servingcell"')).toContain('"servingcell","LIMSRV"');
    module.allowRegistration();
    await clock.advance(5000);
    expect(host.take()).toBe('\r\n+CEREG: 1\r\n');
  });
});

describe('LPWA', () => {
  test('only +CEREG speaks; n=4 has the power saving times', async () => {
    await start('quectel-bg95');
    await host.ask('AT+CREG=2;+CGREG=2;+CEREG=4');
    await host.ask('AT+CPSMS=1,,,"00101000","00001010"');
    expect(await host.ask('AT+CREG?;+CGREG?')).toBe(`\r\n+CREG: 2,0\r\n\r\n+CGREG: 2,0\r\n${ok}`);
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 4,1,"80D4","14BCB0C",8,,,"00001010","00101000"\r\n${ok}`);
    await host.ask('AT+CFUN=4', 3000);
    expect(await host.ask('AT+CFUN=1', 15_000)).toBe(
      `${ok}\r\n+CEREG: 2\r\n\r\n+CEREG: 1,"80D4","14BCB0C",8,,,"00001010","00101000"\r\n`,
    );
    expect(await host.ask('AT+QPSMS?')).toBe(`\r\n+QPSMS: 1,,,"28800","20"\r\n${ok}`);
    module.denyRegistration(15);
    await host.ask('AT+CEREG=3');
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 3,3,,,,0,15\r\n${ok}`);
  });

  test('names and numbers of LTE-M, as firmware differs', async () => {
    await start('quectel-bg95');
    expect(await host.ask('AT+QNWINFO')).toBe(`\r\n+QNWINFO: "eMTC","26201","LTE BAND 20",6200\r\n${ok}`);
    expect(await host.ask('AT+QCSQ')).toBe(`\r\n+QCSQ: "eMTC",-62,-88,155,-11\r\n${ok}`);
    expect(await host.ask('AT+COPS?')).toBe(`\r\n+COPS: 0,0,"Test Network",8\r\n${ok}`);
    module.close();
    await start('quectel-bg96', { misbehaviours: { actSeven: true, catM1Name: true, qengWithoutBlank: true } });
    expect(await host.ask('AT+QNWINFO')).toContain('+QNWINFO: "CAT-M1",');
    expect(await host.ask('AT+QCSQ')).toContain('+QCSQ: "CAT-M1",');
    expect(await host.ask('AT+COPS?')).toContain(',7\r\n');
    expect(await host.ask('AT+QENG="servingcell"')).toContain('\r\n+QENG:"servingcell","NOCONN","CAT-M1"');
  });

  test('4 and then silence, until the search is started over', async () => {
    await start('quectel-bg95', { misbehaviours: { ceregFourThenSilence: true } });
    await host.ask('AT+CEREG=1');
    module.loseCoverage();
    await clock.advance(5000);
    expect(host.take()).toBe('\r\n+CEREG: 4\r\n');
    module.restoreCoverage();
    await clock.advance(600_000);
    expect(module.isRegistered).toBe(false);
    host.take();
    await host.ask('AT+COPS=0', 20_000);
    expect(module.isRegistered).toBe(true);
  });

  test('AT+COPS=0 clears the scan mode on a BG96, not on a BG95', async () => {
    await start('quectel-bg96');
    await host.ask('AT+QCFG="nwscanmode",3,1');
    await host.ask('AT+COPS=0');
    expect(await host.ask('AT+QCFG="nwscanmode"')).toBe(`\r\n+QCFG: "nwscanmode",0\r\n${ok}`);
    expect(await host.ask('AT+QCFG="nwscanseq",020301,1')).toBe(ok);
    expect(await host.ask('AT+QCFG="nwscanseq"')).toBe(`\r\n+QCFG: "nwscanseq",20301\r\n${ok}`);
    module.close();
    await start('quectel-bg95');
    await host.ask('AT+QCFG="nwscanmode",3,1');
    await host.ask('AT+COPS=0');
    expect(await host.ask('AT+QCFG="nwscanmode"')).toContain('"nwscanmode",3');
  });
});

describe('operator selection', () => {
  test('formats, leaving and coming back', async () => {
    await start('quectel-ec25', { network: { plmn: '26202', longName: 'Long', shortName: 'Short' } });
    expect(await host.ask('AT+COPS=3,2;+COPS?')).toBe(`\r\n+COPS: 0,2,"26202",7\r\n${ok}`);
    expect(await host.ask('AT+COPS=3,1;+COPS?')).toBe(`\r\n+COPS: 0,1,"Short",7\r\n${ok}`);
    expect(await host.ask('AT+COPS=2', 3000)).toBe(ok);
    expect(await host.ask('AT+COPS?')).toBe(`\r\n+COPS: 2\r\n${ok}`);
    expect(await host.ask('AT+COPS=1,2,"26202"', 30_000)).toBe(ok);
    expect(await host.ask('AT+COPS?')).toBe(`\r\n+COPS: 1,2,"26202",7\r\n${ok}`);
    expect(await host.ask('AT+COPS=1,2,"26299"', 60_000)).toBe('\r\n+CME ERROR: 30\r\n');
    expect(module.isRegistered).toBe(false);
    expect(await host.ask('AT+COPS=0', 20_000)).toBe(ok);
    expect(module.isRegistered).toBe(true);
  });

  test('a scan takes its time and has a double comma', async () => {
    await start('quectel-ec25');
    expect(await host.ask('AT+COPS=?', 40_000)).toBe('');
    expect(await host.expect('OK', 20_000)).toBe(
      `\r\n+COPS: (2,"Test Network","TestNet","26201",7),,(0,1,2,3,4),(0,1,2)\r\n${ok}`,
    );
  });

  test('a read may take 75 seconds', async () => {
    await start('quectel-ec25', { misbehaviours: { slowCops: true } });
    expect(await host.ask('AT+COPS?', 70_000)).toBe('');
    expect(await host.expect('OK', 10_000)).toContain('+COPS: 0,0,"Test Network",7');
  });
});
