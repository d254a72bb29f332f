import { AtError, type Command, command, order, read, secret, set } from '../../at/index.ts';
import { DriverError } from '../../base/errors.ts';
import type { Fact } from '../../connectivity/index.ts';
import type { ModuleLine } from '../module-line.ts';
import { refusedPinsIn } from './refused-pins.ts';

/** `AT+CPIN?`: `READY`, `SIM PIN`, `SIM PUK` ... 3GPP TS 27.007, 8.3. Some firmware quotes the code. */
export const readPinState: Command<string | undefined> = command({
  line: read('+CPIN'),
  timeoutMs: 10_000,
  lines: { '+CPIN': (params) => params.text() },
  // The URC has the same shape and may come first; the answer is the last.
  result: ({ lines }) => lines['+CPIN'].at(-1),
});

/** `AT+CPIN=<pin>`. The PIN is never shown. */
export const enterPin = (pin: string): Command => order(set('+CPIN', secret(pin)), 15_000);

/** What SIM handling needs of a family. */
export interface SimAccess {
  readonly line: ModuleLine;
  readonly pin: () => string | undefined;
  /** How many attempts the SIM grants yet; undefined where the module cannot tell. */
  readonly attemptsLeft: (signal: AbortSignal) => Promise<number | undefined>;
  /** The card's number, for remembering by card what it refused. */
  readonly iccid: (signal: AbortSignal) => Promise<string | undefined>;
  readonly memory: Map<string, unknown>;
  readonly fact: (fact: Fact) => void;
  /** How long a module may say "no SIM" before it is believed, in milliseconds. */
  readonly graceMs: number;
}

// 3GPP TS 27.007, 8.3. What is not ready has to be waited for; anything else was spoiled on its way.
const settledState = /^(READY|(SIM|PH-F?SIM|PH-NET|PH-NETSUB|PH-SP|PH-CORP) (PIN|PUK)2?)$/;

const retryMs = 500;
// The last attempt is a person's: after it the card wants its PUK.
const attemptsFloor = 2;

/** Errors that a module also gives while its SIM is still starting: not inserted, failure, busy, wrong. */
const mayPass = (thrown: unknown): boolean =>
  thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || [10, 13, 14, 15].includes(thrown.number ?? -1));

/**
 * Brings the SIM to READY.
 *
 * A PIN is entered only when the card has attempts to spare, and never again once this card refused it.
 * @throws DriverError `SIM_MISSING` (may be retried); `SIM_LOCKED` and `SIM_PIN_REFUSED` (another PIN may help);
 * `SIM_BLOCKED` (only a person with the PUK can help)
 */
export async function unlockSim(access: SimAccess, signal: AbortSignal): Promise<void> {
  const state = await pinState(access, signal);
  access.fact({ name: 'sim', value: state });
  if (state === 'READY') return;
  if (state !== 'SIM PIN') {
    throw new DriverError('SIM_BLOCKED', `the SIM wants its ${state.replace(/^SIM /, '')}`, {
      hint: 'Unlock it by hand with AT+CPIN=<puk>,<new pin>, then connect again.',
    });
  }
  await enter(access, signal);
  access.fact({ name: 'sim', value: 'READY' });
}

/** Asks until the SIM answers: right after the boot "no SIM" is not final. */
async function pinState(access: SimAccess, signal: AbortSignal): Promise<string> {
  const { line, graceMs } = access;
  const until = line.clock.now() + graceMs;
  for (;;) {
    try {
      const state = await line.run(readPinState, signal);
      if (state !== undefined && settledState.test(state)) return state;
      if (line.clock.now() >= until) throw new DriverError('SIM_MISSING', `the SIM is ${state ?? 'silent'}`);
    } catch (thrown) {
      if (!mayPass(thrown)) throw thrown;
      if (line.clock.now() >= until) {
        access.fact({ name: 'sim', value: 'no SIM' });
        throw new DriverError('SIM_MISSING', 'there is no usable SIM', { cause: thrown, hint: 'Insert one.' });
      }
    }
    await line.pause(retryMs, signal);
  }
}

async function enter(access: SimAccess, signal: AbortSignal): Promise<void> {
  const pin = access.pin();
  if (pin === undefined) throw new DriverError('SIM_LOCKED', 'the SIM wants its PIN', { hint: 'Set the option pin.' });
  const left = await access.attemptsLeft(signal);
  const iccid = await access.iccid(signal);
  const refused = refusedPinsIn(access.memory);
  if (refused.has(iccid, pin)) {
    throw new DriverError('SIM_PIN_REFUSED', 'this SIM refused this PIN before: it is not tried again', {
      hint: 'Set the option pin to the right one.',
    });
  }
  if (left !== undefined && left < attemptsFloor) {
    throw new DriverError('SIM_LOCKED', `the SIM grants only ${left} more attempt${left === 1 ? '' : 's'} at its PIN`, {
      hint: 'Enter it by hand, or in a phone: the last attempt is not made by a program.',
    });
  }
  try {
    await access.line.run(enterPin(pin), signal);
  } catch (thrown) {
    if (!(thrown instanceof AtError) || (thrown.number !== 16 && thrown.number !== 12)) throw thrown;
    refused.add(iccid, pin);
    throw new DriverError('SIM_PIN_REFUSED', 'the SIM refused the PIN', {
      cause: thrown,
      hint: 'Set the option pin to the right one; the wrong one is not tried again.',
    });
  }
}
