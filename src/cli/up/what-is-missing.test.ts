import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { ConnectionManager, type NetworkInterface, type TimelineEntry } from '../../connectivity/index.ts';
import { whatIsMissing } from './what-is-missing.ts';

const time = new Date(0);
const entry = (event: TimelineEntry['event'], detail?: string, text?: string): TimelineEntry => ({
  time,
  event,
  ...(detail !== undefined && { detail }),
  ...(text !== undefined && { cause: { kind: 'line', text } }),
});

function lte0(carrier = false, dormant = true): NetworkInterface {
  const iface = new ConnectionManager({ clock: new VirtualClock() }).addInterface({
    name: 'lte0',
    technology: 'cellular',
  });
  iface.setCarrier(carrier);
  iface.setDormant(dormant);
  return iface;
}

const ready = entry('module-ready');

describe('the lowest layer that is missing', () => {
  test.each([
    ['nothing is known', lte0(), [], 'the module is not there'],
    [
      'the port is busy',
      lte0(),
      [entry('module-absent', undefined, 'p is in use'), entry('fact', 'notice: p is in use Held by minicom.')],
      'its port cannot be opened: p is in use',
    ],
    ['nothing answers', lte0(), [entry('module-booting')], 'the module does not answer'],
    ['it starts', lte0(), [entry('module-starting-up')], 'the module has not finished starting up'],
    [
      'its start-up failed, and it is tried again',
      lte0(),
      [entry('module-lost', undefined, 'start-up stopped at AT+CMEE=2: ERROR'), entry('module-booting')],
      'the module does not come up: start-up stopped at AT+CMEE=2: ERROR',
    ],
    [
      'no network',
      lte0(),
      [ready, entry('fact', 'registration: denied', '+CEREG: 3')],
      'no carrier: the module is ready but not on a network (registration: denied; +CEREG: 3)',
    ],
    [
      'no bearer',
      lte0(true),
      [ready, entry('attempt-phase', 'pausing: refused'), entry('attempt-phase', 'associating')],
      'dormant: on the network, but the data bearer is not up (pausing: refused)',
    ],
    ['no address', lte0(true, false), [ready], 'no address was assigned'],
    ['a fatal error', lte0(), [ready, entry('fatal-error', 'the SIM is blocked')], 'the SIM is blocked'],
  ])('%s', (_, iface, timeline, what) => expect(whatIsMissing(iface, timeline, 'p').what).toBe(what));

  test('what the driver advised is passed on', () => {
    const timeline = [
      entry('module-absent', undefined, 'p is in use'),
      entry('fact', 'notice: p is in use Held by x.'),
    ];
    expect(whatIsMissing(lte0(), timeline, 'p').hint).toBe('Held by x.');
  });
});
