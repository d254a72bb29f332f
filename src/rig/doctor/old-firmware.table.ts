/** Firmware below which a module is not what the drivers were written for. */
export interface FirmwareFloor {
  readonly driver: string;
  /** Fits what the module calls itself, or its firmware; its first group is the version. */
  readonly firmware: RegExp;
  /** The oldest version that is good, as numbers. */
  readonly oldest: readonly number[];
  readonly why: string;
  readonly mend: string;
}

/** The oldest firmware that the drivers were written and tried for, in simulation; no maker's statement. */
export const firmwareFloors: readonly FirmwareFloor[] = [
  {
    driver: 'nrf91',
    firmware: /^mfw_nrf9160_(\d+(?:\.\d+)+)/,
    oldest: [1, 2, 0],
    why: 'the driver was written for 1.2 and newer, and fields of answers differ from version to version',
    mend: 'program modem firmware 1.3.x with nrfutil: nrfutil device program --firmware mfw_nrf9160_1.3.7.zip',
  },
  {
    driver: 'nrf91',
    firmware: /^mfw_nrf91x1_(\d+(?:\.\d+)+)/,
    oldest: [2, 0, 0],
    why: 'the line of this chip begins with 2.0',
    mend: 'program modem firmware 2.x with nrfutil: nrfutil device program --firmware FILE.zip',
  },
  {
    driver: 'esp-at',
    firmware: /(?:^|AT version:)v?(\d+(?:\.\d+)+)/,
    oldest: [1, 0],
    why: 'versions 0.x lack commands that the driver needs',
    mend: 'flash ESP-AT 2.2 or newer: esptool.py --port PORT write_flash 0x0 factory.bin',
  },
];

/** Whether `version` is older than `oldest`; numbers that are left out are 0. */
export function isOlder(version: string, oldest: readonly number[]): boolean {
  const have = version.split('.').map(Number);
  for (const [index, wanted] of oldest.entries()) {
    const number = have[index] ?? 0;
    if (number !== wanted) return number < wanted;
  }
  return false;
}
