import { ping } from '../../src/at/index.ts';
import { connectivityOf, defineDriver } from '../../src/driver/index.ts';
import { awaken } from './awaken.ts';
import { bootSigns } from './boot-signs.ts';
import { dialectOf } from './dialects.ts';
import { classify } from './failures.ts';
import { identify } from './identification.ts';
import { Nrf91Link } from './link.ts';
import { nrf91Options } from './options.ts';
import { quirkBook } from './quirk-book.ts';
import { recovery } from './recovery.ts';
import { sockets } from './sockets/sockets.ts';
import { preamble, startup } from './subscriptions.ts';

/** Nordic nRF9160, nRF9161, nRF9151 with the AT client sample, Serial LTE Modem, or Serial Modem. */
const nrf91Driver = defineDriver({
  name: 'nrf91',
  title: 'Nordic nRF91 modems',
  technology: 'cellular',
  terminator: '\r',
  landmarks: ['+CMEE', '%XSYSTEMMODE'],
  // The AT client sample is deaf while it works, and takes a moment to listen again.
  cooldownMs: 10,
  // Both have buffers in which a command waits while one is being answered; the AT host's receiver is off meanwhile.
  cooldownOf: ({ application }) => (application === 'at-host' ? 10 : 0),
  options: nrf91Options,
  probe: ping(1000),
  awaken,
  boot: bootSigns,
  preamble,
  identify,
  dialectOf,
  quirks: quirkBook,
  startup,
  link: (module) => new Nrf91Link(module),
  sockets,
  classify,
  recovery,
  // What is a loss is one at once: a search alone is none.
  graceMs: 0,
});

/** The connectivity implementation: bind it to as many interfaces as there are modules. */
export const nrf91 = connectivityOf(nrf91Driver);
