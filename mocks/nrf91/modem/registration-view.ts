import type { Core } from './core.ts';
import type { RegistrationView } from './registration-text.ts';

// GPRS timers 2 and 3 of 3GPP TS 24.008: deactivated.
const notGranted = '11100000';

/** The timers the network granted for power saving mode: those the module asked for. */
export function grantedTimers(core: Core): { readonly activeTime: string; readonly periodicTau: string } {
  const match = /^1,,,"([01]{8})","([01]{8})"$/.exec(core.settings.parameters.get('+CPSMS') ?? '');
  return { periodicTau: match?.[1] ?? notGranted, activeTime: match?.[2] ?? notGranted };
}

/** The registration as `+CEREG` and `%XMONITOR` show it now. */
export function registrationView(core: Core): RegistrationView {
  const { network, radio } = core;
  const cell = radio.cell === undefined ? undefined : { tac: network.tac, id: radio.cell };
  return { stat: radio.stat, cell, act: radio.act, cause: radio.cause, ...grantedTimers(core) };
}
