import { firmwareRules } from './firmware/rules.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import type { Session } from './session.ts';

/** When the greeting of a start comes, in milliseconds after power; undefined: never. */
export function greetingMs(personality: Personality, faults: Misbehaviours): number | undefined {
  const { bootMs } = personality.times;
  if (faults.ready === 'early') return earlyMs;
  if (faults.ready === 'late') return bootMs + lateMs;
  return faults.ready === 'never' ? undefined : bootMs;
}

/** What it says instead when a service did not start; it is mute from then on. */
export const initError = 'INIT ERROR\r\n';

/** What comes out of the UART before the application does. */
export function banner(personality: Personality, faults: Misbehaviours): string {
  const noise = faults.bootGarbage === true ? garbage : '';
  return noise + personality.banner.map((line) => `${line}\r\n`).join('');
}

/** What the application says when it is ready. */
export function greeting(personality: Personality): string {
  return firmwareRules[personality.application].greeting;
}

/** Starts what the application starts by itself. */
export function beginSession(session: Session, faults: Misbehaviours, autoConnect: boolean): void {
  session.startModem();
  if (faults.leftover !== undefined) session.receive(Buffer.from(faults.leftover, 'latin1'));
  if (!autoConnect) return;
  session.timers.after(autoConnectMs, () => {
    session.modem?.core.modes.set('+CEREG', 5);
    session.modem?.power.apply(1);
  });
}

const earlyMs = 300;
const lateMs = 5000;
// The application activates the modem right after its greeting; the card error of a real one came 0.3 s behind it.
const autoConnectMs = 70;
// Bytes of a line that is not driven yet.
const garbage = '\x00\xff\x00\xfe\xf8';
