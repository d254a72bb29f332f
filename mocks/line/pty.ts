import { messageOf, TransportError } from '../../src/base/errors.ts';
import type { PtyHandlers, PtyMaster, PtyMeans } from './pty-contract.ts';
import { openPythonPty, openSocatPty } from './pty-helper.ts';
import { openNativePty } from './pty-native.ts';

/** In the order in which they are tried. */
export const ptyMeans: readonly PtyMeans[] = [
  { name: '@lydell/node-pty', open: openNativePty },
  { name: 'socat', open: openSocatPty },
  { name: 'python3', open: openPythonPty },
];

/**
 * Opens a pseudo-terminal by the first means that works.
 * @throws TransportError `PORT_FAILED` when none does
 */
export async function openPty(handlers: PtyHandlers, means: readonly PtyMeans[] = ptyMeans): Promise<PtyMaster> {
  const failures: string[] = [];
  for (const { name, open } of means) {
    try {
      return await open(handlers);
    } catch (thrown) {
      failures.push(`${name}: ${messageOf(thrown)}`);
    }
  }
  throw new TransportError('PORT_FAILED', `no pseudo-terminal could be opened (${failures.join('; ')})`, {
    hint: 'Install @lydell/node-pty with its binary for this platform, or socat, or python3.',
  });
}
