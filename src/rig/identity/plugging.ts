import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import { pause } from '../../base/pause.ts';
import { folderChanges } from '../../transport/path-appears.ts';

/** Tells that something was plugged in. */
export interface Plugging {
  /** Resolves when a port may have come. @throws the reason of `signal` */
  changed(signal: AbortSignal): Promise<void>;
}

/** What is used of an emitter of the `usb` package. */
export interface UsbEvents {
  addAttach(listener: () => void): Promise<void>;
  removeAttach(): Promise<void>;
}

/** Where it is heard of what is plugged in; other ones only in tests. */
export interface PluggingSources {
  readonly platform?: NodeJS.Platform;
  readonly events?: () => Promise<UsbEvents>;
  readonly folder?: string;
  /** Told once why the USB tells nothing; it is looked now and then all the same. */
  readonly debug?: (text: string) => void;
}

// The system makes its serial ports some time after it has found a device.
const portsMs = 1000;
const lookMs = 2000;

/**
 * The native emitter and not the WebUSB object around it: on a machine without USB, as in many containers, that one
 * throws where nobody can catch it.
 */
const usbPackage = async (): Promise<UsbEvents> => new (await import('usb/index.js')).Emitter();

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Resolves when the USB told of a device and its ports had time to come, or at the end of `signal`. @throws what it lacks */
async function attached(usb: UsbEvents, clock: Clock, signal: AbortSignal): Promise<void> {
  const come = new AbortController();
  try {
    await usb.addAttach(() => come.abort());
    await aborted(AbortSignal.any([signal, come.signal]));
  } finally {
    // Nothing may hear, or hold the process, once nobody waits.
    await usb.removeAttach().catch(() => undefined);
  }
  if (!signal.aborted) await pause(clock, portsMs, signal);
}

/**
 * The plugging of this machine: the USB tells of new devices where it can be listened to, on Linux and macOS the system
 * tells of new names in /dev, and it is looked now and then besides.
 */
export function machinePlugging(clock: Clock, sources: PluggingSources = {}): Plugging {
  const { debug, events = usbPackage, folder = '/dev', platform = process.platform } = sources;
  let isDeaf = false;
  const told = async (signal: AbortSignal): Promise<void> => {
    try {
      if (!isDeaf) return await attached(await events(), clock, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      isDeaf = true;
      debug?.(`the USB does not tell what is plugged in (${messageOf(thrown)}): it is looked now and then`);
    }
    await aborted(signal);
  };
  return {
    changed: async (signal) => {
      const either = new AbortController();
      const over = AbortSignal.any([signal, either.signal]);
      const seen = platform === 'win32' ? pause(clock, lookMs, over) : folderChanges(folder, clock, over);
      try {
        await Promise.race([told(over), seen]);
        signal.throwIfAborted();
      } finally {
        either.abort(new DOMException('the other came first', 'AbortError'));
        await seen.catch(() => undefined);
      }
    },
  };
}
