/** What USB says of the device behind a serial port. Strings are as the device gave them: do not trust them. */
export interface UsbIdentity {
  /** idVendor and idProduct, four lower-case hex digits. */
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** bInterfaceNumber; the platform may not tell. */
  readonly interfaceNumber?: number;
  /** Where it is plugged in: bus and ports, `1-1.4`. The same socket gives the same path again. */
  readonly portPath?: string;
}

/** A serial port of this machine. */
export interface ListedPort {
  /** `/dev/ttyUSB2`, `COM3`: may change with every plugging in. */
  readonly path: string;
  /** A name that stays: a link of `/dev/serial/by-id`. */
  readonly stablePath?: string;
  /** There where the port is on USB. */
  readonly usb?: UsbIdentity;
}
