import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/pause.ts';
import { folderChanges } from '../../transport/path-appears.ts';

/** Tells that something was plugged in. */
export interface Plugging {
  /** Resolves when a port may have come. @throws the reason of `signal` */
  changed(signal: AbortSignal): Promise<void>;
}

interface UsbEvents {
  addEventListener(type: 'connect', listener: () => void): void;
  removeEventListener(type: 'connect', listener: () => void): void;
}

// The system makes its serial ports some time after it has found a device.
const portsMs = 1000;
const lookMs = 2000;

/** Resolves when the USB tells of a device; where it cannot, only `signal` ends it. */
async function attached(events: () => Promise<UsbEvents>, clock: Clock, signal: AbortSignal): Promise<void> {
  const usb = await events().catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      signal.removeEventListener('abort', aborted);
      usb?.removeEventListener('connect', come);
    };
    const come = (): void => {
      end();
      resolve();
    };
    const aborted = (): void => {
      end();
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', aborted, { once: true });
    usb?.addEventListener('connect', come);
  });
  await pause(clock, portsMs, signal);
}

const usbPackage = async (): Promise<UsbEvents> => (await import('usb')).usb as UsbEvents;

/**
 * The plugging of this machine: on Linux and macOS the system tells of new names in /dev; elsewhere the USB tells of
 * new devices, and it is looked now and then besides.
 */
export function machinePlugging(
  clock: Clock,
  platform: NodeJS.Platform = process.platform,
  events: () => Promise<UsbEvents> = usbPackage,
): Plugging {
  if (platform !== 'win32') return { changed: (signal) => folderChanges('/dev', clock, signal) };
  return {
    changed: async (signal) => {
      const either = new AbortController();
      const over = AbortSignal.any([signal, either.signal]);
      try {
        await Promise.race([attached(events, clock, over), pause(clock, lookMs, over)]);
      } finally {
        either.abort(new DOMException('the other came first', 'AbortError'));
      }
    },
  };
}
