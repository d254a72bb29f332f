import type { ConfigurationItem, Personality } from './personality.ts';

// Times: hardware designs (UART usable after power), field logs of start-ups, AT manuals (maximum response times).
// Default values of AT+QCFG: BG95/BG77/BG600L and BG96 QCFG manuals, EC2x AT manual.

const commonConfiguration: Readonly<Record<string, ConfigurationItem>> = {
  nwscanmode: { value: '0', count: 1 },
  servicedomain: { value: '2', count: 1 },
  roamservice: { value: '255', count: 1 },
  usbnet: { value: '0', count: 1 },
  'urc/ri/ring': { value: '"pulse",120,1000,5000,"off",1', count: 6 },
  'urc/ri/smsincoming': { value: '"pulse",120,1', count: 3 },
  'urc/ri/other': { value: '"off",120,1', count: 3 },
  'urc/delay': { value: '0', count: 1 },
  risignaltype: { value: '"respective"', count: 1 },
  'cmux/urcport': { value: '0', count: 1 },
  'pdp/duplicatechk': { value: '0', count: 1 },
  'fast/poweroff': { value: '0', count: 1 },
  airplanecontrol: { value: '0', count: 1 },
  apready: { value: '0,0,500', count: 3 },
};

const lpwaConfiguration: Readonly<Record<string, ConfigurationItem>> = {
  ...commonConfiguration,
  nwscanseq: { value: '020301', count: 1 },
  iotopmode: { value: '0', count: 1 },
  band: { value: '0xf,0x100002000000000f0e189f,0x10004200000000090e189f', count: 3 },
  celevel: { value: '0', count: 1 },
  'psm/enter': { value: '0', count: 1 },
  'psm/urc': { value: '0', count: 1 },
};

const lteConfiguration: Readonly<Record<string, ConfigurationItem>> = {
  ...commonConfiguration,
  nwscanseq: { value: '00', count: 1 },
  band: { value: '0x93,0x800d5,0x0', count: 3 },
  ims: { value: '0,0', count: 1 },
  'tcp/windowsize': { value: '0', count: 1 },
};

const bg95: Personality = {
  name: 'quectel-bg95',
  description: 'Quectel BG95-M3: LTE-M, NB-IoT and EGPRS',
  model: 'BG95-M3',
  firmware: 'BG95M3LAR02A04',
  application: '01.016.01.016',
  typeAllocationCode: '86450804',
  family: 'lpwa',
  times: {
    bootMs: 2600,
    rebootMs: 4200,
    answerMs: 20,
    appRdyMs: 350,
    simDetectedMs: 250,
    simReadyMs: 600,
    firstDoneMs: 1500,
    secondDoneMs: 2200,
    searchMs: 400,
    registerMs: 6000,
    scanMs: 60_000,
    powerDownMs: 1300,
  },
  radio: { technology: 'eMTC', system: 'eMTC', act: 8, band: 20, channel: 6200 },
  ceregModes: 4,
  legacyRegistration: false,
  badParameter: 50,
  makersContexts: [],
  contexts: { highest: 16, active: 3 },
  sockets: 'usual',
  powerSaving: true,
  configuration: lpwaConfiguration,
  misbehaviours: {},
  capabilities: '+CGSM',
};

const bg96: Personality = {
  ...bg95,
  name: 'quectel-bg96',
  description: 'Quectel BG96: LTE-M, NB-IoT and EGPRS',
  model: 'BG96',
  firmware: 'BG96MAR02A07M1G',
  application: '01.008.01.008',
  typeAllocationCode: '86642503',
  times: {
    ...bg95.times,
    bootMs: 4900,
    rebootMs: 5900,
    answerMs: 12,
    appRdyMs: 2500,
    powerDownMs: 2000,
  },
  badParameter: 'ERROR',
  makersContexts: [
    [2, 'IPV4V6', 'ims', 0],
    [3, 'IPV4V6', '', 1],
  ],
  configuration: {
    ...lpwaConfiguration,
    // Kept as a number: 020301 reads back as 20301.
    nwscanseq: { value: '20301', count: 1, numeric: true },
    band: { value: '0xf,0x400a0e189f,0xa0e189f', count: 3 },
  },
  // AT+CGACT hangs on MAR02A07 and later; AT+COPS=0 clears the scan mode on all, connected sockets show state 3,
  // and the names of certificates are not compared.
  misbehaviours: { copsClearsScanMode: true, cgactHangs: true, stateThreeWhenConnected: true, noNameCheck: true },
};

const ec25: Personality = {
  name: 'quectel-ec25',
  description: 'Quectel EC25-E: LTE Cat 4, UMTS and GSM',
  model: 'EC25',
  firmware: 'EC25EFAR06A03M4G',
  application: '01.001.01.001',
  typeAllocationCode: '86155903',
  family: 'lte',
  times: {
    bootMs: 12_000,
    rebootMs: 13_000,
    answerMs: 5,
    cfunUrcMs: 128,
    simDetectedMs: 200,
    simReadyMs: 350,
    firstDoneMs: 2500,
    secondDoneMs: 4000,
    searchMs: 300,
    registerMs: 3000,
    scanMs: 45_000,
    powerDownMs: 6000,
  },
  radio: { technology: 'FDD LTE', system: 'LTE', act: 7, band: 3, channel: 1650 },
  ceregModes: 2,
  legacyRegistration: true,
  badParameter: 'ERROR',
  makersContexts: [
    [2, 'IPV4V6', 'ims', 0],
    [3, 'IPV4V6', '', 1],
  ],
  contexts: { highest: 16, active: 3 },
  sockets: 'usual',
  powerSaving: false,
  configuration: lteConfiguration,
  misbehaviours: {},
  capabilities: '+CGSM',
};

const ec21: Personality = {
  ...ec25,
  name: 'quectel-ec21',
  description: 'Quectel EC21-E: LTE Cat 1, UMTS and GSM',
  model: 'EC21',
  firmware: 'EC21EFAR06A04M4G',
  typeAllocationCode: '86182104',
  times: { ...ec25.times, answerMs: 3 },
};

const eg25g: Personality = {
  ...ec25,
  name: 'quectel-eg25-g',
  description: 'Quectel EG25-G: LTE Cat 4 for the world, UMTS and GSM',
  model: 'EG25',
  firmware: 'EG25GGBR07A08M2G',
  typeAllocationCode: '86784705',
  configuration: { ...lteConfiguration, band: { value: '0x260,0x1a0080800df,0x0', count: 3 } },
};

const eg91: Personality = {
  ...ec25,
  name: 'quectel-eg91',
  description: 'Quectel EG91-E: LTE Cat 1 and UMTS',
  model: 'EG91',
  firmware: 'EG91EFBR06A08M4G',
  application: '30.004.30.004',
  typeAllocationCode: '86683404',
  times: { ...ec25.times, rebootMs: 12_000, answerMs: 4 },
};

const bg77: Personality = {
  ...bg95,
  name: 'quectel-bg77',
  description: 'Quectel BG77: LTE-M and NB-IoT',
  model: 'BG77',
  firmware: 'BG77LAR02A04',
  application: '01.010.01.010',
  typeAllocationCode: '86450805',
  // APP RDY follows RDY at once.
  times: { ...bg95.times, appRdyMs: 5 },
};

const bg770a: Personality = {
  ...bg95,
  name: 'quectel-bg770a',
  description: 'Quectel BG770A-GL: LTE-M and NB-IoT',
  model: 'BG770A-GL',
  firmware: 'BG770AGLAAR01A03',
  application: '01.001.01.001',
  typeAllocationCode: '86561805',
  times: { ...bg95.times, appRdyMs: 60 },
  misbehaviours: { actSeven: true, qiactErrorWhenActive: true },
};

const eg95: Personality = {
  ...ec25,
  name: 'quectel-eg95',
  description: 'Quectel EG95-E: LTE Cat 4, UMTS and GSM',
  model: 'EG95',
  firmware: 'EG95EFBR06A07M4G',
  typeAllocationCode: '86668303',
  times: { ...ec25.times, rebootMs: 12_000, answerMs: 4 },
};

// Unisoc, ASR and the newer Qualcomm Cat 1 models: GSM and LTE masks only, no WCDMA, no +CFUN URC at the start.
const compactConfiguration: Readonly<Record<string, ConfigurationItem>> = {
  ...lteConfiguration,
  usbnet: { value: '1', count: 1 },
  band: { value: '0x93,0x800d5', count: 2 },
};

const { cfunUrcMs: _noCfunUrc, ...timesWithoutCfunUrc } = ec25.times;

// Times of the Unisoc models: Quectel EC200U and EG915U TCP/IP and hardware notes.
const ec200u: Personality = {
  ...ec25,
  name: 'quectel-ec200u',
  description: 'Quectel EC200U-CN: LTE Cat 1 and GSM (Unisoc)',
  model: 'EC200U',
  firmware: 'EC200UCNAAR01A04M08',
  application: 'V01.001',
  typeAllocationCode: '86637804',
  times: { ...timesWithoutCfunUrc, bootMs: 6000, rebootMs: 6500, answerMs: 6, simDetectedMs: 300, simReadyMs: 900 },
  makersContexts: [],
  contexts: { highest: 7, active: 7 },
  sockets: 'reporting',
  activationReports: true,
  readyAgain: true,
  powerDownModes: 2,
  moreBaudRates: [0, 1200, 10_400, 1_000_000, 1_500_000, 2_000_000],
  configuration: compactConfiguration,
};

const eg915u: Personality = {
  ...ec200u,
  name: 'quectel-eg915u',
  description: 'Quectel EG915U-EU: LTE Cat 1 and GSM (Unisoc)',
  model: 'EG915U',
  firmware: 'EG915UEUABR03A01M08',
  typeAllocationCode: '86634306',
};

const ec200s: Personality = {
  ...ec25,
  name: 'quectel-ec200s',
  description: 'Quectel EC200S-CN: LTE Cat 1 and GSM (ASR)',
  model: 'EC200S',
  firmware: 'EC200SCNAAR01A16M16',
  application: '01.001',
  typeAllocationCode: '86453604',
  times: { ...timesWithoutCfunUrc, bootMs: 7000, rebootMs: 7500, answerMs: 8, simReadyMs: 700 },
  makersContexts: [],
  contexts: { highest: 15, active: 3 },
  configuration: compactConfiguration,
};

const eg912y: Personality = {
  ...ec200s,
  name: 'quectel-eg912y',
  description: 'Quectel EG912Y-EU: LTE Cat 1 and GSM (ASR)',
  model: 'EG912Y',
  firmware: 'EG912YEUABR02A02M16',
  typeAllocationCode: '86705906',
};

const eg916q: Personality = {
  ...ec25,
  name: 'quectel-eg916q',
  description: 'Quectel EG916Q-GL: LTE Cat 1 bis (EG800Q and EG91xQ family)',
  model: 'EG916Q-GL',
  firmware: 'EG916QGLLGR01A04M04',
  application: '01.200.01.200',
  typeAllocationCode: '86856506',
  times: { ...ec25.times, bootMs: 5000, rebootMs: 5500 },
  contexts: { highest: 15, active: 7 },
  configuration: {
    ...compactConfiguration,
    'urc/port': { value: '1', count: 1 },
    'urc/cache': { value: '0', count: 1 },
  },
  // The order of the two DONE lines is not fixed on this family.
  misbehaviours: { phonebookFirst: true },
};

// Radio and bands are chosen by AT+QNWPREFCFG: nwscanmode, nwscanseq and band are gone from AT+QCFG.
const { nwscanmode: _scanMode, nwscanseq: _scanSequence, band: _bands, ...nrConfiguration } = lteConfiguration;

const rm520n: Personality = {
  ...ec25,
  name: 'quectel-rm520n',
  description: 'Quectel RM520N-GL: 5G, LTE and UMTS',
  model: 'RM520N-GL',
  firmware: 'RM520NGLAAR03A03M4G',
  application: '01.201.01.201',
  typeAllocationCode: '86804806',
  radio: {
    ...ec25.radio,
    nr: { band: 78, channel: 620_640, physicalCell: 538, tac: '114000', cell: '174436991' },
  },
  configuration: nrConfiguration,
  sockets: 'none',
};

/** Every model that can be played. */
export const quectelPersonalities: readonly Personality[] = [
  bg95,
  bg96,
  bg77,
  bg770a,
  ec21,
  ec25,
  eg25g,
  eg91,
  eg95,
  ec200s,
  ec200u,
  eg912y,
  eg915u,
  eg916q,
  rm520n,
];
