import { describe, expect, test } from '@jest/globals';
import {
  faultyModule,
  type QuectelOptions,
  type SimulatedModule,
  SimulatedNrf91,
  SimulatedQuectel,
  simulatedModule,
  type VirtualClock,
} from '../../../mocks/index.ts';
import { TransportError } from '../../base/errors.ts';
import { checks } from '../../rig/doctor/checks.ts';
import { examine } from '../../rig/doctor/examine.ts';
import { observeMachine } from '../../rig/doctor/observe-port.ts';
import { codesOf, type ExaminationSetUp, examined, foundPort, goodMachine } from './examined.test-support.ts';
import { withCts } from './faulty-lines.test-support.ts';
import { answering, scriptedPort } from './scripted-line.test-support.ts';

type Make = (clock: VirtualClock) => SimulatedModule;

const quectel =
  (options: Partial<QuectelOptions> = {}): Make =>
  (clock) =>
    new SimulatedQuectel({ personality: 'quectel-bg95', clock, ...options });

/** Something done to the module when it is made. */
const then =
  <M extends SimulatedModule>(make: (clock: VirtualClock) => M, act: (module: M) => void): Make =>
  (clock) => {
    const module = make(clock);
    act(module);
    return module;
  };

const bg95 = (clock: VirtualClock) => new SimulatedQuectel({ personality: 'quectel-bg95', clock });
const nrf9160 = (clock: VirtualClock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock });

interface Case extends ExaminationSetUp {
  readonly code: string;
  readonly name: string;
  readonly make: Make;
  /** What the reason has to name. */
  readonly says?: RegExp;
}

const busy = new TransportError('PORT_BUSY', '/dev/ttyUSB2 is in use');
const refusing = (error: TransportError) => () => ({ name: 'refusing', open: () => Promise.reject(error) });
const at2 = (more: object) => ({ found: async () => [foundPort('/dev/ttyUSB2', more)] });
const ec25 = {
  board: {
    id: 'quectel-ec25',
    name: 'Quectel EC25',
    kind: 'module',
    usb: [],
    interfaces: {},
    driver: 'auto',
    certainty: 'documented',
    source: 'test',
  },
  confidence: 'certain',
} as const;

const cases: readonly Case[] = [
  {
    code: 'PORT_MISSING',
    name: 'the module is unplugged',
    make: quectel(),
    machine: { exists: async () => false },
  },
  {
    code: 'PORT_DENIED',
    name: 'the user is not in the group',
    make: quectel(),
    machine: at2({ access: { allowed: false, group: 'dialout' } }),
    says: /dialout/,
  },
  {
    code: 'PORT_HELD_BY_MODEMMANAGER',
    name: 'ModemManager has the port',
    make: quectel(),
    machine: at2({ holders: [{ pid: 700, program: 'ModemManager' }] }),
    says: /700/,
  },
  {
    code: 'PORT_HELD',
    name: 'minicom has the port',
    make: quectel(),
    machine: at2({ holders: [{ pid: 701, program: 'minicom' }] }),
    says: /minicom/,
  },
  { code: 'PORT_HELD', name: 'a program that cannot be seen locks it', make: quectel(), around: refusing(busy) },
  {
    code: 'PORT_UNUSABLE',
    name: 'the system refuses to open it',
    make: quectel(),
    around: refusing(new TransportError('PORT_FAILED', 'it is not a serial port')),
    says: /not a serial port/,
  },
  {
    code: 'PORT_ROLE',
    name: 'the diagnostics port was named',
    make: quectel(),
    machine: at2({ role: 'diag', match: ec25 }),
    says: /diagnostics port of Quectel EC25/,
  },
  {
    code: 'PORT_ROLE',
    name: 'positions come out of an unknown port',
    make: quectel(),
    around: () => scriptedPort(() => '$GPGGA,092725.00,4717.11399,N,00833.91590,E,1,08,1.01,499.6,M,48.0,M,,*5B\r\n'),
    says: /position sentences/,
  },
  {
    code: 'PORT_ROLE',
    name: 'the log port of an ESP32 was named',
    make: quectel(),
    around: () => scriptedPort(() => 'ets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET),boot:0x13\r\n'),
    says: /boot loader/,
  },
  {
    code: 'LINE_GARBLED',
    name: 'nothing readable comes at any speed',
    make: quectel(),
    around: () => scriptedPort(() => '\x00\xfe\x80\xf8\x1c\x00'),
    says: /nothing readable/,
  },
  { code: 'LINE_LOOP', name: 'TX is joined with RX', make: quectel(), around: () => scriptedPort((sent) => sent) },
  {
    code: 'MODULE_UNKNOWN',
    name: 'a module of another maker',
    make: quectel(),
    around: () => answering({ 'AT+CGMI': 'u-blox', 'AT+CGMM': 'SARA-R410M', 'AT+CGMR': 'L0.0.00' }),
    says: /u-blox SARA-R410M/,
  },
  {
    code: 'SIM_FAILED',
    name: 'the module is locked to an operator',
    make: quectel(),
    around: () =>
      answering({
        'AT+CGMI': 'Quectel',
        'AT+CGMM': 'EC25',
        'AT+CGMR': 'EC25EFAR06A01M4G',
        'AT+CPIN?': '+CPIN: PH-NET PIN',
      }),
    says: /PH-NET PIN/,
  },
  {
    code: 'FTDI_LATENCY',
    name: 'the latency timer stands at 16 ms',
    make: quectel(),
    machine: { latencyMs: () => 16 },
    says: /16 ms/,
  },
  { code: 'LINE_SILENT', name: 'it has hung', make: then(bg95, (module) => module.hang()) },
  {
    code: 'LINE_SPEED',
    name: 'the module is set to another speed',
    make: (clock) => faultyModule(bg95(clock), { clock, faults: [{ kind: 'wrong-baud', baudRate: 9600 }] }),
    line: { hostBaudRate: 115_200 },
    says: /9600/,
  },
  {
    code: 'LINE_GARBLED',
    name: 'bytes are lost',
    make: (clock) =>
      faultyModule(bg95(clock), { clock, seed: 7, faults: [{ kind: 'lose', trigger: { probability: 0.08 } }] }),
  },
  {
    code: 'LINE_ECHO',
    name: 'the echo stays',
    make: (clock) => faultyModule(bg95(clock), { clock, faults: [{ kind: 'echo', stubborn: true }] }),
  },
  {
    code: 'FLOW_CONTROL',
    name: 'the board has RTS and CTS, and CTS is dead',
    make: quectel(),
    line: { controlLines: true },
    around: withCts(false),
    machine: at2({ match: { ...ec25, board: { ...ec25.board, flowControl: 'rtscts' } }, role: 'at' }),
  },
  {
    code: 'FIRMWARE_OLD',
    name: 'modem firmware 1.1.2',
    make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, modemFirmware: 'mfw_nrf9160_1.1.2' }),
    says: /1\.1\.2/,
  },
  { code: 'SIM_MISSING', name: 'the slot is empty', make: quectel({ sim: { inserted: false } }) },
  {
    code: 'SIM_MISSING',
    name: 'the slot of an nRF91 is empty',
    make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, sim: { inserted: false } }),
  },
  { code: 'SIM_PIN', name: 'the SIM has a PIN', make: quectel({ sim: { pin: '1234' } }), says: /3 tries are left/ },
  {
    code: 'SIM_PIN',
    name: 'the SIM of an nRF91 has a PIN',
    make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, sim: { pin: '1234', pinTries: 1 } }),
    says: /1 try is left/,
  },
  {
    code: 'SIM_PUK',
    name: 'the PIN is used up',
    make: quectel({ sim: { pin: '1234', pinTries: 0 } }),
    says: /10 tries/,
  },
  { code: 'RADIO_WEAK', name: 'there is no antenna', make: quectel({ network: { coverage: false } }) },
  {
    code: 'RADIO_WEAK',
    name: 'an nRF91 has no antenna',
    make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, network: { coverage: false } }),
  },
  {
    code: 'REGISTRATION_DENIED',
    name: 'the network refuses with cause 11',
    make: then(bg95, (module) => module.denyRegistration(11)),
    says: /cause 11, PLMN not allowed/,
  },
  {
    code: 'REGISTRATION_DENIED',
    name: 'the network refuses an EC25, which tells the cause by AT+CEER alone',
    make: then(
      (clock) => new SimulatedQuectel({ personality: 'quectel-ec25', clock }),
      (module) => module.denyRegistration(8),
    ),
    says: /cause 8/,
  },
  {
    code: 'REGISTRATION_DENIED',
    name: 'the network refuses an nRF91',
    make: then(nrf9160, (module) => module.denyRegistration(13)),
    says: /cause 13/,
  },
  {
    code: 'REGISTRATION_PENDING',
    name: 'a cell is heard, and the search goes on',
    make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, misbehaviours: { searchStuck: true } }),
    says: /searching/,
  },
  {
    code: 'APN_WRONG',
    name: 'the network does not know the APN',
    make: quectel({ network: { apns: ['internet'] } }),
    subject: { mayConnect: true, options: { apn: 'wrong' } },
    says: /the APN is "wrong"/,
  },
  {
    code: 'APN_WRONG',
    name: 'the network does not know the APN of an nRF91',
    make: (clock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock, network: { apns: ['internet'] } }),
    subject: { mayConnect: true, options: { apn: 'wrong' } },
    says: /the APN is "wrong"/,
  },
  {
    code: 'CONNECTION_REFUSED',
    name: 'the network does not know the user',
    make: quectel({ network: { credentials: { user: 'me', password: 'secret' } } }),
    subject: { mayConnect: true, options: { apn: 'internet', user: 'you', password: 'wrong' } },
    says: /authentication/i,
  },
  {
    code: 'CONNECTION_REFUSED',
    name: 'no access point has the name',
    make: (clock) => simulatedModule('esp32-c3', { clock }),
    subject: { mayConnect: true, options: { ssid: 'nowhere', passphrase: 'whatever1' } },
    says: /no such access point/,
  },
];

describe('the doctor names the cause and nothing else:', () => {
  test.each(cases.map((each) => [`${each.code}: ${each.name}`, each] as const))('%s', async (_name, each) => {
    const result = await examined(each.make, each);
    expect(codesOf(result)).toEqual([each.code]);
    if (each.says !== undefined) expect(result.findings[0]?.reason).toMatch(each.says);
  });
});

test('USB_DRIVER_MISSING: a module is on the USB and has no port', async () => {
  const device = { vendorId: '2c7c', productId: '0125' };
  const seen = await observeMachine({ ...goodMachine, portless: async () => [{ board: ec25.board, device }] });
  const { findings } = await examine('this machine', { machine: async () => seen }, checks);
  expect(findings).toMatchObject([{ code: 'USB_DRIVER_MISSING', mend: 'sudo modprobe option' }]);
  const well = await examine('this machine', { machine: () => observeMachine(goodMachine) }, checks);
  expect(well.findings).toEqual([]);
});

test('every check has a test here', () => {
  const tested = new Set([...cases.map(({ code }) => code), 'USB_DRIVER_MISSING']);
  expect(checks.map(({ code }) => code).filter((code) => !tested.has(code))).toEqual([]);
});
