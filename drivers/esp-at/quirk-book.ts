import { choiceField, flagField, numberField, type QuirkBook, type Revision } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';
import { quirks } from './quirks.table.ts';

/** `AT 2.1.0.0-dev`, or the version alone. */
const version = /^(?:AT )?v?(\d+(?:\.\d+)*)/i;

function readRevisions(text: string): readonly Revision[] {
  const numbers = version.exec(text.trim())?.[1]?.split('.').map(Number);
  return numbers === undefined ? [] : [{ of: 'AT', numbers }];
}

/**
 * What the firmware of ESP-AT modules does otherwise, and what a quirk may change of the driver. Vendors give their
 * firmware versions of their own: a rule for some firmware had better name their models, too.
 */
export const quirkBook: QuirkBook<EspDialect> = {
  readRevisions,
  revisionExample: '2.1',
  fields: {
    joinParameters: numberField('how many parameters AT+CWJAP takes at most', 2, 9),
    modeJoins: flagField('AT+CWMODE takes a second parameter, without which it joins what is stored'),
    modeOff: flagField('there is a mode 0, with the radio off'),
    reconnectConfig: flagField('AT+CWRECONNCFG exists'),
    hasState: flagField('AT+CWSTATE exists'),
    joinedByAddress: flagField('AT+CWJAP? may deny a network that is joined: an address tells'),
    passive: choiceField('what makes the module keep received data', ['CIPRECVMODE', 'CIPRECVTYPE']),
    passiveDatagrams: flagField('AT+CIPRECVMODE holds for UDP, too, where it sums up datagrams'),
    longestSend: numberField('the longest piece of AT+CIPSEND, in bytes', 64, 8192),
    linkState: choiceField('what lists the links', ['CIPSTATE', 'CIPSTATUS']),
    startTimeout: flagField('AT+CIPSTART takes the time after which it gives up'),
    socketOptions: flagField('AT+CIPTCPOPT exists'),
    tlsConfig: choiceField('how far TLS can be told what to do', ['none', 'auth', 'names']),
    wifiInit: flagField('AT+CWINIT and AT+SYSMSGFILTER exist'),
    ipv6: flagField('it has IPv6'),
    modemSleep: choiceField('the mode of AT+SLEEP in which the radio alone sleeps', [1, 3]),
  },
  rules: quirks,
};
