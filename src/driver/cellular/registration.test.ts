import { describe, expect, test } from '@jest/globals';
import { AtChannel } from '../../at/index.ts';
import { pause } from '../../base/pause.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import type { ModuleLine } from '../module-line.ts';
import { Registration, type RegistrationDomain, readRegistration } from './registration.ts';

/** A module that answers each command with what the test says. */
function bench(answers: Record<string, string>, domains: readonly RegistrationDomain[] = ['+CGREG', '+CEREG']) {
  const clock = new VirtualClock();
  const channel: AtChannel = new AtChannel({
    clock,
    write: async (bytes) => {
      const line = Buffer.from(bytes).toString('latin1').trim();
      const body = answers[line];
      const text = body === undefined ? '\r\nERROR\r\n' : `\r\n${body}\r\n\r\nOK\r\n`;
      setImmediate(() => channel.receive(Buffer.from(text, 'latin1')));
    },
  });
  const line: ModuleLine = {
    clock,
    run: (command, signal) => channel.run(command, signal === undefined ? {} : { signal }),
    onUrc: (urc, handle) => void channel.onUrc(urc, handle),
    enterDataMode: () => Promise.reject(new Error('not here')),
    pause: (ms, signal) => pause(clock, ms, signal),
  };
  const carrier: { on: boolean; text: string; flicker: boolean | undefined }[] = [];
  const facts: string[] = [];
  const registration = new Registration(line, domains, {
    carrier: (on, cause, flicker) => carrier.push({ on, text: cause.text, flicker }),
    fact: ({ value }) => facts.push(value),
  });
  const say = (text: string): void => channel.receive(Buffer.from(`\r\n${text}\r\n`, 'latin1'));
  return { registration, line, carrier, facts, say, signal: new AbortController().signal };
}

describe('registration', () => {
  test('the answer leads with the reporting mode, the URC does not', async () => {
    const { registration, carrier, say, signal } = bench({
      'AT+CEREG?': '+CEREG: 2,1,"A1B2","01A2B3C4",7',
      'AT+CGREG?': '+CGREG: 2,0',
    });
    await registration.watch(signal);
    expect(carrier.at(-1)?.on).toBe(true);
    say('+CEREG: 2');
    expect(carrier.at(-1)).toEqual({ on: false, text: '+CEREG: 2', flicker: true });
    say('+CEREG: 1,"A1B2","01A2B3C4",7');
    expect(carrier.at(-1)?.on).toBe(true);
  });

  test('a URC of the same name in the middle of the answer is heard and is not the answer', async () => {
    const { line, carrier, registration, signal } = bench({
      'AT+CEREG?': '+CEREG: 5,"80D4","14BCB0C",8\r\n\r\n+CEREG: 2,0',
      'AT+CGREG?': '+CGREG: 0,4',
    });
    const answer = await line.run(readRegistration('+CEREG'));
    expect(answer).toMatchObject({ stat: 0, area: undefined });
    await registration.watch(signal);
    expect(carrier[0]).toMatchObject({ on: true, text: '+CEREG: 5,"80D4","14BCB0C",8' });
  });

  test('an LTE-only SIM is registered although the other domains never are', async () => {
    const { registration, carrier, signal } = bench({
      'AT+CEREG?': '+CEREG: 2,5,"1","2",9',
      'AT+CGREG?': '+CGREG: 0,4',
    });
    await registration.watch(signal);
    expect(registration.isRegistered).toBe(true);
    expect(carrier.map(({ on }) => on)).toEqual([true]);
  });

  test('a voice domain says nothing of data, and a domain that is not known is left out', async () => {
    const { registration, signal } = bench({ 'AT+CREG?': '+CREG: 2,1,"1","2",7', 'AT+CEREG?': '+CEREG: 2,2' }, [
      '+CREG',
      '+CGREG',
      '+CEREG',
    ]);
    await registration.watch(signal);
    expect(registration.isRegistered).toBe(false);
  });

  test('PSM fields at the end and empty ones in the middle disturb nothing', async () => {
    const { registration, say, facts, signal } = bench({ 'AT+CEREG?': '+CEREG: 4,0' }, ['+CEREG']);
    await registration.watch(signal);
    say('+CEREG: 1,"71F6","14BCB0C",9,,,"00001010","00001010"');
    expect(registration.isRegistered).toBe(true);
    say('+CEREG: 5,,,,,,"00001010","00001010"');
    expect(facts).toEqual(['not registered, not searching', 'registered, home network', 'registered, roaming']);
  });

  test('a wait ends with the registration, or with its signal', async () => {
    const { registration, say, signal } = bench({ 'AT+CEREG?': '+CEREG: 2,2' }, ['+CEREG']);
    await registration.watch(signal);
    const registered = registration.wait(signal);
    say('+CEREG: 1,"1","2",7');
    await registered;
    say('+CEREG: 3');
    const abort = new AbortController();
    const waiting = registration.wait(abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
