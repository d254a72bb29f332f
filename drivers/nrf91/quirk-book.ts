import { flagField, type QuirkBook, type Revision } from '../../src/driver/index.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { quirks } from './quirks.table.ts';

/** The modem's version and the application's: `mfw_nrf91x1_2.0.2, Serial Modem v1.0.0`. */
const versions = /(mfw)[\w-]*_(\d+(?:\.\d+)*)|(Serial LTE Modem|Serial Modem) v?(\d+(?:\.\d+)*)/gi;

const readRevisions = (text: string): readonly Revision[] =>
  [...text.matchAll(versions)].map(([, modem, modemVersion, application = '', version]) => ({
    of: (modem ?? application).toLowerCase(),
    numbers: (modemVersion ?? version ?? '').split('.').map(Number),
  }));

/** What the firmware of nRF91 modules does otherwise, and what a quirk may change of the driver. */
export const quirkBook: QuirkBook<Nrf91Dialect> = {
  readRevisions,
  revisionExample: 'Serial LTE Modem 1.8, Serial Modem 1.0 or mfw_nrf9160_1.3.2',
  fields: {
    hasResets: flagField('the modem and the module can be reset from here'),
    hasRai: flagField('AT%RAI exists'),
    hasSockets: flagField('its socket commands are those that are spoken here'),
  },
  rules: quirks,
};
