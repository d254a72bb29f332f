import { ping } from '../../src/at/index.ts';
import { connectivityOf, defineDriver } from '../../src/driver/index.ts';
import { awaken, bootSigns, logFact } from './boot.ts';
import { classify } from './failures.ts';
import { dialectOf, identify } from './identification.ts';
import { EspAtLink } from './link.ts';
import { espOptions } from './options.ts';
import { PatientLine } from './patient-line.ts';
import { quirkBook } from './quirk-book.ts';
import { recovery } from './recovery.ts';
import { espSockets } from './sockets/provider.ts';
import { preamble, startup } from './startup.ts';

/** Wi-Fi modules with Espressif's AT firmware: ESP8266 (NONOS AT, ESP-AT 2.x), ESP32 and its family. */
const espAtDriver = defineDriver({
  name: 'esp-at',
  title: 'Espressif Wi-Fi modules with ESP-AT',
  technology: 'wifi',
  terminator: '\r\n',
  landmarks: ['+CWMODE', '+CIPMUX'],
  // Builds before 2021-12 say busy to a command that comes within a millisecond of the last OK.
  cooldownMs: 5,
  cooldownOf: ({ from: [major, minor] }) => (major > 2 || (major === 2 && minor >= 3) ? 0 : 5),
  options: espOptions,
  probe: ping(1000),
  awaken,
  line: (line) => new PatientLine(line),
  boot: bootSigns,
  preamble,
  identify,
  dialectOf,
  quirks: quirkBook,
  startup,
  link: (module) => new EspAtLink(module),
  sockets: espSockets,
  classify,
  logFact,
  recovery,
  // Wi-Fi does not flicker: the module itself waits some seconds for beacons before it says that they are gone.
  graceMs: 0,
});

/** The connectivity implementation: bind it to as many interfaces as there are modules. */
export const espAt = connectivityOf(espAtDriver);
