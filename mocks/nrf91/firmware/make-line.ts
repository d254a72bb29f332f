import type { Application } from '../personality.ts';
import { AtHostLine } from './at-host-line.ts';
import type { LineInput, LineListener } from './line-input.ts';
import type { Terminator } from './rules.ts';
import { SerialModemLine } from './serial-modem-line.ts';
import { SlmLine } from './slm-line.ts';
import type { GateHost, UrcGate } from './urc-gate.ts';
import { HeldGate, QueuedGate, RawGate } from './urc-gate.ts';

/** The line discipline of an application. */
export function makeLine(
  application: Application,
  terminator: Terminator,
  longest: number,
  listener: LineListener,
): LineInput {
  if (application === 'slm') return new SlmLine(terminator, longest, listener);
  if (application === 'serial-modem') return new SerialModemLine(terminator, longest, listener);
  return new AtHostLine(terminator, longest, listener);
}

/** How an application lets URCs out. */
export function makeGate(application: Application, host: GateHost, evenWhenBusy: boolean): UrcGate {
  if (application === 'slm') return new HeldGate(host, evenWhenBusy);
  return application === 'serial-modem' ? new QueuedGate(host, evenWhenBusy) : new RawGate(host);
}
