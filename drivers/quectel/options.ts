import { choiceOption, digitsOption, type OptionTable, textOption } from '../../src/driver/index.ts';
import { bandsOption } from './bands.ts';
import { type Authentication, authentications, type PdpType, pdpTypes } from './packet-data.ts';
import { edrxOption, psmOption } from './power-saving.ts';
import { ratOption } from './search-order.ts';
import { operatorOption } from './selection.ts';

/** What an application may set, before connect or at any time; none of it has to be. */
export interface QuectelOptions {
  readonly apn: string;
  readonly pin: string;
  readonly pdpType: PdpType;
  readonly user: string;
  readonly password: string;
  readonly auth: Authentication;
  readonly rat: string;
  readonly bands: string;
  readonly operator: string;
  readonly roaming: 'allow' | 'refuse';
  readonly psm: string;
  readonly edrx: string;
  readonly gnss: 'first' | 'second';
  readonly tlsNames: 'verified' | 'unverified';
}

export const quectelOptions: OptionTable<QuectelOptions> = {
  apn: textOption('access point name; what the module has stored unless given', 100),
  pin: digitsOption('PIN of the SIM', 4, 8, { secret: true }),
  pdpType: choiceOption('type of the PDP context', Object.keys(pdpTypes) as PdpType[]),
  user: textOption('user name for the access point', 127),
  password: textOption('password for the access point', 127, { secret: true }),
  auth: choiceOption('authentication; chap where a user is given', authentications),
  rat: ratOption,
  bands: bandsOption,
  operator: operatorOption,
  roaming: choiceOption('whether a network that is not the home network is used; allow unless given', [
    'allow',
    'refuse',
  ]),
  psm: psmOption,
  edrx: edrxOption,
  gnss: choiceOption('whether satellites go before the network where they share a receiver; second unless given', [
    'first',
    'second',
  ]),
  tlsNames: choiceOption('whether TLS of the module may verify a certificate without its name; verified unless given', [
    'verified',
    'unverified',
  ]),
};
