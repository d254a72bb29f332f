/**
 * What a running atlink and the commands that talk to it say to each other, over a local socket: one JSON object a line.
 * A request has an `id`, and its answer the same; a subscription is answered, and from then on events come.
 */

/** Raised when either side would no longer understand the other. */
export const protocolVersion = 1;

/** The longest line that is taken, in bytes. */
export const longestLine = 1024 * 1024;

export interface ControlRequest {
  readonly id: number;
  readonly method: string;
  readonly params?: unknown;
}

/** An error as it crosses the socket. */
export interface ControlFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** The last lines of the wire, private values hidden. */
  readonly transcript?: readonly string[];
}

export type ControlReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ControlFault }
  /** An event of a subscription. */
  | { readonly id: number; readonly event: unknown };
