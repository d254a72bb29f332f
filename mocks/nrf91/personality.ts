/** Which program runs on the application core and talks to the host. */
export type Application = 'at-host' | 'slm' | 'serial-modem';

/** What distinguishes one module from another: data, no behaviour. */
export interface Personality {
  /** `nrf9160-slm`, as the command line and the factory call it. */
  readonly name: string;
  /** One line for a list. */
  readonly description: string;
  readonly application: Application;
  /** The answer to `AT+CGMM`. */
  readonly model: string;
  /** The answer to `AT+CGMR`, unless the caller names another. */
  readonly modemFirmware: string;
  /** The answer to `AT%HWVERSION`. */
  readonly hardware: string;
  /** The type allocation code: the first 8 digits of the IMEI. */
  readonly typeAllocationCode: string;
  /** What the application says of itself: `AT#XSLMVER`, `AT#XSMVER`. */
  readonly version: string;
  /** What the console says at a start, before the application does. */
  readonly banner: readonly string[];
  readonly bands: readonly number[];
  readonly times: {
    /** From power to the moment from which commands are heard, and `Ready`. */
    readonly bootMs: number;
    /** From a command to its answer. */
    readonly answerMs: number;
  };
  /** What the receive buffers keep while a command runs. */
  readonly backlogBytes: number;
}
