import type { Core } from './core.ts';
import { networkTime } from './network-time.ts';
import { registrationText } from './registration-text.ts';
import { registrationView } from './registration-view.ts';
import { signalUrc } from './signal.ts';

/** The URCs of the radio, each said only to a host that subscribed to it. */
export interface Announcer {
  /** `+CEREG`. */
  registration(): void;
  /** `+CSCON`. */
  connection(connected: boolean): void;
  /** `+CGEV`. */
  event(text: string): void;
  /** `%MDMEV`, from `AT%MDMEV=<lowest>` on. */
  domain(text: string, lowest?: number): void;
  /** `%CESQ`. */
  signal(): void;
  /** `+CIND`. */
  indicators(service: boolean, roaming: boolean): void;
  /** `%XTIME`. */
  time(): void;
  /** `+CEDRXP`: what the network made of the wish for extended discontinuous reception. */
  reception(): void;
  /** `+CNEC_EMM`. */
  mobilityCause(cause: number): void;
}

const emmErrors = 16;

/** @param core looked at when something is said, not before */
export function announcerOf(core: () => Core): Announcer {
  const mode = (command: string): number => core().modes.get(command) ?? 0;
  const say = (command: string, text: string): void => core().subscribed(command, text);
  return {
    registration: () => {
      const text = registrationText(core().dialect, mode('+CEREG'), registrationView(core()));
      say('+CEREG', `+CEREG: ${text}`);
    },
    connection: (connected) => say('+CSCON', `+CSCON: ${connected ? 1 : 0}`),
    event: (text) => say('+CGEREP', `+CGEV: ${text}`),
    domain: (text, lowest) => core().subscribed('%MDMEV', `%MDMEV: ${text}`, lowest),
    signal: () => say('%CESQ', signalUrc(core())),
    indicators: (service, roaming) => {
      say('+CIND', `+CIND: "service",${service ? 1 : 0}`);
      if (roaming) say('+CIND', '+CIND: "roam",1');
    },
    time: () => say('%XTIME', networkTime(core().clock.date())),
    reception: () => {
      const act = core().radio.act === 9 ? 5 : 4;
      const value = core().settings.parameters.get(`+CEDRXS ${act}`);
      if (value !== undefined) say('+CEDRXS', `+CEDRXP: ${act},"${value}","${value}","0000"`);
    },
    mobilityCause: (cause) => {
      if ((mode('+CNEC') & emmErrors) !== 0) core().urc(`+CNEC_EMM: ${cause}`);
    },
  };
}
