import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/pause.ts';
import { emmCauses } from '../../driver/cellular/emm-causes.table.ts';
import type { RadioObservation } from '../../rig/doctor/observations.ts';
import { isRegistered, registrationWords } from '../../rig/doctor/registration-states.ts';
import { type Asker, fieldsOf, numberOf } from './asker.ts';

const againMs = 2000;
// A refusal that stands for so long is no passing one: the module has tried other cells meanwhile.
const refusalMs = 6000;

const domains = ['+CEREG', '+CGREG', '+C5GREG', '+CREG'] as const;

interface Registration {
  readonly stat: number | undefined;
  readonly cause?: number;
}

/** The furthest of what the domains say: registered, then refused, then searching. */
function furthest(all: readonly Registration[]): Registration {
  const rank = ({ stat }: Registration): number =>
    isRegistered(stat) ? 4 : stat === 3 ? 3 : stat === 2 ? 2 : stat === undefined ? 0 : 1;
  return all.reduce((best, each) => (rank(each) > rank(best) ? each : best), { stat: undefined });
}

async function registration(asker: Asker): Promise<Registration> {
  const all: Registration[] = [];
  for (const domain of domains) {
    const fields = fieldsOf(await asker.ask(`AT${domain}?`), `${domain}:`);
    const cause = numberOf(fields?.[6]);
    all.push({ stat: numberOf(fields?.[1]), ...(cause !== undefined && { cause }) });
    // What registers on LTE needs no other domain, and asking takes time.
    if (isRegistered(all[0]?.stat)) break;
  }
  return furthest(all);
}

interface Strength {
  readonly rsrpDbm?: number;
  readonly rssiDbm?: number;
}

/** Quectel's `AT+QCSQ`, then 3GPP's `AT+CESQ` and `AT+CSQ` (TS 27.007, 8.69 and 8.5). */
async function strength(asker: Asker): Promise<Strength> {
  const quectel = fieldsOf(await asker.ask('AT+QCSQ'), '+QCSQ:');
  if (quectel !== undefined) return fromQuectel(quectel);
  const index = numberOf(fieldsOf(await asker.ask('AT+CESQ'), '+CESQ:')?.[5]);
  // 255: not known. 0 is below -140 dBm, and each step is one dB.
  if (index !== undefined && index !== 255) return { rsrpDbm: index - 141 };
  const rssi = numberOf(fieldsOf(await asker.ask('AT+CSQ'), '+CSQ:')?.[0]);
  return rssi === undefined || rssi > 31 ? {} : { rssiDbm: 2 * rssi - 113 };
}

function fromQuectel([mode, rssi, rsrp]: readonly string[]): Strength {
  if (mode === undefined || /^NO\s?SERVICE$/i.test(mode)) return {};
  const dbm = numberOf(/^(GSM|WCDMA)$/.test(mode) ? undefined : rsrp);
  const received = numberOf(rssi);
  return { ...(dbm !== undefined && { rsrpDbm: dbm }), ...(received !== undefined && { rssiDbm: received }) };
}

async function causeByRegistration(asker: Asker): Promise<number | undefined> {
  const mode = fieldsOf(await asker.ask('AT+CEREG?'), '+CEREG:')?.[0] ?? '0';
  if (!(await asker.ask('AT+CEREG=3')).isOk) return undefined;
  const cause = numberOf(fieldsOf(await asker.ask('AT+CEREG?'), '+CEREG:')?.[6]);
  await asker.ask(`AT+CEREG=${mode}`);
  return cause;
}

/** Why it is refused: the registration says so itself where it may, else the last error does (`AT+CEER`). */
async function rejection(
  asker: Asker,
  told: number | undefined,
): Promise<Pick<RadioObservation, 'rejectCause' | 'rejectText'>> {
  const cause =
    told ?? (await causeByRegistration(asker)) ?? numberOf(fieldsOf(await asker.ask('AT+CEER'), '+CEER:')?.[0]);
  if (cause === undefined) return {};
  const text = emmCauses.get(cause);
  return { rejectCause: cause, ...(text !== undefined && { rejectText: text }) };
}

interface Settled {
  readonly registration: Registration;
  readonly watchedMs: number;
}

async function settle(asker: Asker, clock: Clock, limitMs: number, signal: AbortSignal): Promise<Settled> {
  const began = clock.now();
  let refusedAt: number | undefined;
  for (;;) {
    const found = await registration(asker);
    const now = clock.now();
    refusedAt = found.stat === 3 ? (refusedAt ?? now) : undefined;
    const isRefused = refusedAt !== undefined && now - refusedAt >= refusalMs;
    if (isRegistered(found.stat) || isRefused || now - began >= limitMs) {
      return { registration: found, watchedMs: now - began };
    }
    await pause(clock, againMs, signal);
  }
}

/** Watches the registration until it is settled, or the time is over. */
export async function observeRadio(
  asker: Asker,
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<RadioObservation> {
  const { registration: found, watchedMs } = await settle(asker, clock, limitMs, signal);
  const { cause, stat } = found;
  const reasons = stat === 3 ? await rejection(asker, cause) : {};
  return {
    ...(stat !== undefined && { stat }),
    registration: registrationWords(stat),
    ...reasons,
    ...(await strength(asker)),
    watchedMs,
  };
}
