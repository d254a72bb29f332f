/** What depends on the release of the modem firmware. */
export interface Dialect {
  /** `mfw_nrf9160_1.3.2`. */
  readonly firmware: string;
  /** `nrf9160_1.3.2`, as `AT%SHORTSWVER` prints it. */
  readonly short: string;
  readonly major: number;
  /** Up to 1.2: `+CEREG` shows "FFFE","FFFFFFFF" where there is no cell, `%XSIM` no cause. */
  readonly old: boolean;
  /** The largest <n> of `AT%MDMEV`; 0: no such command. */
  readonly domainEvents: 0 | 1 | 2;
  /** Resets without `AT+CFUN=0` after which attaching is restricted; undefined: never. */
  readonly resetLimit: number | undefined;
}

/** Reads the answer to `AT+CGMR`. */
export function dialectOf(firmware: string): Dialect {
  const match = /_(\d+)\.(\d+)(?:\.(\d+))?/.exec(firmware);
  const [major = 2, minor = 0, patch = 0] = (match?.slice(1) ?? []).map((digits) => Number(digits ?? 0));
  const old = major === 1 && minor < 3;
  return {
    firmware,
    short: firmware.replace(/^mfw[_-]/, ''),
    major,
    old,
    domainEvents: old ? 0 : major === 1 ? 1 : 2,
    // nRF91 reset loop restriction (Nordic nwp_042): 5 in 1.3.0, 7 from 1.3.1 on.
    resetLimit: old ? undefined : major === 1 && minor === 3 && patch === 0 ? 5 : 7,
  };
}
