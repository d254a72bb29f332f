import { ping } from '../../src/at/index.ts';
import { connectivityOf, defineDriver } from '../../src/driver/index.ts';
import { classify } from './failures.ts';
import { identify } from './identification.ts';
import { QuectelLink } from './link.ts';
import { otherQuectel, quectelModels } from './models.table.ts';
import { quectelOptions } from './options.ts';
import { quirkBook } from './quirk-book.ts';
import { recovery } from './recovery.ts';
import { sockets } from './sockets/provider.ts';
import { awaken, bootSigns, preamble, startup } from './startup.ts';

/** Quectel cellular modules: BG95, BG96, EC21, EC25, EG25-G, EG91 and what speaks like them. */
const quectelDriver = defineDriver({
  name: 'quectel',
  title: 'Quectel cellular modules',
  technology: 'cellular',
  terminator: '\r',
  landmarks: ['+CMEE', '+IPR'],
  options: quectelOptions,
  probe: ping(1000),
  awaken,
  boot: bootSigns,
  preamble,
  identify,
  dialectOf: ({ model = '' }) => quectelModels.find((entry) => entry.model.test(model)) ?? otherQuectel,
  quirks: quirkBook,
  startup,
  link: (module) => new QuectelLink(module),
  sockets,
  classify,
  recovery,
  // LTE modules lose and find their cell within moments while the bearer lives on.
  graceMs: 3000,
});

/** The connectivity implementation: bind it to as many interfaces as there are modules. */
export const quectel = connectivityOf(quectelDriver);
