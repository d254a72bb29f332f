/** Where a line begins that a module would carry out, or an empty one: ESP32 AT 1.1.0 says `busy` to that for ever. */
const dangerous = /(?<=^|\r\n)(?:AT|\r\n)/i;

/**
 * What is written to a module that may wait for a payload that it was promised, or for a part of it. If it waits for all
 * of it, nobody else has seen a byte so far, and the peer gets what it should. If it does not wait they are read as
 * lines: from where one could be a command on, there are zeros. Lines end in CR LF; CR or LF alone ends none.
 */
export function promisedPayload(payload: Uint8Array): Uint8Array {
  const at = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('latin1').search(dangerous);
  return at === -1 ? payload : Uint8Array.from(payload).fill(0, at);
}

const key = 'promised payload';

/** Remembers beyond the loss of the module that it was promised a payload; undefined: it has it, or refused it. */
export function rememberPromise(memory: Map<string, unknown>, payload: Uint8Array | undefined): void {
  if (payload === undefined) memory.delete(key);
  else memory.set(key, payload);
}

/** What a module may wait for that was lost in the middle of a send, and so takes all that it hears for payload. */
export function promiseLeft(memory: Map<string, unknown>): Uint8Array | undefined {
  const payload = memory.get(key);
  return payload instanceof Uint8Array ? promisedPayload(payload) : undefined;
}
