/** The drivers that come with the package. */
import {
  type AnyQuirkBook,
  type AppliedQuirk,
  type ModuleIdentity,
  type ModuleImplementation,
  quirksOf as quirksIn,
  type UserQuirk,
} from '../src/driver/index.ts';
import { espAt } from './esp-at/esp-at.ts';
import { quirkBook as espAtQuirks } from './esp-at/quirk-book.ts';
import { nrf91 } from './nrf91/nrf91.ts';
import { quirkBook as nrf91Quirks } from './nrf91/quirk-book.ts';
import { quectel } from './quectel/quectel.ts';
import { quirkBook as quectelQuirks } from './quectel/quirk-book.ts';

/** A driver as it is offered by name. */
export interface DriverEntry {
  readonly name: string;
  readonly title: string;
  /** Fits what its modules answer to `AT+CGMI` and `AT+GMR`. */
  readonly recognises: RegExp;
  readonly implementation: ModuleImplementation<object, unknown>;
  /** What its models and firmware do otherwise, and what a quirk may change. */
  readonly quirks: AnyQuirkBook;
}

export type { Credentials, CredentialType, PemCredentials, StoredCredential } from './nrf91/credentials.ts';
export { credentials } from './nrf91/credentials.ts';
export { evaluateConnection } from './nrf91/measurements.ts';
export { espAt, nrf91, quectel };

/** All drivers, by the name that chooses them. */
export const drivers: readonly DriverEntry[] = [
  {
    name: 'quectel',
    title: 'Quectel cellular modules: BG95, BG96, EC21, EC25, EG25-G, EG91',
    recognises: /^Quectel/im,
    quirks: quectelQuirks,
    implementation: quectel as unknown as ModuleImplementation<object, unknown>,
  },
  {
    name: 'nrf91',
    title: 'Nordic nRF9160, nRF9161, nRF9151 with the AT host, Serial LTE Modem or Serial Modem firmware',
    recognises: /^Nordic Semiconductor/im,
    quirks: nrf91Quirks,
    implementation: nrf91 as unknown as ModuleImplementation<object, unknown>,
  },
  {
    name: 'esp-at',
    title: 'ESP-AT Wi-Fi modules: ESP8266, ESP32, ESP32-C3, ESP32-C6 and kin',
    recognises: /^AT version:/im,
    quirks: espAtQuirks,
    implementation: espAt as unknown as ModuleImplementation<object, unknown>,
  },
];

/**
 * The quirks that apply to a module, and why, in the order in which they count.
 * @param driver by its name; an unknown one has none
 * @param own those that the user gave; of other families, too
 */
export function quirksOf(
  driver: string,
  identity: ModuleIdentity,
  own: readonly UserQuirk[] = [],
): readonly AppliedQuirk[] {
  const entry = drivers.find(({ name }) => name === driver);
  return quirksIn(
    entry?.quirks,
    identity,
    own.filter(({ family }) => family === driver),
  );
}
