import { afterEach, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';
import { credentials } from './credentials.ts';
import { evaluateConnection } from './measurements.ts';
import type { ScriptedModule, ScriptOptions } from './scripted.test-support.ts';

const bench = new Bench();

afterEach(async () => expect(await bench.close()).toBe(0));

const certificate = '-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n';
const hash = 'AB'.repeat(32);

async function ready(options?: ScriptOptions): Promise<ScriptedModule> {
  const scripted = bench.script(options);
  scripted.manager.setFlag(scripted.lte0, 'NO_AUTO_CONNECT', true);
  await scripted.until(() => scripted.types().includes('module-ready'));
  await scripted.clock.advance(5000);
  return scripted;
}

/** What came of work that takes its time. */
async function outcome<Result>(scripted: ScriptedModule, work: Promise<Result>): Promise<Result | Error> {
  const settled = work.catch((thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown))));
  await scripted.clock.advance(20_000);
  return settled;
}

test('a certificate goes out with its line ends', async () => {
  const scripted = await ready();
  const written = credentials(scripted.binding.context).write(42, 'root-ca', certificate);
  expect(await outcome(scripted, written)).toBeUndefined();
  expect(scripted.received).toContain(`AT%CMNG=0,42,0,"${certificate}"\r\n`);
});

test('a content that was refused stands in no error and in no transcript', async () => {
  const scripted = await ready({ answers: { [`AT%CMNG=0,42,0,"${certificate}"`]: 'ERROR' } });
  const thrown = await outcome(scripted, credentials(scripted.binding.context).write(42, 'root-ca', certificate));
  const { message, transcript } = thrown as Error & { readonly transcript: readonly string[] };
  expect(transcript.join()).toContain('AT%CMNG=0,42,0,***');
  expect(message + transcript.join()).not.toContain('TUlJQg');
});

test('a pre-shared key and its identity are texts', async () => {
  const scripted = await ready();
  const { write } = credentials(scripted.binding.context);
  await outcome(scripted, write(42, 'psk', '00ff'));
  await outcome(scripted, write(42, 'psk-identity', 'me'));
  expect(scripted.sent).toEqual(expect.arrayContaining(['AT%CMNG=0,42,3,"00ff"', 'AT%CMNG=0,42,4,"me"']));
  expect(() => write(42, 'psk', 'xyz')).toThrow('hex digits');
});

test('no other text gets through as PEM', async () => {
  const scripted = await ready();
  expect(() => credentials(scripted.binding.context).write(42, 'root-ca', 'x"\r\nAT+CFUN=0')).toThrow('not PEM');
});

test('they are refused while the modem is on, before anything is sent', async () => {
  const scripted = await ready();
  scripted.mode = 1;
  const { write, delete: remove } = credentials(scripted.binding.context);
  for (const work of [write(42, 'root-ca', certificate), remove(42, 'root-ca')]) {
    expect(await outcome(scripted, work)).toMatchObject({ hint: expect.stringContaining('AT+CFUN=4') });
  }
  expect(scripted.received).not.toContain('%CMNG');
});

test('they are listed, without their contents', async () => {
  const scripted = await ready({ answers: { 'AT%CMNG=1': `%CMNG: 42,0,"${hash}"\n%CMNG: 42,6,"${hash}"\nOK` } });
  expect(await outcome(scripted, credentials(scripted.binding.context).list())).toEqual([
    { tag: 42, type: 'root-ca', sha256: hash },
    { tag: 42, type: 6, sha256: hash },
  ]);
});

test('deleting what is not there (513) is no error', async () => {
  const scripted = await ready({ answers: { 'AT%CMNG=3,42,0': '+CME ERROR: 513' } });
  expect(await outcome(scripted, credentials(scripted.binding.context).delete(42, 'root-ca'))).toBeUndefined();
});

test.each([
  [515, 'memory full'],
  [518, 'not allowed in active state'],
  [528, 'power-off warning'],
])('%i says what it means and what to do', async (number, text) => {
  const scripted = await ready({ answers: { 'AT%CMNG=3,42,0': `+CME ERROR: ${number}` } });
  const thrown = await outcome(scripted, credentials(scripted.binding.context).delete(42, 'root-ca'));
  expect(thrown).toMatchObject({ message: expect.stringContaining(text) });
});

test('a connection is evaluated on request', async () => {
  const scripted = await ready({
    answers: { 'AT%CONEVAL': '%CONEVAL: 0,0,7,45,20,38,"02024720","24202",428,6300,20,0,0,-4,1,1,110\nOK' },
  });
  expect(await outcome(scripted, evaluateConnection(scripted.binding.context))).toEqual({
    result: 'evaluated',
    energy: 7,
    rsrpDbm: -95,
    rsrqDb: -9.5,
    snrDb: 14,
  });
});

test('an evaluation that could not be made stands alone', async () => {
  const scripted = await ready({ answers: { 'AT%CONEVAL': '%CONEVAL: 6\nOK' } });
  expect(await outcome(scripted, evaluateConnection(scripted.binding.context))).toMatchObject({
    result: 'not registered',
  });
});
