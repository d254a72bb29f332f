import { emmCauses, esmCauses, type ReadyModule } from '../../src/driver/index.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { modemEvent, modemSleep, radioConnection } from './modem-events.ts';
import { networkTime } from './network-time.ts';
import type { Nrf91Options } from './options.ts';
import { attachRefused, bearerRefused } from './packet-data.ts';
import { readServingCell, signalChanged, signalFact } from './signal.ts';
import { simChanged } from './sim.ts';

type Told = Pick<ReadyModule<Nrf91Options, Nrf91Dialect>, 'line' | 'reports'>;

/** ESM causes 50 to 52 say which address family was given where both were asked for: no refusal at all. */
const isFamilyNote = (cause: number): boolean => cause >= 50 && cause <= 52;

const named = (cause: number, names: ReadonlyMap<number, string>): string =>
  `${names.get(cause) ?? 'no known reason'} (${cause})`;

/** Passes on what the modem tells beside the states: for people, and for JSON. None of it is ever acted on. */
export function observe({ line, reports }: Told): void {
  const told = (value: string, text: string): void => reports.fact({ name: 'module', value }, { kind: 'urc', text });
  line.onUrc(radioConnection, (active, text) => told(`radio connection ${active ? 'active' : 'idle'}`, text));
  line.onUrc(modemSleep, told);
  line.onUrc(networkTime, (time, text) => told(`network time ${time}`, text));
  line.onUrc(modemEvent, (event, text) => {
    if (event.kind === 'information') told(event.text, text);
  });
  line.onUrc(signalChanged, (signal, text) => reports.fact(signalFact(signal), { kind: 'urc', text }));
  line.onUrc(simChanged, ({ isInitialised }, text) => {
    if (!isInitialised) reports.fact({ name: 'sim', value: 'not initialised' }, { kind: 'urc', text });
  });
  line.onUrc(attachRefused, (cause, text) => {
    reports.fact({ name: 'registration', value: `refused: ${named(cause, emmCauses)}` }, { kind: 'urc', text });
  });
  line.onUrc(bearerRefused, ({ cause }, text) => {
    if (!isFamilyNote(cause)) told(`bearer refused: ${named(cause, esmCauses)}`, text);
  });
}

/** Says which operator and band it is, once that is known. */
export async function reportServingCell({ line, reports }: Told, signal: AbortSignal): Promise<void> {
  const cell = await line.run(readServingCell, signal);
  if (cell?.operator === undefined) return;
  const { operator, plmn, accessTechnology: act, band } = cell;
  reports.fact({ name: 'operator', value: operator, data: { plmn, act, band } });
}
