import type { Timers } from '../module/timers.ts';
import { grantedSaving, grantedTimes } from './commands/power.ts';
import type { Core } from './core.ts';
import { HeldCall } from './held-call.ts';
import type { StartReason } from './lifecycle.ts';
import type { Misbehaviours } from './options.ts';
import { PacketData } from './packet-data.ts';
import { PowerSaving } from './power-saving.ts';
import { Radio } from './radio.ts';
import type { SessionHost } from './session-host.ts';
import type { Settings } from './settings.ts';
import { SimSlot } from './sim-slot.ts';
import { makeStack } from './sockets/make-stack.ts';
import type { SocketStack } from './sockets/stack.ts';
import type { Voice } from './voice.ts';

/** What a life of the module begins with. */
export interface Beginning {
  readonly host: SessionHost;
  readonly timers: Timers;
  readonly settings: Settings;
  readonly voice: Voice;
  readonly reason: StartReason;
}

// What is read from a socket that another host opened.
const oldData = Buffer.from('old data');

function leaveStaleSockets({ staleSockets }: Misbehaviours, sockets: SocketStack): void {
  if (staleSockets !== undefined && sockets.plain.all.length === 0) sockets.leaveStale(staleSockets, oldData);
}

/** Puts the parts of one life of the module together. */
export function makeCore({ host, reason, settings, timers, voice }: Beginning): Core {
  const { card, clock, faults, imei, memory, network, personality } = host;
  const urc = (text: string): void => voice.urc(text);
  const event = (text: string): void => {
    if (settings.eventReporting > 0) urc(`+CGEV: ${text}`);
  };
  const packet = new PacketData({
    personality,
    memory,
    timers,
    faults,
    network,
    attached: () => radio.registered && !radio.detached,
    urc,
    event,
    contextEnded: (cid, how) => sockets.contextEnded(cid, how),
    bearerEnded: (cid) => held.bearerEnded(cid),
  });
  const held = new HeldCall();
  const radio: Radio = new Radio({
    personality,
    faults,
    timers,
    network,
    cardReady: () => slot.ready,
    registrationMode: (command) => settings.profile.registrationModes.get(command) ?? 0,
    powerSaving: () => grantedSaving(core),
    urc,
    refused: (cause) => {
      settings.cause = cause;
    },
    // 1 switches roaming off; 2 on, 255 is automatic (Quectel BG95 and BG96 QCFG manuals).
    roams: () => memory.configuration.get('roamservice') !== '1',
    wantsNewRadio: () => /AUTO|NR5G/.test(memory.parameters.get('+QNWPREFCFG mode_pref') ?? 'AUTO'),
    // After the deep sleep the network still knows the module.
    knownToNetwork: reason === 'sleep',
    registrationChanged: (kept) => {
      packet.registrationChanged(radio.registered, kept);
      if (radio.registered) leaveStaleSockets(faults, sockets);
      saving.update();
    },
    reachabilityChanged: () => sockets.reachabilityChanged(),
  });
  const saving = new PowerSaving({
    timers,
    registered: () => radio.registered,
    granted: () => grantedTimes(core),
    releasesAtOnce: () => memory.configuration.get('psm/enter') === '1',
    tellsTimes: () => memory.configuration.get('psm/urc') === '1',
    urc,
    sleep: (wakeAfterMs) => host.sleep(wakeAfterMs),
  });
  const slot: SimSlot = new SimSlot(card(), {
    personality,
    timers,
    faults,
    urc,
    cardChanged: () => radio.update(),
  });
  const sockets = makeStack({ host, timers, settings, voice, packet, radio, saving });
  const core: Core = {
    personality,
    faults,
    clock,
    timers,
    imei,
    memory,
    settings,
    network,
    internet: host.internet,
    slot,
    radio,
    packet,
    saving,
    coldStart: reason === 'power',
    startedAt: clock.now(),
    // AT+QSIMDET takes effect at the next start.
    detectsCard: memory.simDetection.startsWith('1'),
    urc,
    sockets,
    held,
    releaseUrcs: () => {
      voice.release();
      sockets.resumePushing();
    },
    report: (text) => voice.report(text),
    event,
    restart: () => host.restart(),
    shutDown: (delayMs) => host.shutDown(delayMs),
  };
  return core;
}
