import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { checkDigit } from '../module/identity.ts';
import { quectelPersonalities } from './personalities.table.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

const probes = `
AT ATE0 ATE1 ATI ATI0 ATI9 ATV1 ATQ0 ATX4 ATX1 ATZ ATZ0 AT&F AT&F0 AT&W AT&V AT&C1 AT&D0 AT&D2 AT&S0 ATL0 ATM0 ATH ATH0
ATS0=0 ATS0? ATS3? ATS7=60 ATS12? ATD12345 ATO ATA AT+GCAP AT+GMI AT+GMM AT+GMR AT+GSN AT+CGMI AT+CGMM AT+CGMR
AT+CGSN AT+CGSN=1 AT+CGSN=? AT+CGMI=? AT+QGMR AT+CIMI AT+CIMI=? AT+QCCID AT+CCID AT+ICCID AT+CNUM AT+CPIN? AT+CPIN=?
AT+QPINC? AT+QPINC="SC" AT+CLCK=? AT+CLCK="SC",2 AT+CLCK="FD",2 AT+CPWD=? AT+CRSM=176,12258,0,0,10 AT+CRSM=176,28486,0,0,17
AT+CRSM=? AT+CSIM=? AT+WS46=? AT+WS46? AT+CSCS=? AT+CSCS? AT+CSCS="UCS2" AT+CSCS="GSM" AT+CMEE? AT+CMEE=? AT+CMEE=2
AT+CFUN? AT+CFUN=? AT+CFUN=1 AT+IPR? AT+IPR=? AT+IFC? AT+IFC=2,2 AT+ICF? AT+CPMS=? AT+CPMS? AT+CNMI? AT+CNMI=?
AT+CNMI=2,1,0,0,0 AT+CMGF=? AT+CMGF=1 AT+CMGF? AT+CMGL=? AT+CMGL=4 AT+CMGL AT+CMGR=1 AT+CMGD=1,4 AT+CPMS="SM","SM","SM" AT+CPBS="SM" AT+CRSM=176,28589,0,0,4 AT+CSMS? AT+CSMS=1 AT+CSCA? AT+CSMP? AT+CSDH=1
AT+CIND=? AT+CIND? AT+CMER=? AT+CMER=3,0,0,1 AT+CESQ=? AT+CESQ AT+CSQ AT+CSQ=? AT+CREG? AT+CREG=? AT+CREG=2 AT+CGREG?
AT+CGREG=2 AT+CEREG? AT+CEREG=? AT+CEREG=2 AT+C5GREG? AT+COPS? AT+COPS=3,0 AT+CGATT? AT+CGATT=? AT+CGDCONT? AT+CGDCONT=?
AT+CGPADDR AT+CGPADDR=? AT+CGACT? AT+CGACT=? AT+CGCONTRDP AT+CGEREP? AT+CGEREP=2,1 AT+CGCLASS? AT+CGQREQ? AT+CGEQREQ?
AT+CPAS AT+CBC AT+CCLK? AT+CTZU? AT+CTZU=1 AT+CTZR=1 AT+QLTS AT+QLTS=1 AT+CLAC AT+CLCC AT+CLIP=1 AT+CLIR? AT+COLP? AT+CRC=1
AT+CR? AT+CUSD=1 AT+CVHU=0 AT+CSSN=1,1 AT+CHUP AT+CPBS? AT+CPBS=? AT+CPBR=? AT+CPSMS? AT+CPSMS=0 AT+CEDRXS? AT+CEDRXS=0
AT+QSCLK=1 AT+QSCLK? AT+QISDE=0 AT+QISDE? AT+QINDCFG="all" AT+QINDCFG="csq",1 AT+QURCCFG="urcport" AT+QURCCFG=?
AT+QCFG="nwscanmode" AT+QCFG="usbnet" AT+QCFG="nosuch" AT+QCFG=? AT+QINISTAT AT+QSIMSTAT? AT+QSIMDET? AT+QNWINFO AT+QSPN
AT+QCSQ AT+QENG="servingcell" AT+QENG="neighbourcell" AT+QICSGP=1 AT+QICSGP=? AT+QIACT? AT+QIACT=? AT+QIDNSCFG=1 AT+QISTATE?
AT+QICFG="transpktsize" AT+QIGETERROR AT+QIOPEN=? AT+QSSLCFG="sslversion",1 AT+QSSLCFG="sslversion",1,4 AT+QGPS? AT+QGPSLOC=2
AT+QFLST AT+QTEMP AT+CEER AT+FCLASS? AT+FCLASS=? AT+GMI=? AT+CMUX=? AT+CMUX=0 AT*NOSUCH AT^SYSINFO AT$QCPWRDN AT#X AT%X
AT+CNMP? AT+XYZ AT+ AT+= AT? AT=1 AT"x AT+CSQ=" AT+QCFG=, AT+CGDCONT=1,"IP" AT+CGDCONT=,, AT+CREG=abc AT1 AT&
`
  .trim()
  .split(/\s+/);

const final = /\r\n(OK|ERROR|NO CARRIER|\+CM[ES] ERROR: [^\r\n]+)\r\n$/;

test.each(quectelPersonalities.map(({ name }) => name))(
  '%s answers each probe with one final result code',
  async (name) => {
    const clock = new VirtualClock();
    const module = new SimulatedQuectel({ personality: name, clock });
    const host = new BareHost(module, clock);
    module.powerOn();
    await clock.advance(60_000);
    expect(probes.length).toBeGreaterThan(200);
    const wrong: string[] = [];
    for (const probe of probes) {
      await host.ask('ATE0');
      const answer = await host.ask(probe, 1000);
      const finals = answer.match(/\r\n(OK|ERROR|NO CARRIER|\+CM[ES] ERROR: [^\r\n]+)\r\n/g) ?? [];
      if (!final.test(answer) || finals.length !== 1 || /\r\n\r\n\r\n/.test(answer)) {
        wrong.push(`${probe} -> ${JSON.stringify(answer)}`);
      }
    }
    expect(wrong).toEqual([]);
    module.close();
    expect(clock.timerCount).toBe(0);
  },
);

test('the same seed gives the same module, another seed another', () => {
  const clock = new VirtualClock();
  const make = (seed: number): string => new SimulatedQuectel({ personality: 'quectel-bg95', clock, seed }).imei;
  expect(make(7)).toBe(make(7));
  expect(make(7)).not.toBe(make(8));
  expect(make(7)).toMatch(/^86450804\d{7}$/);
  expect(checkDigit('49015420323751')).toBe('8');
});

test('remembers the commands it saw', async () => {
  const clock = new VirtualClock();
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  const host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(20_000);
  await host.ask('at+csq');
  expect(module.commandsSeen).toEqual(['AT+csq']);
  for (let count = 0; count < 1500; count++) await host.ask('AT', 20);
  expect(module.commandsSeen).toHaveLength(1000);
  module.close();
});
