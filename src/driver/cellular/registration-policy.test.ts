import { expect, test } from '@jest/globals';
import { Params, type Urc } from '../../at/index.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import type { Cause, Fact } from '../../connectivity/index.ts';
import type { ModuleLine } from '../module-line.ts';
import { Registration, type RegistrationPolicy, type RegistrationReport, registrationChanged } from './registration.ts';

/** A registration that hears what a test says, and what it made of it. */
async function follow(policy?: RegistrationPolicy) {
  const carriers: string[] = [];
  const facts: Fact[] = [];
  let hear: (line: string) => void = () => undefined;
  const line: ModuleLine = {
    clock: new VirtualClock(),
    run: () => Promise.reject(new Error('nothing is asked here')),
    onUrc: <Value>(urc: Urc<Value>, handle: (value: Value, text: string) => void) => {
      hear = (text) => {
        const value = urc.parse(new Params(text, text.slice(text.indexOf(':') + 1)), text);
        if (value !== undefined) handle(value, text);
      };
    },
    enterDataMode: () => Promise.reject(new Error('not here')),
    pause: async () => undefined,
  };
  const registration = new Registration(
    line,
    ['+CEREG'],
    {
      carrier: (on, _cause, flicker) => void carriers.push(`${on ? 'on' : 'off'}${flicker ? ' (may flicker)' : ''}`),
      fact: (fact) => void facts.push(fact),
    },
    policy,
  );
  await registration.watch(new AbortController().signal);
  return { registration, carriers, facts, say: (text: string) => hear(text) };
}

const read = (line: string): RegistrationReport | undefined =>
  registrationChanged('+CEREG').parse(new Params(line, line.slice(line.indexOf(':') + 1)), line);

test('searching may flicker, unless the family says that it changes nothing', async () => {
  const usual = await follow();
  usual.say('+CEREG: 1,"0901","02024720",7');
  usual.say('+CEREG: 2');
  expect(usual.carriers).toEqual(['on', 'off (may flicker)']);
  const other = await follow({ changesNothing: ({ stat }) => stat === 2, mayFlicker: () => false });
  other.say('+CEREG: 1,"0901","02024720",7');
  other.say('+CEREG: 2');
  other.say('+CEREG: 4');
  expect(other.carriers).toEqual(['on', 'off']);
  expect(other.facts.map(({ value }) => value)).toEqual(['registered, home network', 'searching', 'out of coverage']);
});

test('a family may say which report carries data, and name its own states', async () => {
  const { registration, facts, say } = await follow({
    carriesData: ({ stat, cell }) => stat === 1 && cell !== 0xffffffff,
    words: ({ stat }) => (stat === 90 ? 'SIM failure' : undefined),
  });
  say('+CEREG: 1,"FFFE","FFFFFFFF",7');
  expect(registration.isRegistered).toBe(false);
  say('+CEREG: 90');
  expect(facts.at(-1)?.value).toBe('SIM failure');
});

test('what is known to be over is forgotten, once', async () => {
  const { registration, carriers, say } = await follow();
  const cause: Cause = { kind: 'answer', text: '+CFUN: 4' };
  say('+CEREG: 5,"0901","02024720",7');
  registration.forget(cause);
  registration.forget(cause);
  expect(registration.latest).toBeUndefined();
  expect(carriers).toEqual(['on', 'off']);
});

test.each([
  ['+CEREG: 3,"0901","02024720",7,0,13', { rejectCause: 13, activeTime: undefined }],
  ['+CEREG: 5,"0901","02024720",7,,,"11100000","00000110"', { rejectCause: undefined, periodicTau: '00000110' }],
  ['+CEREG: 2,"2D83","01D11B0A",7,0,0,"11100000","11100000"', { rejectCause: undefined, activeTime: '11100000' }],
  ['+CEREG: 0', { rejectCause: undefined, cell: undefined }],
])('the tail of %s', (line, tail) => {
  expect(read(line)).toMatchObject(tail);
});
