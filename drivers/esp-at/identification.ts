import { AtError, type Command, command, exec, read } from '../../src/at/index.ts';
import { DriverError, type ModuleIdentity, type ModuleLine } from '../../src/driver/index.ts';
import { dialectFor, type EspDialect, type Probes } from './dialects.table.ts';
import { readMac } from './station.ts';

/** What `AT+GMR` says, as far as it is of use. */
export interface FirmwareReport {
  /** As printed: `3.3.0.0`. */
  readonly version: string;
  readonly number: readonly [number, number];
  /** The chip as it is printed on its package: `ESP32-C3`. */
  readonly chip: string | undefined;
}

const versionLine = /^AT version:([\w.]+?)(-dev)?\((?:(?:s-)?([0-9a-f]+) - )?(?:(ESP\w+) - )?(.+)\)$/;
const binLine = /^Bin version(?:\((.+?)\))?:v?[\w.-]+(?:\((.+)\))?$/;
const dashed = (chip: string): string => chip.replace(/^(ESP32)([A-Z]\d+)$/, '$1-$2');

/** Reads the lines of `AT+GMR`; undefined when no line names an AT version. Vendors put lines of their own between. */
export function readFirmware(lines: readonly string[]): FirmwareReport | undefined {
  const found = lines.map((line) => versionLine.exec(line)).find((match) => match !== null);
  const version = found?.[1];
  if (found === undefined || version === undefined) return undefined;
  const [, , dev = '', hash, chip] = found;
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const bin = lines.map((line) => binLine.exec(line)).find((match) => match !== null);
  const board = bin?.[1] ?? bin?.[2] ?? '';
  // Before 2.2 the chip is not named: an ESP8266 goes by its module, and the oldest by having no commit hash.
  const guess = /wroom.?02|8266/i.test(board) || hash === undefined ? 'ESP8266' : undefined;
  return { version: version + dev, number: [major, minor], chip: chip === undefined ? guess : dashed(chip) };
}

const firmware: Command<FirmwareReport | undefined> = command({
  line: exec('+GMR'),
  timeoutMs: 3000,
  bareLines: 20,
  prefixedLines: true,
  result: ({ bare }) => readFirmware(bare),
});

const isKnown = (name: string): Command<boolean> =>
  command({ line: read(name), timeoutMs: 3000, bareLines: 4, prefixedLines: true, result: () => true });

async function knows(line: ModuleLine, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await line.run(isKnown(name), signal);
  } catch (thrown) {
    if (thrown instanceof AtError && thrown.code === 'AT_REFUSED') return false;
    throw thrown;
  }
}

/**
 * Everything that is said to the module follows from this, and nothing in its answers shows that a digit of the version
 * was lost on the line: so two looks have to agree.
 */
const mostLooks = 4;

/** What was found out beside the identity, for as long as that is in use. */
const found = new WeakMap<ModuleIdentity, EspDialect>();

/**
 * Asks the module who it is, and which of the commands it knows by which the generations differ.
 * @throws DriverError `MODULE_UNKNOWN` when it does not speak ESP-AT
 */
export async function identify(line: ModuleLine, signal: AbortSignal): Promise<ModuleIdentity> {
  let seen = await look(line, signal);
  for (let looks = 1; looks < mostLooks; looks += 1) {
    const again = await look(line, signal);
    if (isSame(seen, again)) break;
    seen = again;
  }
  const { dialect, report } = seen;
  const id = await line.run(readMac(dialect), signal).catch((thrown: unknown) => {
    if (thrown instanceof AtError && thrown.code === 'AT_REFUSED') return undefined;
    throw thrown;
  });
  const identity: ModuleIdentity = {
    manufacturer: 'Espressif',
    model: report.chip ?? (dialect.generation === 'E1' ? 'ESP32' : 'ESP-AT'),
    firmware: `AT ${report.version}`,
    ...(id !== undefined && { id }),
  };
  found.set(identity, dialect);
  return identity;
}

interface Look {
  readonly report: FirmwareReport;
  readonly dialect: EspDialect;
}

const isSame = (one: Look, other: Look): boolean =>
  one.dialect === other.dialect && one.report.version === other.report.version && one.report.chip === other.report.chip;

async function look(line: ModuleLine, signal: AbortSignal): Promise<Look> {
  const report = await line.run(firmware, signal).catch((thrown: unknown) => {
    if (thrown instanceof AtError && thrown.code === 'AT_REFUSED') return undefined;
    throw thrown;
  });
  if (report === undefined) {
    throw new DriverError('MODULE_UNKNOWN', 'this is no ESP-AT firmware: AT+GMR names no AT version', {
      hint: 'Flash ESP-AT, or choose another driver.',
    });
  }
  const current = await knows(line, '+CWMODE_CUR', signal);
  const probes: Probes = {
    current,
    store: !current && (await knows(line, '+SYSSTORE', signal)),
    state: !current && (await knows(line, '+CWSTATE', signal)),
  };
  return { report, dialect: dialectFor(report.number, probes) };
}

/** The dialect that was found with an identity. */
export function dialectOf(identity: ModuleIdentity): EspDialect {
  return found.get(identity) ?? dialectFor([0, 0], { current: false, store: false, state: false });
}
