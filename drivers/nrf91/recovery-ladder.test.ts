import { describe } from '@jest/globals';
import { SimulatedNrf91 } from '../../mocks/index.ts';
import { firstRungTests } from '../first-rungs.test-support.ts';
import { ladderTests } from '../recovery-ladder.test-support.ts';
import { nrf91 } from './nrf91.ts';

ladderTests({
  technology: 'cellular',
  driver: nrf91,
  options: {},
  make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock }),
  // Serial LTE Modem has no command for it.
  makeSettable: (clock) => new SimulatedNrf91({ personality: 'nrf9151-serial-modem', clock }),
  otherBaudRate: 230_400,
  softReset: 'AT#XRESET',
});

const plain = {
  technology: 'cellular',
  driver: nrf91,
  options: {},
  connects: ['AT+CFUN=1', 'AT+CEREG=1', 'AT+CEREG?'],
} as const;

describe('Serial LTE Modem', () => {
  const opened = ['AT#XSOCKET=1,1,0', 'AT#XCONNECT="192.0.2.10",9'];
  firstRungTests({
    ...plain,
    make: (clock, network) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, internet: network }),
    lineEnd: '\r\n',
    predicaments: [
      { title: 'in data mode', lines: [...opened, 'AT#XSEND'], says: 'OK', bytes: 'data' },
      { title: 'in an open quote', lines: [], says: 'OK', bytes: 'AT+CGDCONT=0,"IP' },
    ],
    send: /^AT#XSEND/,
  });
});

describe('Serial Modem', () => {
  const opened = ['AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"192.0.2.10",9'];
  firstRungTests({
    ...plain,
    make: (clock, network) => new SimulatedNrf91({ personality: 'nrf9151-serial-modem', clock, internet: network }),
    lineEnd: '\r',
    predicaments: [
      { title: 'in data mode', lines: [...opened, 'AT#XSEND=0,2,0'], says: 'OK', bytes: 'data' },
      { title: 'in a counted send', lines: [...opened, 'AT#XSEND=0,2,0,1000'], says: 'OK', bytes: 'data' },
    ],
    send: /^AT#XSEND/,
  });
});
