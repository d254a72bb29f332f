const upperBits = 0xdf;
const [letterA, letterT, slash] = [0x41, 0x54, 0x2f];
const emptyLine = 0x0d;

/** What is written to a module that was promised a payload and was never heard to ask for it. */
export interface PromisedBytes {
  /** As many as were promised. */
  readonly bytes: Uint8Array;
  /** Whether they are the true ones, all of them: if not, what the module has sent to the peer is spoiled. */
  readonly areTrue: boolean;
}

/**
 * The bytes for a module that was promised a payload, and may or may not wait for it: the answer that would tell is
 * lost. If it waits, it has to get as many as were promised, and the true ones, for they go to the peer. If it does not,
 * they are read as commands: so from the first place on where one could begin (`AT`, or `A/`, which repeats the last) it
 * gets empty lines in place of them.
 */
export function promisedBytes(payload: Uint8Array): PromisedBytes {
  const harmless = harmlessLength(payload);
  if (harmless === payload.length) return { bytes: payload, areTrue: true };
  const bytes = Uint8Array.from(payload);
  bytes.fill(emptyLine, harmless);
  return { bytes, areTrue: false };
}

/** How many bytes stand before the first command, if any. An `A` at the end may become one with what follows. */
function harmlessLength(payload: Uint8Array): number {
  for (let at = 0; at < payload.length - 1; at++) {
    if (((payload[at] ?? 0) & upperBits) !== letterA) continue;
    const next = payload[at + 1] ?? 0;
    if (next === slash || (next & upperBits) === letterT) return at;
  }
  return payload.length;
}
