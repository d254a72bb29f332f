import { ControlError } from '../../base/errors.ts';
import type { ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import { exitCodes } from '../errors.ts';
import { exitCodeOfSignal } from '../signals.ts';
import type { Ending } from './ending.ts';
import { whatIsMissing } from './what-is-missing.ts';

/** What `up` ends with: an exit code, and the error to show with it. */
export interface Verdict {
  readonly exitCode: number;
  readonly error?: ControlError;
}

const optionHint = 'Options are given as --option KEY=VALUE; secrets better as --option-env or --option-file.';

function failed(message: string, iface: NetworkInterface, hint: string): Verdict {
  return { exitCode: exitCodes.failed, error: new ControlError('ENETDOWN', message, { where: iface.name, hint }) };
}

/**
 * Judges an ending; it has to be called while the interfaces are still as they were then.
 * @param portNameOf where the module of an interface is
 */
export function verdictOn(
  ending: Ending,
  manager: ConnectionManager,
  portNameOf: (iface: NetworkInterface) => string,
): Verdict {
  switch (ending.kind) {
    case 'reached':
    case 'unread':
      return { exitCode: exitCodes.ok };
    case 'signal':
      return { exitCode: exitCodeOfSignal(ending.signal) };
    case 'timeout': {
      const { iface, seconds } = ending;
      const { what, hint } = whatIsMissing(iface, manager.timeline(iface), portNameOf(iface));
      return failed(`${iface.name} was not connected within ${seconds} s: ${what}`, iface, hint);
    }
    case 'needs-option':
      return failed(`${ending.iface.name} cannot be connected: ${ending.reason}`, ending.iface, optionHint);
    case 'given-up':
      return givenUp(manager, ending.iface, portNameOf(ending.iface));
  }
}

function givenUp(manager: ConnectionManager, iface: NetworkInterface, portName: string): Verdict {
  const timeline = manager.timeline(iface);
  const reason = timeline.findLast(({ event }) => /^(fatal-error|connection-timeout|iface-down)$/.test(event));
  if (reason?.event === 'iface-down') {
    const cause = reason.cause === undefined ? '' : ` (${reason.cause.text})`;
    return failed(
      `${iface.name} was given up: the connection was lost${cause}`,
      iface,
      'Without --no-persistent it connects again by itself.',
    );
  }
  const { what, hint } = whatIsMissing(iface, timeline, portName);
  const timeout = reason?.event === 'connection-timeout' ? `no connection ${reason.detail}: ` : '';
  return failed(`${iface.name} was given up: ${timeout}${what}`, iface, hint);
}
