import type { Rig } from './rig.ts';
import type { Way } from './transfer.ts';

export interface Phase {
  readonly name: string;
  /** Brings the life of the interface into this phase. */
  reach(rig: Rig): Promise<void>;
  /** The fault comes up to so many milliseconds into it. */
  readonly withinMs: number;
  /** The module has been ready by then. */
  readonly wasReady: boolean;
  /** A stream of bytes goes through a socket meanwhile. */
  readonly transfer?: Way;
}

async function connected(rig: Rig): Promise<void> {
  rig.manager.connect(rig.iface);
  await rig.until(() => rig.manager.isReady(rig.iface), 20, 'it never connected, without any fault');
}

/** The phases of a life, in their order. */
export const phases: readonly Phase[] = [
  {
    name: 'booting',
    wasReady: false,
    withinMs: 3000,
    reach: async (rig) => {
      rig.manager.connect(rig.iface);
      await rig.until(() => rig.saw('module-booting'), 1, 'it never booted');
    },
  },
  {
    name: 'starting-up',
    wasReady: false,
    withinMs: 500,
    reach: async (rig) => {
      rig.manager.connect(rig.iface);
      await rig.until(() => rig.saw('module-starting-up'), 5, 'it never started up, without any fault');
    },
  },
  {
    name: 'connecting',
    wasReady: true,
    withinMs: 4000,
    reach: async (rig) => {
      rig.manager.connect(rig.iface);
      await rig.until(() => rig.saw('module-ready'), 5, 'it was never ready, without any fault');
    },
  },
  { name: 'connected', wasReady: true, withinMs: 10_000, reach: connected },
  { name: 'sending', wasReady: true, withinMs: 2000, reach: connected, transfer: 'sending' },
  { name: 'receiving', wasReady: true, withinMs: 2000, reach: connected, transfer: 'receiving' },
  {
    name: 'disconnecting',
    wasReady: true,
    withinMs: 300,
    reach: async (rig) => {
      await connected(rig);
      rig.manager.disconnect(rig.iface);
    },
  },
];
