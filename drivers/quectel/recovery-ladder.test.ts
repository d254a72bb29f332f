import { SimulatedQuectel } from '../../mocks/index.ts';
import { firstRungTests } from '../first-rungs.test-support.ts';
import { ladderTests } from '../recovery-ladder.test-support.ts';
import { quectel } from './quectel.ts';

ladderTests({
  technology: 'cellular',
  driver: quectel,
  options: {},
  make: (clock) => new SimulatedQuectel({ personality: 'quectel-bg95', clock }),
  otherBaudRate: 9600,
  softReset: 'AT+CFUN=1,1',
});

const open = (mode: number): string => `AT+QIOPEN=1,0,"TCP","192.0.2.10",9,0,${mode}`;

firstRungTests({
  technology: 'cellular',
  driver: quectel,
  options: {},
  make: (clock, network) => new SimulatedQuectel({ personality: 'quectel-bg95', clock, internet: network }),
  lineEnd: '\r',
  connects: ['AT+QICSGP=1,1,"internet"', 'AT+QIACT=1'],
  predicaments: [
    { title: 'in transparent mode', lines: [open(2)], says: 'CONNECT', bytes: 'data' },
    { title: 'in a data call', lines: ['ATD*99#'], says: 'CONNECT' },
    { title: 'in the middle of a counted send', lines: [open(0), 'AT+QISEND=0,1000'], says: '>', bytes: 'abc' },
    { title: 'in a send that Ctrl-Z would end', lines: [open(0), 'AT+QISEND=0'], says: '>', bytes: 'abc' },
    { title: 'in the middle of a file', lines: ['AT+QFUPL="a.txt",1000,60'], says: 'CONNECT', bytes: 'abc' },
  ],
  send: /^AT\+QISEND=\d+,\d{2,}/,
});
