import type { Check } from './check.ts';
import { apnWrong } from './checks/apn-wrong.ts';
import { connectionRefused } from './checks/connection-refused.ts';
import { firmwareOld } from './checks/firmware-old.ts';
import { flowControl } from './checks/flow-control.ts';
import { ftdiLatency } from './checks/ftdi-latency.ts';
import { lineEcho } from './checks/line-echo.ts';
import { lineGarbled } from './checks/line-garbled.ts';
import { lineLoop } from './checks/line-loop.ts';
import { lineSilent } from './checks/line-silent.ts';
import { lineSpeed } from './checks/line-speed.ts';
import { moduleUnknown } from './checks/module-unknown.ts';
import { portDenied } from './checks/port-denied.ts';
import { portHeld } from './checks/port-held.ts';
import { portHeldByModemManager } from './checks/port-held-by-modemmanager.ts';
import { portMissing } from './checks/port-missing.ts';
import { portRole } from './checks/port-role.ts';
import { portUnusable } from './checks/port-unusable.ts';
import { radioWeak } from './checks/radio-weak.ts';
import { registrationDenied } from './checks/registration-denied.ts';
import { registrationPending } from './checks/registration-pending.ts';
import { simFailed } from './checks/sim-failed.ts';
import { simMissing } from './checks/sim-missing.ts';
import { simPin } from './checks/sim-pin.ts';
import { simPuk } from './checks/sim-puk.ts';
import { usbDriverMissing } from './checks/usb-driver-missing.ts';

/** Every check, from the ground up. */
export const checks: readonly Check[] = [
  usbDriverMissing,
  portMissing,
  portDenied,
  portHeldByModemManager,
  portHeld,
  portUnusable,
  portRole,
  ftdiLatency,
  lineSilent,
  lineSpeed,
  lineGarbled,
  lineLoop,
  lineEcho,
  flowControl,
  moduleUnknown,
  firmwareOld,
  simMissing,
  simFailed,
  simPin,
  simPuk,
  radioWeak,
  registrationDenied,
  registrationPending,
  apnWrong,
  connectionRefused,
];
