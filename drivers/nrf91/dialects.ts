/** Which application runs in front of the modem. */
export type Nrf91Application = 'at-host' | 'slm' | 'serial-modem';

/** What is particular to a module: its application and the generation of its modem firmware. */
export interface Nrf91Dialect {
  readonly application: Nrf91Application;
  /** Of the modem firmware: `[1, 3, 2]`; empty when it could not be read. */
  readonly modemFirmware: readonly number[];
  /** Of the application: `[2, 9, 0]`; empty when it has none that can be read. */
  readonly applicationVersion: readonly number[];
  /** `#X...` commands exist: the modem and the module can be reset from here. */
  readonly hasResets: boolean;
  /** `AT%RAI` exists: modem firmware 2.x. */
  readonly hasRai: boolean;
  /** Its socket commands are those that are spoken here. */
  readonly hasSockets: boolean;
}

/** The applications in words, as they stand in the identity. */
export const applicationTitles: Readonly<Record<Nrf91Application, string>> = {
  'at-host': 'AT host',
  slm: 'Serial LTE Modem',
  'serial-modem': 'Serial Modem',
};

/**
 * Reads the dialect out of the firmware text that the identification made: `mfw_nrf91x1_2.0.2, Serial Modem v1.0.0`.
 */
export function dialectOf({ firmware = '' }: { readonly firmware?: string }): Nrf91Dialect {
  const application = (['serial-modem', 'slm'] as const).find((each) => firmware.includes(applicationTitles[each]));
  // mfw_nrf9160_1.3.2, mfw_nrf91x1_2.0.3, mfw-pti_nrf91x1_2.3.8, mfw_nrf9151-ntn_1.0.0
  const [, version] = /^mfw[\w-]*_(\d+(?:\.\d+)*)/.exec(firmware) ?? [];
  const modemFirmware = version === undefined ? [] : version.split('.').map(Number);
  const [, release] = /(?:Serial LTE Modem|Serial Modem) v?(\d+(?:\.\d+)*)/.exec(firmware) ?? [];
  return {
    applicationVersion: release === undefined ? [] : release.split('.').map(Number),
    application: application ?? 'at-host',
    modemFirmware,
    hasResets: application !== undefined,
    hasRai: (modemFirmware[0] ?? 0) >= 2,
    hasSockets: application !== undefined,
  };
}
