// The longest payload that a send announces. Empty lines are no commands, so what is left of them does nothing.
const filling = Buffer.alloc(1460, '\r');

const name = 'send-pending';

/** A send that has begun and not ended: the module may wait for its payload. */
export interface CutOffSend {
  /** Whether the module was heard to ask for it: then it has got it, or what of it was not lost. */
  isAsked: boolean;
  /** What it is given when it was not heard to ask. */
  readonly promised: Uint8Array | undefined;
  /** Whether those are the payload itself. */
  readonly isTrue: boolean;
}

/** Where it is remembered, over the lives of the module. */
export type Memory = Map<string, unknown>;

export const rememberSend = (memory: Memory, send: CutOffSend): void => void memory.set(name, send);

/** The module answers commands: it waits for nothing. */
export const forgetSend = (memory: Memory): void => void memory.delete(name);

/** What frees a module that may wait for payload; undefined when no send was cut off. */
export function missingBytes(memory: Memory): Uint8Array | undefined {
  const send = memory.get(name) as CutOffSend | undefined;
  if (send === undefined) return undefined;
  // How much was lost of what it was given, nobody knows.
  return send.isAsked ? filling : (send.promised ?? filling);
}

/** The same for a module that was left so by another program. */
export const anyMissingBytes = (memory: Memory): Uint8Array => missingBytes(memory) ?? filling;
