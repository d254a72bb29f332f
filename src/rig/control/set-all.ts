import { ControlError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { BindingFlag, NetworkInterface } from '../../connectivity/index.ts';
import type { ControlledProgram } from './program.ts';

const flagNames: Readonly<Record<string, { readonly flag: BindingFlag; readonly inverted: boolean }>> = {
  persistent: { flag: 'PERSISTENT', inverted: false },
  'auto-connect': { flag: 'NO_AUTO_CONNECT', inverted: true },
  'auto-down': { flag: 'NO_AUTO_DOWN', inverted: true },
};
const secondNames = ['timeout', 'idle-timeout'] as const;

function refuse(name: string, wanted: string): never {
  throw new ControlError('EINVAL', `the setting ${name} does not take this value`, { hint: `It takes ${wanted}.` });
}

function booleanOf(name: string, text: string): boolean {
  if (/^(true|on|yes|1)$/i.test(text)) return true;
  return /^(false|off|no|0)$/i.test(text) ? false : refuse(name, 'true or false');
}

function secondsOf(name: string, text: string): number {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : refuse(name, 'seconds, 0 for none');
}

/** One setting as what is to be done: refused here, or done later without a refusal. */
function prepared(program: ControlledProgram, iface: NetworkInterface, name: string, text: string): () => void {
  const { manager } = program;
  const flag = flagNames[name];
  if (flag !== undefined) {
    const on = booleanOf(name, text) !== flag.inverted;
    return () => manager.setFlag(iface, flag.flag, on);
  }
  if (name === 'timeout' || name === 'idle-timeout') {
    const value = secondsOf(name, text);
    return () => (name === 'timeout' ? manager.setTimeout(iface, value) : manager.setIdleTimeout(iface, value));
  }
  const names = manager.optionNames(iface);
  if (!names.includes(name)) {
    throw new ControlError('ENOPROTOOPT', `${iface.name} has no setting ${JSON.stringify(name)}`, {
      hint: didYouMean(name, [...names, ...Object.keys(flagNames), ...secondNames]),
    });
  }
  program.checkOption(iface, name, text);
  return () => manager.setOption(iface, name, text);
}

/**
 * Sets options of the driver, the time-outs (in seconds) and the flags, by name. All of them, or none.
 * @throws ControlError `ENOPROTOOPT`, `EINVAL`, `ENOBUFS`
 */
export function setAll(
  program: ControlledProgram,
  iface: NetworkInterface,
  values: Readonly<Record<string, string>>,
): void {
  const steps = Object.entries(values).map(([name, text]) => prepared(program, iface, name, text));
  for (const step of steps) step();
}
