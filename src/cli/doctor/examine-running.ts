import type { ControlClient } from '../../rig/control/client.ts';
import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import { checks } from '../../rig/doctor/checks.ts';
import { examine } from '../../rig/doctor/examine.ts';
import type { ModuleObservation, NetworkObservation } from '../../rig/doctor/observations.ts';
import { programAsker } from './asker.ts';
import type { DoctorContext, ExaminedSubject } from './examine-port.ts';
import { ModuleSession } from './module-session.ts';

interface Settings {
  readonly options: Readonly<Record<string, unknown>>;
}

interface Timeline {
  readonly entries: readonly { readonly event: string; readonly detail?: string }[];
}

const isReason = (detail: string | undefined): boolean => detail?.includes(': ') === true;

/** How the connection stands in the program that has it, with the last reason that an attempt gave. */
async function observeRunning(client: ControlClient, name: string): Promise<NetworkObservation> {
  const [snapshot] = (await client.call('status', { iface: name })) as readonly InterfaceSnapshot[];
  if (snapshot?.state === 'connected') return { isConnected: true };
  const { options } = (await client.call('get', { iface: name })) as Settings;
  const { entries } = (await client.call('timeline', { iface: name })) as Timeline;
  const failed = entries.findLast(
    ({ detail, event }) => event === 'fatal-error' || (event === 'attempt-phase' && isReason(detail)),
  );
  // Nobody asked for a connection that is not wanted.
  const failure = snapshot?.phase === 'idle' && failed?.event !== 'fatal-error' ? undefined : failed?.detail;
  return {
    isConnected: false,
    ...(failure !== undefined && { failure }),
    ...(typeof options.apn === 'string' && { apn: options.apn }),
  };
}

/** Examines an interface of a running atlink, through that program: its port is left alone. */
export async function examineRunning(
  client: ControlClient,
  snapshot: InterfaceSnapshot,
  context: DoctorContext,
): Promise<ExaminedSubject> {
  const { name, module, technology } = snapshot;
  const notes: string[] = [];
  const { clock, drivers, limitMs, signal } = context;
  const session = new ModuleSession({
    asker: programAsker(client, name),
    restorer: programAsker(client, name),
    drivers,
    clock,
    limitMs,
    signal,
    // The program that has the module decides about its radio.
    mayTurnRadioOn: false,
    hasPin: false,
    note: (text) => notes.push(text),
  });
  if (module.state !== 'ready') {
    notes.push(`its module is ${module.state}: end that atlink and run the doctor on ${snapshot.port} itself`);
    const seen = { subject: name };
    return { subject: name, findings: [], seen, hidden: ['module', 'sim', 'radio', 'network'], notes };
  }
  const isCellular = technology === 'cellular';
  const identity: ModuleObservation = {
    ...(module.manufacturer !== undefined && { manufacturer: module.manufacturer }),
    ...(module.model !== undefined && { model: module.model }),
    ...(module.firmware !== undefined && { firmware: module.firmware }),
    driver: snapshot.driver,
    technology: isCellular ? 'cellular' : 'wifi',
    usesFlowControl: false,
  };
  const result = await examine(
    name,
    {
      module: async () => identity,
      sim: async () => (isCellular ? await session.sim() : undefined),
      radio: async ({ sim }) => (isCellular && sim?.state === 'READY' ? await session.radio() : undefined),
      network: () => observeRunning(client, name),
    },
    checks,
    signal,
  );
  return { ...result, notes };
}
