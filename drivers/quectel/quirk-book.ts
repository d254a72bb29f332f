import { choiceField, flagField, numberField, type QuirkBook, type Revision } from '../../src/driver/index.ts';
import type { QuectelDialect } from './models.table.ts';
import { quirks } from './quirks.table.ts';

/** `BG96MAR02A07M1G`: release 2, version 7. What stands before and behind is the variant. */
const releases = /R(\d\d)A(\d\d)/gi;

const readRevisions = (text: string): readonly Revision[] =>
  [...text.matchAll(releases)].map(([, release, version]) => ({
    of: 'R',
    numbers: [Number(release), Number(version)],
  }));

/** What the firmware of Quectel modules does otherwise, and what a quirk may change of the driver. */
export const quirkBook: QuirkBook<QuectelDialect> = {
  readRevisions,
  revisionExample: 'R02A07',
  fields: {
    ceregMode: choiceField('the mode of AT+CEREG; 4 tells why the network refused', [2, 4]),
    searchMs: numberField('how long a search may take before it is begun anew, in milliseconds', 30_000, 3_600_000),
    savesPower: flagField('it has power saving mode and extended DRX'),
    sharesReceiver: flagField('satellites and network share one receiver'),
    sockets: choiceField('it has sockets; or has to be asked whether it has', ['yes', 'probe']),
    forgetsScanMode: flagField('AT+COPS=0 clears the scan mode, which has to be put back'),
    selectionTries: numberField('how often AT+COPS? is asked, 2 s apart, until it is not refused', 1, 20),
    closeS: numberField('how long AT+QICLOSE may wait for the peer, in seconds', 0, 10),
    checksNames: flagField('AT+QSSLCFG="checkhost" does what it says'),
  },
  rules: quirks,
};
