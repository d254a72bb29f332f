/** The port as one sees it that carries data on it. */
export interface DataPort {
  write(bytes: Uint8Array): void;
  /** Back to command mode, which begins with this result code. */
  leave(result: 'OK' | 'NO CARRIER'): void;
}

/** What the bytes of the port belong to while it is not in command mode. */
export interface DataMode {
  /** The port is its own from here on. */
  begin(port: DataPort): void;
  receive(bytes: Uint8Array): void;
  /** The host's DTR went from active to inactive. */
  dtrDropped(): void;
}

/** What `AT&D` makes of a DTR that drops: 0 nothing, 1 leaves data mode, 2 (the factory's) ends the call as well. */
export type DtrMode = 0 | 1 | 2;

/** Reads the value of `AT&D`. */
export function dtrMode(value: string | undefined): DtrMode {
  return value === '0' ? 0 : value === '1' ? 1 : 2;
}
