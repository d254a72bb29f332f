import {
  choiceOption,
  digitsOption,
  type OptionDefinition,
  OptionRefusal,
  type OptionTable,
  textOption,
} from '../../src/driver/index.ts';
import { bandLockOption } from './band-lock.ts';
import { type Authentication, authentications, type PdpType, pdpTypes } from './packet-data.ts';
import { edrxOption, psmOption } from './power-saving.ts';
import { type Preference, preferences, type SystemMode, systemModes } from './system-mode.ts';

/** What an application may set, before connect or at any time; none of it has to be. */
export interface Nrf91Options {
  readonly apn: string;
  readonly pdpType: PdpType;
  readonly user: string;
  readonly password: string;
  readonly auth: Authentication;
  readonly pin: string;
  readonly systemMode: SystemMode;
  readonly preference: Preference;
  readonly bandLock: string;
  readonly operator: string;
  readonly psm: string;
  readonly edrx: string;
  readonly rai: 'on' | 'off';
  readonly onModemFault: 'fatal' | 'reset';
  readonly offOnClose: boolean;
  readonly tlsTag: number;
  readonly sendBurst: number;
}

const operatorOption: OptionDefinition<string> = {
  title: 'network to use, by its number (MCC and MNC: 24201); auto lets the modem choose',
  read: (given) => {
    if (given === 'auto' || (typeof given === 'string' && /^\d{5,6}$/.test(given))) return given;
    throw new OptionRefusal('5 or 6 digits as a text, or auto');
  },
};

const flagOption = (title: string): OptionDefinition<boolean> => ({
  title,
  read: (given) => {
    if (given === true || given === 'true') return true;
    if (given === false || given === 'false') return false;
    throw new OptionRefusal('true or false');
  },
});

const numberOption = (title: string, least: number, most: number): OptionDefinition<number> => ({
  title,
  read: (given) => {
    const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
    throw new OptionRefusal(`a whole number from ${least} to ${most}`);
  },
});

export const nrf91Options: OptionTable<Nrf91Options> = {
  apn: textOption('access point name; what the network chooses unless given', 63),
  pdpType: choiceOption('type of the PDP context', Object.keys(pdpTypes) as PdpType[]),
  user: textOption('user name for the access point', 64),
  password: textOption('password for the access point', 64, { secret: true }),
  auth: choiceOption('authentication; chap where a user is given', authentications),
  pin: digitsOption('PIN of the SIM', 4, 8, { secret: true }),
  systemMode: choiceOption('what to search with; what the modem has stored unless given', systemModes),
  preference: choiceOption('which of LTE-M and NB-IoT to prefer', preferences),
  bandLock: bandLockOption,
  operator: operatorOption,
  psm: psmOption,
  edrx: edrxOption,
  rai: choiceOption('release assistance (modem firmware 2.x)', ['on', 'off']),
  onModemFault: choiceOption('what a crash of the modem is: a fatal error, or a reason to reset it', [
    'fatal',
    'reset',
  ]),
  offOnClose: flagOption(
    'switch the modem off (+CFUN=0) when the binding is closed, if it was switched on by this driver',
  ),
  tlsTag: numberOption('security tag of TLS sockets that are given no certificates', 0, 2_147_483_647),
  sendBurst: numberOption('bytes of payload in one go; 512 for boards whose line has no flow control', 64, 4096),
};
