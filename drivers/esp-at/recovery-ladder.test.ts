import { SimulatedAir, SimulatedEspAt } from '../../mocks/index.ts';
import { firstRungTests } from '../first-rungs.test-support.ts';
import { ladderTests } from '../recovery-ladder.test-support.ts';
import { espAt } from './esp-at.ts';
import { lab, labOptions } from './rig.test-support.ts';

ladderTests({
  technology: 'wifi',
  driver: espAt,
  options: labOptions,
  make: (clock) => new SimulatedEspAt({ personality: 'esp32-at4', clock, air: new SimulatedAir([lab]) }),
  otherBaudRate: 9600,
  softReset: 'AT+RST',
});

const opened = 'AT+CIPSTART="TCP","192.0.2.10",9';

firstRungTests({
  technology: 'wifi',
  driver: espAt,
  options: labOptions,
  make: (clock, network) =>
    new SimulatedEspAt({ personality: 'esp32-at4', clock, air: new SimulatedAir([lab]), network }),
  lineEnd: '\r\n',
  connects: ['AT+CWMODE=1', 'AT+CWJAP="lab","secret99"'],
  predicaments: [
    { title: 'in transparent mode', lines: [opened, 'AT+CIPMODE=1', 'AT+CIPSEND'], says: '>', bytes: 'data' },
    { title: 'in the middle of a send', lines: [opened, 'AT+CIPSEND=1000'], says: '>', bytes: 'abc' },
    { title: 'in the middle of a long send', lines: [opened, 'AT+CIPSENDL=9000'], says: '>', bytes: 'abc' },
  ],
  send: /^AT\+CIPSEND=/,
});
