import { type Command, command, type Params, read, type Urc, urc } from '../../at/index.ts';
import type { Cause, Fact } from '../../connectivity/index.ts';
import type { ModuleLine } from '../module-line.ts';

/** The registration domains: circuit switched, packet switched (2G, 3G), EPS (LTE), 5GS. 3GPP TS 27.007, 7.2, 10.1.20. */
export const registrationDomains = ['+CREG', '+CGREG', '+CEREG', '+C5GREG'] as const;

export type RegistrationDomain = (typeof registrationDomains)[number];

/** `<stat>` in words; 3GPP TS 27.007, 10.1.22. */
export const registrationWords = [
  'not registered, not searching',
  'registered, home network',
  'searching',
  'registration denied',
  'out of coverage',
  'registered, roaming',
  'registered for SMS only, home network',
  'registered for SMS only, roaming',
  'emergency calls only',
  'registered, CSFB not preferred, home network',
  'registered, CSFB not preferred, roaming',
] as const;

/** How the module stands in one domain. */
export interface RegistrationReport {
  readonly domain: RegistrationDomain;
  readonly stat: number;
  /** Whether the module tells of changes by itself; known from an answer alone. */
  readonly isReporting?: boolean;
  /** Tracking or location area code. */
  readonly area: number | undefined;
  readonly cell: number | undefined;
  /** Access technology, 3GPP TS 27.007, 7.3. */
  readonly accessTechnology: number | undefined;
  /** Why the network refused, where the module says it: an EMM cause of 3GPP TS 24.301, 9.9.3.9. `+CEREG` only. */
  readonly rejectCause: number | undefined;
  /** Power saving mode as granted: Active-Time and Periodic-TAU, 8 bits each. `+CEREG` only. */
  readonly activeTime: string | undefined;
  readonly periodicTau: string | undefined;
}

function report(domain: RegistrationDomain, params: Params): RegistrationReport {
  const head = {
    domain,
    stat: params.int(),
    area: params.optionalHex(),
    cell: params.optionalHex(),
    accessTechnology: params.optionalInt(),
  };
  // The other domains have other fields in these places.
  if (domain !== '+CEREG') return { ...head, rejectCause: undefined, activeTime: undefined, periodicTau: undefined };
  const causeType = params.optionalText();
  const cause = params.optionalText();
  return {
    ...head,
    // Type 0 is an EMM cause; 0 there is no cause but a filler of older firmware.
    rejectCause: causeType === '0' && /^[1-9]\d*$/.test(cause ?? '') ? Number(cause) : undefined,
    activeTime: params.optionalText(),
    periodicTau: params.optionalText(),
  };
}

/** `AT+CEREG?` and its kin. The answer leads with the reporting mode, which the URC of the same name has not. */
export function readRegistration(domain: RegistrationDomain): Command<RegistrationReport | undefined> {
  return command({
    line: read(domain),
    timeoutMs: 2000,
    lines: {
      // A URC has a quoted area in second place, or nothing: then the line is not this answer.
      [domain]: (params: Params) => {
        if (!params.isInt(1)) return undefined;
        const isReporting = params.int() !== 0;
        return { ...report(domain, params), isReporting };
      },
    },
    result: ({ lines }) => lines[domain]?.[0],
  });
}

/** The URC that tells of a change. */
export function registrationChanged(domain: RegistrationDomain): Urc<RegistrationReport> {
  return urc(domain, (params) => (params.isInt(1) ? undefined : report(domain, params)));
}

/** Only 1 and 5 carry data; in a voice domain they say nothing of it. */
const carriesData = ({ domain, stat }: RegistrationReport): boolean => domain !== '+CREG' && (stat === 1 || stat === 5);

/** How a family's reports are to be taken, where it differs from the usual. */
export interface RegistrationPolicy {
  /** Whether this report means that data can flow. */
  readonly carriesData?: (report: RegistrationReport) => boolean;
  /** Reports that leave a registration as it was: a search for another cell, for one. */
  readonly changesNothing?: (report: RegistrationReport) => boolean;
  /** Where the module may come back from by itself within moments; searching and out of coverage unless given. */
  readonly mayFlicker?: (report: RegistrationReport) => boolean;
  /** `<stat>` in words, for what the standard does not have. */
  readonly words?: (report: RegistrationReport) => string | undefined;
  /** Has a domain report its changes: sent when an answer says that it does not. A refusal is no matter. */
  readonly report?: (domain: RegistrationDomain) => Command;
}

const usual = {
  carriesData,
  changesNothing: () => false,
  mayFlicker: ({ stat }: RegistrationReport) => stat === 2 || stat === 4,
  words: () => undefined,
};

export interface RegistrationReports {
  carrier(on: boolean, cause: Cause, flicker?: boolean): void;
  fact(fact: Fact, cause?: Cause): void;
}

/**
 * Follows the registration in all domains a module has. It is registered when any packet domain says so: an LTE-only
 * SIM leaves `+CREG` and `+CGREG` at 0 or 4 for ever.
 */
export class Registration {
  readonly #line: ModuleLine;
  readonly #domains: readonly RegistrationDomain[];
  readonly #reports: RegistrationReports;
  readonly #policy: Required<Omit<RegistrationPolicy, 'report'>> & Pick<RegistrationPolicy, 'report'>;
  readonly #byDomain = new Map<RegistrationDomain, RegistrationReport>();
  readonly #waiting = new Set<() => void>();
  #shown = '';

  constructor(
    line: ModuleLine,
    domains: readonly RegistrationDomain[],
    reports: RegistrationReports,
    policy: RegistrationPolicy = {},
  ) {
    this.#policy = { ...usual, ...policy };
    this.#line = line;
    this.#domains = domains;
    this.#reports = reports;
  }

  get isRegistered(): boolean {
    return [...this.#byDomain.values()].some((each) => this.#policy.carriesData(each));
  }

  /** The report that stands for all: how things are, as far as the module said. */
  get latest(): RegistrationReport | undefined {
    return this.#best();
  }

  /** The module is known to have left the network, whatever it said before: its radio was switched off, for one. */
  forget(cause: Cause): void {
    if (this.#byDomain.size === 0) return;
    this.#byDomain.clear();
    this.#shown = '';
    this.#reports.carrier(false, cause, false);
  }

  /** Listens, and asks how things stand now. A domain that the module does not know is left out. */
  async watch(signal: AbortSignal): Promise<void> {
    for (const domain of this.#domains) {
      this.#line.onUrc(registrationChanged(domain), (changed, text) => this.#changed(changed, { kind: 'urc', text }));
    }
    await this.read(signal);
  }

  /** Asks again in every domain. */
  async read(signal: AbortSignal): Promise<void> {
    const found: RegistrationReport[] = [];
    for (const domain of this.#domains) {
      const answer = await this.#ifAnswered(readRegistration(domain), signal);
      if (answer === undefined) continue;
      found.push(answer);
      // Its start-up was spoiled on the line, or it has forgotten it.
      const report = answer.isReporting === false ? this.#policy.report?.(domain) : undefined;
      if (report !== undefined) await this.#ifAnswered(report, signal);
    }
    // Carrier is judged when all are known: one domain's "not registered" is no loss while another's answer is due.
    for (const each of found) this.#take(each);
    const best = this.#best();
    if (best !== undefined) this.#judge(best, { kind: 'answer', text: `${best.domain}: ${best.stat}` });
  }

  async #ifAnswered<Result>(command: Command<Result>, signal: AbortSignal): Promise<Result | undefined> {
    try {
      return await this.#line.run(command, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return undefined;
    }
  }

  /** Resolves as soon as the module is registered; @throws the reason of `signal` */
  async wait(signal: AbortSignal): Promise<void> {
    while (!this.isRegistered) {
      await new Promise<void>((resolve, reject) => {
        const done = (): void => {
          this.#waiting.delete(done);
          signal.removeEventListener('abort', done);
          if (signal.aborted) reject(signal.reason);
          else resolve();
        };
        if (signal.aborted) return reject(signal.reason);
        this.#waiting.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    }
  }

  #changed(changed: RegistrationReport, cause: Cause): void {
    if (this.#take(changed)) this.#judge(changed, cause);
    else this.#tell(changed, cause);
  }

  /** @returns whether it counts */
  #take(report: RegistrationReport): boolean {
    if (this.isRegistered && this.#policy.changesNothing(report)) return false;
    this.#byDomain.set(report.domain, report);
    return true;
  }

  /** The report that decides: one that carries data, else the LTE one, else any. */
  #best(): RegistrationReport | undefined {
    const all = [...this.#byDomain.values()];
    return (
      all.find((each) => this.#policy.carriesData(each)) ??
      this.#byDomain.get('+C5GREG') ??
      this.#byDomain.get('+CEREG') ??
      all[0]
    );
  }

  #judge(latest: RegistrationReport, cause: Cause): void {
    const best = this.#best() ?? latest;
    this.#tell(best, cause);
    this.#reports.carrier(this.isRegistered, cause, this.#policy.mayFlicker(best));
    if (this.isRegistered) for (const done of [...this.#waiting]) done();
  }

  #tell(report: RegistrationReport, cause: Cause): void {
    const words = this.#policy.words(report) ?? registrationWords[report.stat] ?? `state ${report.stat}`;
    if (words === this.#shown) return;
    this.#shown = words;
    const { domain, stat, area, cell, accessTechnology: act, rejectCause, activeTime, periodicTau } = report;
    const data = {
      ...{ domain, stat, area, cell, act },
      ...(rejectCause !== undefined && { rejectCause }),
      ...(activeTime !== undefined && { activeTime }),
      ...(periodicTau !== undefined && { periodicTau }),
    };
    this.#reports.fact({ name: 'registration', value: words, data }, cause);
  }
}
