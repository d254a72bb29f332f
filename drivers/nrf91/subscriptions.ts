import { type Argument, basic, order, set } from '../../src/at/index.ts';
import type { StartupStep } from '../../src/driver/index.ts';
import type { Nrf91Dialect } from './dialects.ts';

const shortMs = 5000;

const step = (name: string, ...values: readonly Argument[]): StartupStep => ({
  command: order(set(name, ...values), shortMs),
  mayFail: true,
});

/** What every module is told first: numbers in errors. There are no words: `AT+CMEE=2` is refused. */
export const preamble: readonly StartupStep[] = [{ command: order(set('+CMEE', 1), shortMs) }];

/** Without these nothing can be said of the network. */
const essential: readonly StartupStep[] = [
  { command: order(set('+CEREG', 5), shortMs) },
  { command: order(set('+CGEREP', 1), shortMs) },
];

/**
 * What Serial Modem of late 2026 hides until it is asked, and changes to its short form by itself whenever the modem is
 * switched on: asked again after each of those.
 */
export const afterSwitchingOn: readonly StartupStep[] = [...essential, step('%XTIME', 1)];

/**
 * What is subscribed to. All of it dies with `+CFUN=0`, a reset of the module or of the modem, and a fault; it survives
 * `+CFUN=4`. Source: nRF91 AT Commands Reference Guide; the order is that of Nordic's link control library.
 */
export const subscriptions: readonly StartupStep[] = [
  ...essential,
  step('+CSCON', 1),
  step('+CNEC', 24),
  step('%XSIM', 1),
  // 1 is there from modem firmware 1.3.0 on, 2 from 2.0.0 on; what is refused leaves the one before.
  step('%MDMEV', 1),
  step('%MDMEV', 2),
  step('%CESQ', 1),
  step('%XTIME', 1),
  // A second's warning, and only sleeps that are longer than the shortest eDRX cycles.
  step('%XMODEMSLEEP', 1, 1000, 10_240),
];

/** The start-up table. */
export function startup({ application }: Nrf91Dialect): readonly StartupStep[] {
  // Serial Modem alone knows an echo; with it on it holds its URCs back for a second.
  const echoOff: readonly StartupStep[] =
    application === 'serial-modem' ? [{ command: order(basic('E', 0), shortMs), mayFail: true }] : [];
  return [...echoOff, ...subscriptions];
}
