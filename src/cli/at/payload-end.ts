import { sendRules } from '../../trace/payload-rules.table.ts';

const ctrlZ = 0x1a;

/** How the data that a command asks for ends: with a number of bytes, with Ctrl-Z, or not by itself. */
export function payloadEndOf(command: string): { readonly bytes: number } | 'ctrl-z' | undefined {
  for (const { command: pattern, ends } of sendRules) {
    const match = pattern.exec(command.trim());
    if (match === null) continue;
    if (match[1] !== undefined) return { bytes: Number(match[1]) };
    return ends === 'mark' ? 'ctrl-z' : undefined;
  }
  return undefined;
}

/** What a person typed, with the end that the module waits for. */
export function finishedPayload(command: string, typed: Uint8Array): Uint8Array {
  const isOpen = payloadEndOf(command) === 'ctrl-z' && typed.at(-1) !== ctrlZ;
  return isOpen ? Buffer.concat([typed, Uint8Array.of(ctrlZ)]) : typed;
}
