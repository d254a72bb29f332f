import type { Answer } from '../answer.ts';
import { failed, later, ok, say } from '../answer.ts';
import { countArguments, numberAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';

// Keys and namespaces of NVS.
const longestKey = 15;
const textType = 7;
const longestValue = 4000;

/** A key is `client_cert.0`; the guide's own examples are up to 15 letters long. */
const keyAt = (command: Command, index: number): string => textAt(command, index, longestKey);

function erase({ memory }: Core, command: Command): Answer {
  countArguments(command, 2, 3);
  const key = command.args.length > 2 ? keyAt(command, 2) : undefined;
  return memory.manufacturing.erase(keyAt(command, 1), key) ? ok : failed();
}

function read({ memory }: Core, command: Command): Answer {
  const { manufacturing } = memory;
  countArguments(command, 1, 5);
  if (command.args.length === 1) return say(...manufacturing.spaces.map((name) => `+SYSMFG:"${name}"`));
  const space = keyAt(command, 1);
  if (command.args.length === 2) {
    const keys = manufacturing.keys(space);
    if (keys === undefined) return failed();
    return say(...keys.map(([key, { type }]) => `+SYSMFG:"${space}","${key}",${type}`));
  }
  const key = keyAt(command, 2);
  const found = manufacturing.read(space, key);
  if (found === undefined) return failed();
  const from = numberAt(command, 3, 0, longestValue, 0);
  const value = found.value.subarray(from, from + numberAt(command, 4, 0, longestValue, longestValue));
  const head = Buffer.from(`+SYSMFG:"${space}","${key}",${found.type},${value.length},`, 'latin1');
  return { kind: 'said', lines: [], raw: Buffer.concat([head, value, Buffer.from('\r\n')]), final: 'OK' };
}

function write({ memory, personality }: Core, command: Command): Answer {
  const { manufacturing } = memory;
  countArguments(command, 5);
  const [space, key] = [keyAt(command, 1), keyAt(command, 2)];
  const type = numberAt(command, 3, 1, 8);
  const store = (value: Buffer): Answer =>
    later(personality.times.flashMs, () => (manufacturing.write(space, key, { type, value }) ? ok : failed()));
  if (type < textType) return store(Buffer.from(String(numberAt(command, 4, -2_147_483_648, 4_294_967_295))));
  const count = numberAt(command, 4, 1, longestValue);
  return { kind: 'prompt', count, unconfirmed: true, take: (bytes) => store(Buffer.from(bytes)) };
}

/**
 * The manufacturing partition, where certificates are: `AT+SYSMFG` from 3.1 on (ESP-AT user guide, AT+SYSMFG and AT+SYSMFG
 * Command Examples).
 */
export function manufacturingCommands(core: Core): CommandTable {
  return {
    '+SYSMFG': {
      read: () => say(...core.memory.manufacturing.spaces.map((name) => `+SYSMFG:"${name}"`)),
      set: (command) => {
        const operation = numberAt(command, 0, 0, 2);
        if (operation === 0) return erase(core, command);
        return operation === 1 ? read(core, command) : write(core, command);
      },
    },
  };
}
