import type { FoundDevice, PortlessModule } from '../../rig/bring-up/suppliers.ts';
import { type Column, tableLines } from './table.ts';

const columns: readonly Column[] = [
  { title: 'PORT' },
  { title: 'BOARD', flexible: true },
  { title: 'ROLE' },
  { title: 'USB' },
  { title: 'ACCESS' },
  { title: 'IN USE BY', flexible: true },
];

function row(device: FoundDevice): readonly string[] {
  const { path, board = '-', role, main, usb = '-', mayOpen, holders } = device;
  return [path, board, main ? `${role} *` : role, usb, mayOpen ? 'yes' : 'denied', holders.join(', ') || '-'];
}

const nothingAttached: readonly string[] = [
  'No module is attached: this machine has no USB serial port.',
  '  The ports of a module that was plugged in just now may take some seconds to appear.',
  '  Without hardware, "atlink up --simulate quectel-bg95" brings a simulated module up,',
  '  and "atlink simulate quectel-bg95" plays one for other programs.',
];

/** What `atlink devices` found. */
export interface Findings {
  readonly devices: readonly FoundDevice[];
  readonly missing: readonly PortlessModule[];
  /** How many ports are left out of the list. */
  readonly hidden: number;
}

function ports({ devices, missing }: Findings, width: number | undefined): readonly string[] {
  if (devices.length > 0) return tableLines(columns, devices.map(row), width);
  return missing.length > 0 ? [] : nothingAttached;
}

/** What stands in the way of using what is there, each thing once. */
function problems({ devices, missing }: Findings): readonly string[] {
  const named = devices.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path}: ${problem}`]));
  return [...new Set([...named, ...missing.map(({ board, usb, problem }) => `${board} (${usb}): ${problem}`)])];
}

/** The findings as lines: the table, what is to be said about it, how to go on. */
export function deviceLines(findings: Findings, width?: number): readonly string[] {
  const lines = [...ports(findings, width)];
  if (findings.devices.some(({ main }) => main)) lines.push('', '* the port that "atlink up" uses');
  const notes = problems(findings);
  if (notes.length > 0) lines.push(...(lines.length > 0 ? [''] : []), ...notes);
  if (findings.hidden > 0) {
    const what = findings.hidden === 1 ? 'port of the machine itself is' : 'ports of the machine itself are';
    lines.push('', `${findings.hidden} more ${what} listed with --all.`);
  }
  return lines;
}
