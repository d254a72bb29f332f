import { DriverError, UsageError } from '../../base/errors.ts';
import { within } from '../../base/within.ts';
import { ConnectionManager, type ConnectivityEvent, type NetworkInterface } from '../../connectivity/index.ts';
import type { AccessPoint } from '../../driver/index.ts';
import type { TargetOptions } from '../../rig/bring-up/place.ts';
import { chooseTarget, type Target } from '../../rig/bring-up/target.ts';
import type { Cli } from '../cli.ts';
import { tableLines } from '../output/table.ts';

/** What `atlink scan` was asked for. */
export type ScanOptions = Omit<TargetOptions, 'name'> & { readonly timeout: number; readonly json?: boolean };

interface Scanner {
  scan(): Promise<readonly AccessPoint[]>;
}

const columns = [
  { title: 'NETWORK', flexible: true },
  ...['BSSID', 'CHANNEL', 'SIGNAL', 'SECURITY'].map((title) => ({ title })),
];

/** The access points as a table, strongest first; names are printed as they are, control characters as dots. */
export function scanLines(points: readonly AccessPoint[], width?: number): readonly string[] {
  if (points.length === 0) return ['No network was found.'];
  const strongest = points.slice().sort((a, b) => (b.rssiDbm ?? -999) - (a.rssiDbm ?? -999));
  const rows = strongest.map(({ ssid, bssid, channel, rssiDbm, security }) => [
    ssid === '' ? '(hidden)' : ssid.replaceAll(/\p{Cc}/gu, '.'),
    bssid ?? '-',
    channel?.toString() ?? '-',
    rssiDbm === undefined ? '-' : `${rssiDbm} dBm`,
    security,
  ]);
  return tableLines(columns, rows, width);
}

function whenReady(manager: ConnectionManager, iface: NetworkInterface, notice: (text: string) => void): Promise<void> {
  return new Promise((resolve) => {
    manager.on('module-ready', () => resolve(), iface);
    manager.on('*', (event: ConnectivityEvent) => {
      if (event.type === 'fact' && event.fact.name === 'notice') notice(event.fact.value);
    });
  });
}

async function scan(cli: Cli, target: Target, options: ScanOptions, manager: ConnectionManager): Promise<void> {
  const iface = manager.addInterface({ name: 'wlan0', technology: target.driver.implementation.technology });
  const ready = whenReady(manager, iface, (text) => cli.say(`wlan0: ${text}`));
  const { context } = manager.bind(iface, target.driver.implementation, { port: target.port, ...target.lineNeeds });
  if (!(await within(cli.clock, options.timeout * 1000, ready))) {
    throw new DriverError('STARTUP_FAILED', `the module was not ready within ${options.timeout} s`, {
      hint: 'Is it plugged in, and is this its AT port? "atlink devices" lists the ports.',
    });
  }
  show(cli, await (context as Scanner).scan(), options.json === true);
}

function show(cli: Cli, points: readonly AccessPoint[], json: boolean): void {
  if (json) for (const point of points) cli.printJson(JSON.stringify(point));
  else for (const line of scanLines(points, cli.io.stdout.columns)) cli.print(line);
}

/** A port has a slash, a colon or is a COM port; anything else names an interface of a running program. */
const isInterface = (address: string): boolean => !/[/:]|^COM\d+$/i.test(address);

/** Looks for access points through one module, and leaves it as it was. */
export async function runScan(cli: Cli, address: string | undefined, options: ScanOptions): Promise<void> {
  if (address !== undefined && isInterface(address)) {
    const { callFor } = await import('../control/programs.ts');
    show(cli, (await callFor(cli, address, 'scan')) as readonly AccessPoint[], options.json === true);
    return;
  }
  const target = await chooseTarget(cli, address, { ...options, name: 'wlan0' });
  const manager = new ConnectionManager({ clock: cli.clock });
  try {
    if (target.driver.implementation.technology !== 'wifi') {
      throw new UsageError(`scanning is for Wi-Fi modules; this one is for ${target.driver.title}`, {
        hint: 'Give the port of an ESP-AT module, or --simulate esp32-c3.',
      });
    }
    for (const notice of target.notices) cli.say(notice);
    await scan(cli, target, options, manager);
  } finally {
    await within(cli.clock, 3000, Promise.allSettled([manager.close(), target.close()]));
  }
}
