import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { seededRandom } from '../module/random.ts';
import { MemoryNetwork } from '../network/memory-network.ts';
import { quectelPersonalities } from './personalities.table.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

const commands = [
  'AT+CFUN=4',
  'AT+CFUN=1',
  'AT+CFUN=0',
  'AT+CFUN=1,1',
  'AT+QIACT=1',
  'AT+QIDEACT=1',
  'AT+COPS=2',
  'AT+COPS=0',
  'AT+CPSMS=1,,,"10100001","00000001"',
  'AT+CPSMS=0',
  'AT+QGPS=1',
  'AT+QGPSEND',
  'AT+QSCLK=2',
  'AT+QSCLK=0',
  'AT+QPOWD',
  'AT+QPING=1,"203.0.113.7",1,3',
  'AT+CGATT=0',
  'AT+CGATT=1',
  'AT+CEREG=2;+CGEREP=2,1',
  'AT+QIOPEN=1,0,"TCP","192.0.2.10",7',
  'AT+QIOPEN=1,1,"TCP","192.0.2.10",19,0,1',
  'AT+QIOPEN=1,2,"TCP","192.0.2.10",7,0,2',
  'AT+QIOPEN=1,3,"TCP LISTENER","127.0.0.1",0,2020',
  'AT+QIOPEN=1,4,"UDP SERVICE","127.0.0.1",0,2021',
  'AT+QISEND=0,4\rdata',
  'AT+QISEND=1',
  'AT+QIRD=0,1500',
  'AT+QISWTMD=0,2',
  'AT+QICLOSE=0',
  'AT+QICLOSE=1,0',
  'AT+QISTATE?',
  'AT+QFUPL="a.bin",20,9',
  'ATD*99#',
  'ATO',
  'ATH',
];

const controls: readonly ((module: SimulatedQuectel) => void)[] = [
  (module) => module.powerKey(),
  (module) => module.powerOn(),
  (module) => module.powerOff(),
  (module) => module.reboot({ announce: 'POWERED DOWN', latePdpdeact: true }),
  (module) => module.loseCoverage(),
  (module) => module.restoreCoverage(),
  (module) => module.denyRegistration(15),
  (module) => module.allowRegistration(),
  (module) => module.detachByNetwork(),
  (module) => module.deactivatePdp(1),
  (module) => module.removeSim(),
  (module) => module.insertSim({ iccid: '89490200002222222222' }),
  (module) => module.stickInDataMode(),
  (module) => module.setDtr(false),
  (module) => module.setDtr(true),
  (module) => module.injectUrc('+QIND: "act","LTE"'),
  (module) => module.receive(Buffer.from('+++')),
  (module) => module.leaveStaleSockets([5]),
  (module) => module.failNextOpen(566),
];

test.each(quectelPersonalities.map(({ name }) => name))('%s comes back from anything, in any order', async (name) => {
  const clock = new VirtualClock();
  const random = seededRandom(name.length * 7919);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const internet = new MemoryNetwork({
    clock,
    servers: { '192.0.2.10:7': 'echo', '192.0.2.10:19': { source: 100_000 } },
  });
  const misbehaviours = { gnssStarvesRadio: true, cgactHangs: false, restartAfterSwap: true };
  const module = new SimulatedQuectel({ personality: name, clock, misbehaviours, internet });
  const host = new BareHost(module, clock);
  module.powerOn();
  for (let count = 0; count < 400; count++) {
    if (random() < 0.5) pick(controls)?.(module);
    else host.send(`${pick(commands) ?? 'AT'}\r`);
    await clock.advance(Math.floor(random() * 8000));
    host.take();
  }
  module.powerOff();
  module.insertSim();
  module.restoreCoverage();
  module.allowRegistration();
  module.setDtr(true);
  module.powerOn();
  await clock.advance(20_000);
  await host.ask('AT+CPSMS=0');
  await clock.advance(40_000);
  expect(module.isRegistered).toBe(true);
  expect(await host.ask('ATE0')).toContain('\r\nOK\r\n');
  module.close();
  internet.close();
  expect(clock.timerCount).toBe(0);
});
