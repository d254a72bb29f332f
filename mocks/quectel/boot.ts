import type { Session } from './session.ts';

// Bytes of a line that is not driven yet, and what is left of the boot loader's last line.
const garbage = '\x00\xff\x00\xfe\xf8 MPSS.JO\r\n';

/** Starts a session: from here on it listens, and says what the model says at a start, in its time. */
export function beginSession(session: Session): void {
  const { core } = session;
  const { faults, personality, slot, timers } = core;
  const { appRdyMs, cfunUrcMs, simDetectedMs, simReadyMs } = personality.times;
  if (faults.bootGarbage === true) session.utter(garbage);
  if (faults.noRdy !== true) core.urc('RDY');
  if (cfunUrcMs !== undefined) timers.after(cfunUrcMs, () => core.urc('+CFUN: 1'));
  if (appRdyMs !== undefined && faults.noAppRdy !== true) timers.after(appRdyMs, () => core.urc('APP RDY'));
  slot.start(simDetectedMs, simReadyMs);
}
