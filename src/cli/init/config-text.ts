import type { FoundDevice, Model } from '../../rig/bring-up/suppliers.ts';

/** What is known of a module that is to stand in a configuration. */
export interface Entry {
  readonly name: string;
  readonly technology: string;
  /** For people, as a comment. */
  readonly what: string;
  readonly driver: string;
  /** How it is found, as it stands under `module`. */
  readonly locator: Readonly<Record<string, string>>;
  readonly baudRate?: number;
}

const head = `# yaml-language-server: $schema=./node_modules/atlink/atlink.schema.json
#
# The modules of this rig. "atlink up" in this folder brings them up; every key is
# explained in docs/configuration.md of the package. Secrets do not belong into
# this file: { env: NAME } takes a value from the environment, { file: PATH } from
# a file.
`;

const cellularOptions = `    # options:
    #   apn: internet
    #   pin: { env: SIM_PIN }
`;

const wifiOptions = `    # options:
    #   ssid: home
    #   passphrase: { env: WIFI_PASSPHRASE }
`;

/** Text in double quotes is YAML and JSON alike, whatever it holds. */
const quoted = (text: string): string => (/^[A-Za-z][\w-]*$/.test(text) ? text : JSON.stringify(text));

/** A comment is one line, whatever a device calls itself. */
const comment = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

function entryText({ baudRate, driver, locator, name, technology, what }: Entry): string {
  const keys = Object.entries(locator).map(([key, value]) => `      ${key}: ${quoted(value)}\n`);
  const options = technology === 'wifi' ? wifiOptions : cellularOptions;
  return [
    `  # ${comment(what)}\n`,
    `  ${name}:\n    module:\n${keys.join('')}`,
    `    driver: ${quoted(driver)}\n`,
    baudRate === undefined ? '' : `    baudRate: ${baudRate}\n`,
    'simulate' in locator ? '' : options,
  ].join('');
}

/** The text of a configuration with these modules. */
export function configText(entries: readonly Entry[]): string {
  return `${head}\ninterfaces:\n${entries.map(entryText).join('\n')}`;
}

/** Names as people expect them: lte0, lte1, wlan0. */
export function nameGiver(): (technology: string) => string {
  const counts = new Map<string, number>();
  return (technology) => {
    const stem = technology === 'wifi' ? 'wlan' : 'lte';
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    return `${stem}${count}`;
  };
}

/**
 * How a device is found again, wherever it is plugged in: by its serial number, where it has one of its own. Cheap
 * bridges all have the same; then it is the socket.
 */
export function locatorOf(device: FoundDevice, all: readonly FoundDevice[]): Readonly<Record<string, string>> {
  const { path, portPath, serialNumber, stablePath } = device;
  const twins = all.filter((each) => each.serialNumber === serialNumber && each.portPath !== portPath);
  const says = serialNumber !== undefined && !/^0*[01]?$/.test(serialNumber) && twins.length === 0;
  if (says) return { usbSerial: serialNumber };
  return portPath === undefined ? { path: stablePath ?? path } : { usbPort: portPath };
}

/** A simulated module as it stands in a configuration. */
export function simulatedEntry(
  { description, family, name: simulate }: Model,
  name: string,
  technology: string,
): Entry {
  return { name, technology, what: `simulated ${description}`, driver: family, locator: { simulate } };
}
