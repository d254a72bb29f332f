import type { Personality, PersonalityTimes } from './personality.ts';

// Information texts: dumps of AT+GMR and the ESP-AT user guide, "Downloading Guide". Times: field logs.

const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\r\n`).join('');

const espTimes: PersonalityTimes = {
  bootMs: 900,
  romMs: 60,
  answerMs: 2,
  flashMs: 30,
  farewellMs: 20,
  associateMs: 600,
  notFoundMs: 2600,
  wrongPassphraseMs: 4000,
  dhcpMs: 700,
  beaconLossMs: 6000,
};

const esp32At4: Personality = {
  name: 'esp32-at4',
  title: 'ESP32, ESP-AT 4.1',
  description: 'Espressif ESP32-WROOM-32 with ESP-AT 4.1.1: Wi-Fi station and links',
  family: 'esp-at',
  chip: 'ESP32',
  version: 401,
  gmr: lines(
    'AT version:4.1.1.0(ba4dd0e - ESP32 - Jul 31 2025 08:37:48)',
    'SDK version:v5.4.1-643-g8ad0d3d8f2f-dirty',
    'compile time(7c092f9):Aug  1 2025 03:24:59',
    'Bin version:v4.1.1.0(WROOM-32)',
  ),
  anyCase: true,
  doubledCr: [],
  prompt: '>',
  joinFailure: 'ERROR',
  join: { parameters: 9, fields: 9, pmf: 1 },
  scan: { fields: 11, calibration: [-1, -1] },
  factoryMode: 0,
  wpa3: true,
  forcedRestart: true,
  errorCodes: 0,
  uartClock: 80_000_000,
  highestBaudRate: 5_000_000,
  pins: [17, 16, 15, 14],
  oui: '24:0a:c4',
  mostSentBytes: 8192,
  romOnAtPort: false,
  times: espTimes,
  misbehaviours: {},
};

const esp32At2: Personality = {
  ...esp32At4,
  name: 'esp32-at2',
  title: 'ESP32, ESP-AT 2.4',
  description: 'Espressif ESP32-WROOM-32 with ESP-AT 2.4.0: Wi-Fi station and links',
  version: 204,
  gmr: lines(
    'AT version:2.4.0.0(4c6eb5e - ESP32 - May 20 2022 03:12:58)',
    'SDK version:qa-test-v4.3.3-20220423',
    'compile time(5641e0a):May 20 2022 11:13:44',
    'Bin version:2.4.0(WROOM-32)',
  ),
  // Until the end of 2023 the length of what a TLS link holds was that of its records.
  misbehaviours: { tlsOverhead: true },
};

const esp32C3: Personality = {
  ...esp32At4,
  name: 'esp32-c3',
  title: 'ESP32-C3, ESP-AT 3.3',
  description: 'Espressif ESP32-C3-MINI-1 with ESP-AT 3.3.0: Wi-Fi station and links',
  chip: 'ESP32C3',
  version: 303,
  gmr: lines(
    'AT version:3.3.0.0(3b13d04 - ESP32C3 - May  8 2024 08:21:54)',
    'SDK version:v5.0.6-dirty',
    'compile time(be332568):May  8 2024 08:51:33',
    'Bin version:v3.3.0.0(MINI-1)',
  ),
  uartClock: 40_000_000,
  pins: [7, 6, 5, 4],
  oui: '84:f7:03',
  times: { ...espTimes, bootMs: 700 },
};

const esp32C6: Personality = {
  ...esp32C3,
  name: 'esp32-c6',
  title: 'ESP32-C6, ESP-AT 4.0',
  description: 'Espressif ESP32-C6-4MB with ESP-AT 4.0.0, whose first scan finds nothing',
  chip: 'ESP32C6',
  version: 400,
  gmr: lines(
    'AT version:4.0.0.0(3fe3806 - ESP32C6 - Dec 29 2023 11:10:21)',
    'SDK version:v5.1.2-dirty',
    'compile time(89040be7):Jan  2 2024 05:53:07',
    'Bin version:v4.0.0.0(ESP32C6-4MB)',
  ),
  oui: '40:4c:ca',
  // Scans that find nothing are known from the first firmware of this chip.
  misbehaviours: { emptyScans: 1 },
};

const esp32C61: Personality = {
  ...esp32C3,
  name: 'esp32-c61',
  title: 'ESP32-C61, ESP-AT 5.0',
  description: 'Espressif ESP32-C61-4MB with ESP-AT 5.0.0: Wi-Fi station and links',
  chip: 'ESP32C61',
  version: 500,
  gmr: lines(
    'AT version:5.0.0.0(f6b0e89 - ESP32C61 - Oct 17 2025 08:55:06)',
    'SDK version:v5.5.1-255-g07e9bf4970',
    'compile time(65202f43):Oct 17 2025 19:46:13',
    'Bin version:v5.0.0.0(ESP32C61-4MB)',
  ),
  pins: [6, 5, 4, 3],
  oui: '58:8c:81',
};

const esp8266At2: Personality = {
  ...esp32At4,
  name: 'esp8266-at2',
  title: 'ESP8266, ESP-AT 2.1',
  description: 'Espressif ESP-WROOM-02 with ESP-AT 2.1.0 on the RTOS SDK: Wi-Fi station and links',
  chip: 'ESP8266',
  version: 201,
  gmr: lines(
    'AT version:2.1.0.0(ded5b14 - Jul 24 2020 12:01:05)',
    'SDK version:v3.3-2-gb6e861a',
    'compile time(36bb200):Jul 28 2020 08:30:34',
    'Bin version:2.1.0(WROOM-02)',
  ),
  join: { parameters: 7, fields: 8, pmf: 0 },
  scan: { fields: 5, calibration: [-1, -1] },
  highestBaudRate: 4_500_000,
  wpa3: false,
  pins: [15, 13, 3, 1],
  oui: '5c:cf:7f',
  mostSentBytes: 2048,
  times: { ...espTimes, bootMs: 600 },
  misbehaviours: { tlsOverhead: true },
};

const esp32At1: Personality = {
  ...esp8266At2,
  name: 'esp32-at1',
  title: 'ESP32, AT 1.2',
  description: 'Espressif ESP32-WROOM-32 with AT 1.2.0, which tells error codes without being asked',
  chip: 'ESP32',
  version: 102,
  gmr: lines(
    'AT version:1.2.0.0-dev(c3c7f6f - Jun 20 2018 07:40:00)',
    'SDK version:v3.1-dev-1381-g9a55b42f',
    'compile time:Jun 26 2018 14:02:43',
    'Bin version(Wroom32):1.1.0',
  ),
  join: { parameters: 3, fields: 4, pmf: 0 },
  forcedRestart: false,
  errorCodes: 1,
  pins: [17, 16, 15, 14],
  oui: '24:0a:c4',
  times: espTimes,
};

const esp8266Nonos: Personality = {
  name: 'esp8266-nonos',
  title: 'ESP8266, NONOS AT 1.7',
  description: 'Espressif ESP-WROOM-02 with AT 1.7.4 on the NONOS SDK: Wi-Fi station and links',
  family: 'nonos',
  chip: 'ESP8266',
  version: 107,
  gmr: lines(
    'AT version:1.7.4.0(May 11 2020 19:13:04)',
    'SDK version:3.0.4(9532ceb)',
    'compile time:May 27 2020 10:12:17',
    'Bin version(Wroom 02):1.7.4',
  ),
  bareOkAfterGmr: true,
  anyCase: false,
  doubledCr: ['+CIFSR', '+CIPCLOSE'],
  prompt: '> ',
  joinFailure: 'FAIL',
  join: { parameters: 4, fields: 4, pmf: 0 },
  scan: { fields: 11, calibration: [-12, 0] },
  factoryMode: 2,
  wpa3: false,
  forcedRestart: false,
  highestBaudRate: 4_608_000,
  pins: [1, 3, 13, 15],
  oui: '5c:cf:7f',
  mostSentBytes: 2048,
  romOnAtPort: true,
  times: { ...espTimes, bootMs: 350, romMs: 40, beaconLossMs: 7000, dhcpMs: 900 },
  misbehaviours: {},
};

const esp8266AiThinker: Personality = {
  ...esp8266Nonos,
  name: 'esp8266-ai-thinker',
  title: 'ESP8266, AT 1.2 of Ai-Thinker',
  description: 'Ai-Thinker ESP-12 with AT 1.2.0 on the NONOS SDK, which names its vendor before ready',
  version: 102,
  gmr: `${lines(
    'AT version:1.2.0.0(JuL  1 2016 20:04:45)',
    'SDK version:1.5.4.1(39cb9a32)',
    'Ai-Thinker Technology Co Ltd.',
  )}Dec  2 2016 14:21:16\n`,
  bareOkAfterGmr: false,
  scan: { fields: 7, calibration: [-12, 0] },
  vendorLine: '[Vendor:www.ai-thinker.com Version:0.9.2.4]',
};

/** Every firmware that is played, newest generation of the most common chip first. */
export const espAtPersonalities: readonly Personality[] = [
  esp32At4,
  esp32At2,
  esp32At1,
  esp32C3,
  esp32C6,
  esp32C61,
  esp8266At2,
  esp8266Nonos,
  esp8266AiThinker,
];
