import type { ModuleLocator } from '../config/schema.ts';
import type { FoundPort } from '../discover.ts';
import type { ModuleCandidate } from '../module-candidates.ts';
import type { Sighting } from './sightings.ts';

/** Whether a module may be the one, by what is known of it without a question. */
export function fits({ board, ports }: ModuleCandidate, locator: ModuleLocator): boolean {
  const usb = ports[0]?.usb;
  return (
    (locator.board === undefined || board.id === locator.board) &&
    (locator.usbSerial === undefined || usb?.serialNumber === locator.usbSerial) &&
    (locator.usbPort === undefined || usb?.portPath === locator.usbPort)
  );
}

/** Whether a person named it closely enough that it may be asked although its board says nothing of the module. */
const isNamed = ({ board, usbPort, usbSerial }: ModuleLocator): boolean =>
  (board ?? usbPort ?? usbSerial) !== undefined;

/** How well a module stands where the wanted one was seen last: 0 for not at all. */
function nearness({ ports }: ModuleCandidate, seen: Sighting | undefined): number {
  const usb = ports[0]?.usb;
  if (seen === undefined || usb === undefined) return 0;
  if (usb.vendorId !== seen.vendorId || usb.productId !== seen.productId) return 0;
  const isSerial = seen.serialNumber !== undefined && usb.serialNumber === seen.serialNumber;
  const isSocket = seen.portPath !== undefined && usb.portPath === seen.portPath;
  return (isSerial ? 2 : 0) + (isSocket ? 1 : 0);
}

/**
 * The AT ports that may be asked for a module with a certain IMEI or MAC address, the likeliest first. Ports of unknown
 * boards and bare bridges are only among them when they were named; diagnostics, log and NMEA ports never are.
 */
export function portsToAsk(
  candidates: readonly ModuleCandidate[],
  locator: ModuleLocator,
  seen: Sighting | undefined,
): readonly FoundPort[] {
  return candidates
    .filter((each) => fits(each, locator) && (!each.onlyWhenNamed || isNamed(locator)))
    .sort((a, b) => nearness(b, seen) - nearness(a, seen))
    .flatMap(({ atPorts }) => atPorts[0] ?? []);
}
