import type { Answer } from '../answer.ts';
import { cme, ok, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import { framedResult } from '../framing.ts';
import type { Command } from '../parse-command.ts';

// Result codes of the Quectel FILE application notes.
const invalid = cme(400);
const driveFull = cme(403);
const notFound = cme(405);
const nameInvalid = cme(406);
const exists = cme(407);
const timedOut = cme(421);

/** The flash for files, in bytes (seen on EC25). */
const driveBytes = 14_688_256;
const longestName = 80;
const usualSize = 10_240;
const usualTimeout = 5;
const acknowledgedBytes = 1024;

/** The name under which a file is kept: `UFS:` is the flash, which is meant without a prefix as well. */
function nameAt(command: Command, index: number): string | undefined {
  const name = quotedAt(command, index)?.replace(/^UFS:/, '');
  return name === undefined || name === '' || name.length > longestName ? undefined : name;
}

function used(core: Core): number {
  let bytes = 0;
  for (const file of core.memory.files.values()) bytes += file.length;
  return bytes;
}

/** 16 bits, two bytes at a time with the first on top (Quectel FILE application notes, AT+QFUPL). */
function checksum(bytes: Uint8Array): string {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum ^= ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return sum.toString(16);
}

function upload(core: Core, command: Command): Answer {
  const { files } = core.memory;
  const name = nameAt(command, 0);
  const optional = (index: number, lowest: number, highest: number, missing: number): number | undefined =>
    textAt(command, index) === undefined ? missing : numberAt(command, index, lowest, highest);
  const size = optional(1, 1, driveBytes, usualSize);
  const seconds = optional(2, 1, 65_535, usualTimeout);
  const acknowledge = optional(3, 0, 1, 0);
  if (name === undefined) return nameInvalid;
  if (size === undefined || seconds === undefined || acknowledge === undefined) return invalid;
  if (files.has(name)) return exists;
  if (size > driveBytes - used(core)) return driveFull;
  return {
    kind: 'input',
    request: {
      prompt: framedResult('CONNECT', core.settings.profile),
      length: size,
      most: size,
      echo: false,
      timeoutMs: seconds * 1000,
      acknowledgeEvery: acknowledge === 1 ? acknowledgedBytes : undefined,
    },
    take: ({ bytes, end }) => {
      if (end !== 'complete') return timedOut;
      files.set(name, bytes);
      return say(`+QFUPL: ${bytes.length},${checksum(bytes)}`);
    },
  };
}

function download(core: Core, command: Command): Answer {
  const name = nameAt(command, 0);
  const file = name === undefined ? undefined : core.memory.files.get(name);
  if (file === undefined) return notFound;
  const { profile } = core.settings;
  const tail = `\r\n+QFDWL: ${file.length},${checksum(file)}\r\n`;
  const raw = [Buffer.from(framedResult('CONNECT', profile)), file, Buffer.from(tail)];
  return { kind: 'said', lines: [], raw, result: 'OK' };
}

function remove(core: Core, command: Command): Answer {
  const { files } = core.memory;
  const name = nameAt(command, 0);
  if (name === '*') {
    files.clear();
    return ok;
  }
  return name !== undefined && files.delete(name) ? ok : notFound;
}

function list(core: Core, command: Command): Answer {
  const pattern = command.form === 'run' ? '*' : nameAt(command, 0);
  if (pattern === undefined) return nameInvalid;
  const inMemory = (name: string): boolean => name.startsWith('RAM:');
  const listed = [...core.memory.files].filter(([name]) => {
    if (pattern === '*') return !inMemory(name);
    return pattern === 'RAM:*' ? inMemory(name) : name === pattern;
  });
  if (listed.length === 0 && !pattern.endsWith('*')) return notFound;
  return say(...listed.map(([name, { length }]) => `+QFLST: "${name}",${length}`));
}

/** Files in the module's flash: +QFUPL, +QFDWL, +QFDEL, +QFLST, +QFLDS. */
export function fileCommands(core: Core): CommandTable {
  const space = (): Answer => say(`+QFLDS: ${driveBytes - used(core)},${driveBytes}`);
  return {
    '+QFUPL': {
      test: `+QFUPL: <filename>,(1-${driveBytes}),(1-65535),(0,1)`,
      set: (command) => upload(core, command),
    },
    '+QFDWL': { test: '+QFDWL: <filename>', set: (command) => download(core, command) },
    '+QFDEL': { test: '+QFDEL: <filename>', set: (command) => remove(core, command) },
    '+QFLST': { run: (command) => list(core, command), set: (command) => list(core, command) },
    '+QFLDS': { run: space, set: space },
  };
}
