import { realpathSync } from 'node:fs';
import type { ModuleLocator } from '../config/schema.ts';

/** What is known of a module: what a person said, and where it was found. */
export interface KnownModule extends Pick<ModuleLocator, 'imei' | 'mac' | 'usbSerial' | 'usbPort' | 'path'> {
  /** Where it is plugged in, as it was found: `1-1.4`. */
  readonly portPath?: string | undefined;
}

const fileName = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 150);

function realPath(path: string): string {
  if (!path.startsWith('/')) return path;
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * The names under which a module is leased: by all that is known of it, so that two who know it by different things
 * (one by its IMEI, one by its socket) meet at one of them.
 */
export function moduleKeys({ imei, mac, path, portPath, usbPort, usbSerial }: KnownModule): readonly string[] {
  const socket = portPath ?? usbPort;
  const known = {
    imei,
    mac: mac?.toLowerCase().replaceAll(/[:-]/g, ''),
    'usb-serial': usbSerial,
    'usb-port': socket,
    port: path === undefined ? undefined : realPath(path),
  };
  return Object.entries(known).flatMap(([name, value]) => (value === undefined ? [] : [fileName(`${name}-${value}`)]));
}
