import { stat } from 'node:fs/promises';
import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';

// Names that the system gives to serial ports: a module that is not plugged in yet will get one of them.
const serialPortName = /^\/dev\/(tty[A-Za-z]*\d+|serial\/.+|rfcomm\d+|cu\..+|tty\..+|pts\/\d+)$/;

const noPorts = 'No serial port is there now; "atlink up --simulate quectel-bg95" needs none.';

/**
 * Refuses what can never be a port, and tells what to say about one that is not there yet. A path that does not exist
 * but has a serial port's name is fine: the module may be plugged in later.
 * @param known the paths of the ports that are there
 * @throws UsageError
 */
export async function checkPortPath(
  path: string,
  known: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  // COM3, a socket, a host: nothing that the file system knows.
  if (!/^\.{0,2}\//.test(path)) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isCharacterDevice()) return undefined;
  if (found !== undefined) {
    throw new UsageError(`${path} is ${found.isDirectory() ? 'a folder' : 'no serial port'}`, {
      hint: found.isSocket() ? `A socket is given as unix:${path}.` : '"atlink devices" lists the ports.',
    });
  }
  const ports = await known().catch(() => []);
  const there = ports.length > 0 ? `Ports that are there now: ${ports.join(', ')}.` : 'No other port is there now.';
  if (serialPortName.test(path)) return `${path} is not there yet: waiting for it. ${there}`;
  throw new UsageError(`there is no port ${path}`, { hint: ports.length > 0 ? didYouMean(path, ports) : noPorts });
}
