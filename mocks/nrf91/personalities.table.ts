import type { Personality } from './personality.ts';

// The secure partition manager of NCS up to 1.9 prints its table, and "OK" in it, on the UART of the AT host.
const securePartitionBanner = [
  '*** Booting Zephyr OS build v2.7.99-ncs1-1  ***',
  'Flash regions\t\tDomain\t\tPermissions',
  '00 02 0x00000 0x18000 \tSecure\t\trwxl',
  '03 31 0x18000 0x100000 \tNon-Secure\trwxl',
  '',
  'Non-secure callable region 0 placed in flash region 2 with size 32.',
  '',
  'SRAM region\t\tDomain\t\tPermissions',
  '00 07 0x00000 0x10000 \tSecure\t\trwxl',
  '08 31 0x10000 0x40000 \tNon-Secure\trwxl',
  '',
  'Peripheral\t\tDomain\t\tStatus',
  '00 NRF_P0               Non-Secure\tOK',
  '01 NRF_CLOCK            Non-Secure\tOK',
  '02 NRF_RTC0             Non-Secure\tOK',
  '12 NRF_UARTE1           Non-Secure\tSKIP',
  '',
  'SPM: NS image at 0x1c200',
  'SPM: NS MSP at 0x20013578',
  'SPM: NS reset vector at 0x1ff29',
  'SPM: prepare to jump to Non-Secure image.',
];

const nrf9160 = {
  model: 'nRF9160-SICA',
  hardware: 'nRF9160 SICA B0A',
  typeAllocationCode: '35265610',
  bands: [1, 2, 3, 4, 5, 8, 12, 13, 18, 19, 20, 25, 26, 28, 66],
};
const nrf91x1Bands = [1, 2, 3, 4, 5, 8, 12, 13, 17, 18, 19, 20, 25, 26, 28, 65, 66, 85];

// Development kits: three buffers of 256 bytes, and RTS/CTS lets the host wait when they are full, so nothing is lost.
const flowControlled = 16_384;

/** The modules that can be played (Nordic nRF91 AT Commands Reference Guides; Serial LTE Modem and Serial Modem docs). */
export const nrf91Personalities: readonly Personality[] = [
  {
    ...nrf9160,
    name: 'nrf9160-at-host',
    description: 'Nordic nRF9160 with the AT client sample: modem commands only, no framing of its own',
    application: 'at-host',
    modemFirmware: 'mfw_nrf9160_1.3.2',
    version: '',
    banner: securePartitionBanner,
    times: { bootMs: 500, answerMs: 10 },
    // The receiver is off while a command runs.
    backlogBytes: 0,
  },
  {
    ...nrf9160,
    name: 'nrf9160-slm',
    description: 'Nordic nRF9160 with Serial LTE Modem: commands end in CR LF',
    application: 'slm',
    modemFirmware: 'mfw_nrf9160_1.3.6',
    version: '"2.9.0","2.9.0-cellular-a52f6a06a9e4"',
    banner: [],
    times: { bootMs: 1600, answerMs: 40 },
    backlogBytes: flowControlled,
  },
  {
    name: 'nrf9161-slm',
    description: 'Nordic nRF9161 with Serial LTE Modem: commands end in CR LF',
    application: 'slm',
    model: 'nRF9161-LACA',
    modemFirmware: 'mfw_nrf91x1_2.0.2',
    hardware: 'nRF9161 LACA ADA',
    typeAllocationCode: '35935501',
    version: '"2.9.0","2.9.0-cellular-a52f6a06a9e4"',
    banner: [],
    bands: nrf91x1Bands,
    times: { bootMs: 1600, answerMs: 40 },
    backlogBytes: flowControlled,
  },
  {
    name: 'nrf9151-serial-modem',
    description: 'Nordic nRF9151 with Serial Modem, the successor of Serial LTE Modem: commands end in CR',
    application: 'serial-modem',
    model: 'nRF9151-LACA',
    modemFirmware: 'mfw_nrf91x1_2.0.3',
    hardware: 'nRF9151 LACA A1A',
    typeAllocationCode: '35940413',
    version: '"v2.0.0","3.4.0"',
    banner: [],
    bands: nrf91x1Bands,
    times: { bootMs: 2000, answerMs: 40 },
    backlogBytes: flowControlled,
  },
];
