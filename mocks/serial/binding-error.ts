/**
 * Errors as the bindings of serialport raise them, with the texts of Linux. They are no AtlinkErrors: whoever is tested
 * sees what it would see with the real thing.
 */
export class MockBindingError extends Error {
  /** The operation was given up because the port was closed: no disconnect. */
  readonly canceled: boolean;
  /** The port is gone. */
  readonly disconnect: boolean;
  readonly code: string | undefined;

  constructor(message: string, { canceled = false, disconnect = false, code }: MockBindingErrorDetails = {}) {
    super(message);
    this.name = 'Error';
    this.canceled = canceled;
    this.disconnect = disconnect;
    this.code = code;
  }
}

interface MockBindingErrorDetails {
  readonly canceled?: boolean;
  readonly disconnect?: boolean;
  readonly code?: string;
}

export const noSuchPort = (path: string): MockBindingError =>
  new MockBindingError(`Error: No such file or directory, cannot open ${path}`);

export const portLocked = (): MockBindingError =>
  new MockBindingError('Error Resource temporarily unavailable Cannot lock port');

export const notOpen = (): MockBindingError => new MockBindingError('Port is not open');

export const closedMeanwhile = (): MockBindingError => new MockBindingError('Port is not open', { canceled: true });

export const goneWhileReading = (): MockBindingError =>
  new MockBindingError('bad file descriptor', { disconnect: true, code: 'EBADF' });

export const goneWhileWriting = (): MockBindingError =>
  new MockBindingError('EIO: i/o error, write', { disconnect: true, code: 'EIO' });
