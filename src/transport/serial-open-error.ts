import { messageOf, TransportError, type TransportErrorCode } from '../base/errors.ts';
import { busyHint, deniedHint, missingHint } from './serial-hints.ts';

const patterns: readonly (readonly [RegExp, TransportErrorCode])[] = [
  [/cannot lock port|resource busy|temporarily unavailable|EBUSY/i, 'PORT_BUSY'],
  // Windows opens a port for one program alone and says "Access denied" to the second.
  [/access denied/i, 'PORT_BUSY'],
  [/no such (file|device)|file not found|device not configured|ENOENT|ENXIO|ENODEV/i, 'PORT_MISSING'],
  [/permission denied|not permitted|EACCES|EPERM/i, 'PORT_DENIED'],
];

/** Which error it is that the platform describes in words; native code gives no codes. */
export function openErrorCode(message: string): TransportErrorCode {
  return patterns.find(([pattern]) => pattern.test(message))?.[1] ?? 'PORT_FAILED';
}

const sayings: Readonly<Partial<Record<TransportErrorCode, string>>> = {
  PORT_BUSY: 'is in use',
  PORT_MISSING: 'is not there',
  PORT_DENIED: 'may not be opened by you',
};

async function hintFor(code: TransportErrorCode, path: string, message: string): Promise<string | undefined> {
  if (code === 'PORT_BUSY') return await busyHint(path);
  if (code === 'PORT_DENIED') return await deniedHint(path);
  if (code === 'PORT_MISSING') return await missingHint(path);
  if (/inappropriate ioctl|is a directory/i.test(message)) return 'It is not a serial port.';
  if (/baud/i.test(message)) return 'Ask for a speed that the port can do, such as 115200.';
  return undefined;
}

/** Turns what opening `path` failed with into our error, with a hint that looks at the machine as it is now. */
export async function serialOpenError(path: string, cause: unknown): Promise<TransportError> {
  const message = messageOf(cause);
  const code = openErrorCode(message);
  const said = sayings[code] ?? `cannot be opened: ${message}`;
  const hint = await hintFor(code, path, message).catch(() => undefined);
  return new TransportError(code, `${path} ${said}`, {
    cause,
    where: path,
    ...(hint === undefined ? {} : { hint }),
  });
}
