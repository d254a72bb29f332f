import type { Check } from '../check.ts';
import { firmwareFloors, isOlder } from '../old-firmware.table.ts';

export const firmwareOld: Check = {
  code: 'FIRMWARE_OLD',
  title: 'old firmware',
  layer: 'module',
  blocks: false,
  look: ({ module }) => {
    if (module?.firmware === undefined) return undefined;
    for (const { driver, firmware, mend, oldest, why } of firmwareFloors) {
      const version = driver === module.driver ? firmware.exec(module.firmware)?.[1] : undefined;
      if (version === undefined || !isOlder(version, oldest)) continue;
      return { reason: `its firmware is ${version}, older than ${oldest.join('.')}: ${why}`, mend };
    }
    return undefined;
  },
};
