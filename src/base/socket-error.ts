import { AtlinkError, type ErrorDetails, type SocketErrorCode } from './errors.ts';

export interface SocketErrorDetails extends ErrorDetails {
  /** `connect`, `read`, `write`, `bind`, `listen`, `getaddrinfo`. */
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
}

/** A socket through a module failed. Its code and its fields are those that Node's own sockets would give. */
export class SocketError extends AtlinkError {
  declare readonly code: SocketErrorCode;
  readonly syscall: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;

  constructor(code: SocketErrorCode, message: string, details: SocketErrorDetails = {}) {
    super(code, message, details);
    this.syscall = details.syscall;
    this.address = details.address;
    this.port = details.port;
  }
}
