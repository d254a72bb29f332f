import { AtError, type Command, order, set } from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';
import { isStatic } from './option-readers.ts';
import type { EspOptions } from './options.ts';
import { readMode, setMode } from './station.ts';

const shortMs = 5000;

/** Countries that allow the channels 1 to 11; most others allow 1 to 13. */
const elevenChannels = new Set(['US', 'CA', 'TW', 'MX', 'CO', 'PA']);

interface Setting {
  readonly name: string;
  readonly command: Command;
  /** Somebody asked for it, so that a refusal is news. */
  readonly wanted: boolean;
}

/** What has to stand before a join: saved by no module, or by some. ESP-AT User Guide, Wi-Fi and TCP/IP commands. */
function settingsFor(options: Partial<EspOptions>, dialect: EspDialect): readonly Setting[] {
  const { country, hostname, powerSave, staticAddress } = options;
  const { volatile, modemSleep } = dialect;
  const settings: Setting[] = [];
  const add = (name: string, wanted: boolean, ...line: Parameters<typeof set>): void => {
    settings.push({ name, wanted, command: order(set(...line), shortMs) });
  };
  if (country !== undefined) {
    // 1: not the access point's country but this one.
    add('country', true, '+CWCOUNTRY', 1, country, 1, elevenChannels.has(country) ? 11 : 13);
  }
  if (hostname !== undefined) add('hostname', true, '+CWHOSTNAME', hostname);
  if (!isStatic(staticAddress)) {
    // The oldest firmware has <mode>,<enable>, the rest <enable>,<modes>: for the station it comes to the same.
    add('staticAddress', false, `+CWDHCP${volatile}`, 1, 1);
    add('dns', false, `+CIPDNS${volatile}`, 0);
  } else {
    const { dns, gateway, ip, netmask } = staticAddress;
    add('staticAddress', true, `+CIPSTA${volatile}`, ip, gateway, netmask);
    if (dns.length > 0) add('dns', true, `+CIPDNS${volatile}`, 1, ...dns);
    else add('dns', false, `+CIPDNS${volatile}`, 0);
  }
  if (powerSave === 'off') add('powerSave', true, '+SLEEP', 0);
  if (powerSave === 'modem' && modemSleep !== undefined) add('powerSave', true, '+SLEEP', modemSleep);
  return settings;
}

/** Sends what differs from what was sent before, and no more. */
export class Settings {
  readonly #line: ModuleLine;
  readonly #dialect: EspDialect;
  readonly #refused: (name: string, thrown: AtError) => void;
  readonly #sent = new Map<string, string>();

  /** @param refused hears of an option that the module does not take; it is no reason not to join */
  constructor(line: ModuleLine, dialect: EspDialect, refused: (name: string, thrown: AtError) => void) {
    this.#line = line;
    this.#dialect = dialect;
    this.#refused = refused;
  }

  /** The application may have changed any of them. */
  forget(): void {
    this.#sent.clear();
  }

  async apply(options: Partial<EspOptions>, signal: AbortSignal): Promise<void> {
    const mode = await this.#line.run(readMode(this.#dialect), signal);
    if (mode !== 1 && mode !== 3) await this.#line.run(setMode(this.#dialect, 1), signal);
    for (const { command, name, wanted } of settingsFor(options, this.#dialect)) {
      const { wire } = command.line;
      if (this.#sent.get(name) === wire) continue;
      try {
        await this.#line.run(command, signal);
      } catch (thrown) {
        if (!(thrown instanceof AtError) || thrown.code !== 'AT_REFUSED') throw thrown;
        if (wanted) this.#refused(name, thrown);
      }
      this.#sent.set(name, wire);
    }
  }
}
