import type { ModuleSetup } from '../module-setup.ts';
import type { SessionOptions } from '../session-options.ts';
import { AttemptsFile } from './attempts-file.ts';

/** What an interface was bound with for getting its module back, as the session wants it. */
export function rescueOf(
  { power, stateDirectory, usbReset, verify, wiring = 'none' }: ModuleSetup,
  resetLines: () => Promise<void>,
  notice: (text: string) => void,
): Pick<SessionOptions, 'rescue' | 'attempts' | 'verify'> {
  return {
    rescue: {
      ...(power && { power }),
      ...(usbReset && { usbReset }),
      ...(wiring !== 'none' && { resetLines }),
    },
    attempts: new AttemptsFile(stateDirectory, notice),
    ...(verify && { verify }),
  };
}
