import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parseTrace } from '../../trace/trace-text.ts';
import { type RealRun, RealRuns } from '../real-run.test-support.ts';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'atlink-live-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs: RealRuns;
beforeEach(() => {
  runs = new RealRuns();
});
afterEach(() => runs.close());

/** An `atlink up` whose simulated module is ready, with a secret in its options. */
async function started(...more: readonly string[]): Promise<RealRun> {
  const options = ['--speed', '50', '--option', 'password=geheim-apn', '--option', 'user=anna', ...more];
  const run = runs.start(['up', '--simulate', 'quectel-bg95', ...options]);
  await run.prints('l4-connected');
  await served();
  return run;
}

/** Other commands reach it a moment after its first events. */
async function served(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    const status = runs.start(['status']);
    if ((await status.ended) === 0) return;
  }
  throw new Error('nobody reaches it');
}

const ended = async (args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const run = runs.start(args);
  return { code: await run.ended, out: run.out, err: run.err };
};

describe('atlink record of a running interface', () => {
  test('writes what goes over its line without what is private, and gives no more than is allowed', async () => {
    await started();
    const path = join(folder, 'a.trace');
    const record = runs.start(['record', 'lte0', path]);
    await record.prints('is recorded into');
    expect(await ended(['at', 'lte0', 'AT+CGSN', 'AT+CFUN?'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d{15}\n\+CFUN: 1\n$/),
    });
    record.interrupt();
    expect(await record.ended).toBe(0);
    const { entries, header } = parseTrace(readFileSync(path, 'utf8'), path);
    expect(header).toMatchObject({ source: 'lte0', redacted: true, payload: false, driver: 'quectel' });
    const said = entries.map((entry) => ('bytes' in entry ? entry.bytes : '')).join('');
    expect(said).toMatch(/AT\+CGSN\r[\s\S]*0{14}1\r\n[\s\S]*AT\+CFUN\?\r/);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);

    const refused = await ended(['record', 'lte0', join(folder, 'no.trace'), '--unredacted']);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('atlink up --allow-unredacted') });
    expect(existsSync(join(folder, 'no.trace'))).toBe(false);
  });

  test('keeps private values where who started it allows that', async () => {
    await started('--allow-unredacted');
    const path = join(folder, 'b.trace');
    const record = runs.start(['record', 'lte0', path, '--unredacted', '--payload']);
    await record.prints('is recorded into');
    const asked = await ended(['at', 'lte0', 'AT+CGSN']);
    record.interrupt();
    await record.ended;
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(asked.out.trim());
    expect(parseTrace(text, path).header).toMatchObject({ redacted: false, payload: true });
    expect(await ended(['bundle', '--trace', path, '-o', join(folder, 'no.json')])).toMatchObject({ code: 2 });
  });

  test('ends with the program that it records', async () => {
    const up = await started();
    const record = runs.start(['record', 'lte0', join(folder, 'c.trace')]);
    await record.prints('is recorded into');
    up.interrupt();
    expect(await record.ended).toBe(0);
  });
});

describe('atlink bundle of a running interface', () => {
  test('has its trace, how it stands, and what the doctor finds, and no secret', async () => {
    await started();
    const path = join(folder, 'ticket.json');
    const imei = (await ended(['at', 'lte0', 'AT+CGSN'])).out.trim();
    expect(await ended(['bundle', 'lte0', '-o', path])).toMatchObject({ code: 0 });
    const text = readFileSync(path, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      program: { version: expect.any(String) },
      interface: [{ name: 'lte0', state: 'connected' }],
      settings: { options: { password: '***' } },
      timeline: { entries: expect.any(Array) },
      doctor: { findings: [], seen: { sim: { state: 'READY' } } },
      trace: { header: { source: 'lte0', redacted: true }, entries: expect.any(Array) },
    });
    expect(imei).toMatch(/^\d{15}$/);
    expect(text).not.toContain(imei);
    expect(text).not.toContain('geheim-apn');
  });

  test('asks the module nothing where that is not wanted', async () => {
    await started();
    const path = join(folder, 'quiet.json');
    expect(await ended(['bundle', 'lte0', '-o', path, '--no-doctor'])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).not.toHaveProperty('doctor');
  });
});

describe('what fails says where the last of its line is', () => {
  const pathIn = (text: string): string => /The last of its line is in (\S+\.trace)\./.exec(text)?.[1] ?? '';

  test('a connection that another command waited for', async () => {
    await started('--option', 'apn=internet');
    expect(await ended(['disconnect', 'lte0', '--wait'])).toMatchObject({ code: 0 });
    const waited = await ended(['connect', 'lte0', '--wait', '--timeout', '0.01', '--verbose']);
    expect(waited).toMatchObject({ code: 1, err: expect.stringMatching(/\| [\d.]+ > AT\+/) });
    const kept = pathIn(waited.err);
    const { entries, header } = parseTrace(readFileSync(kept, 'utf8'), kept);
    expect(header).toMatchObject({ source: 'lte0', redacted: true });
    expect(entries.length).toBeGreaterThan(10);
    expect(readFileSync(kept, 'utf8')).not.toContain('geheim-apn');
    if (process.platform !== 'win32') expect(statSync(kept).mode & 0o077).toBe(0);
  });

  test('a program that ends for it, and says it once', async () => {
    const link = join(folder, 'locked');
    const module = runs.start(['simulate', 'quectel-bg95', '--link', link, '--speed', '20', '--sim-pin', '7391']);
    await module.prints('\n');
    const failed = await ended(['up', link, '--option', 'pin=2846', '--verbose']);
    expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(/\| [\d.]+ < \+CME ERROR/) });
    expect(failed.err.match(/The last of its line/g)).toHaveLength(1);
    const kept = pathIn(failed.err);
    expect(readFileSync(kept, 'utf8')).toContain('AT+CPIN');
    expect(failed.err + failed.out + readFileSync(kept, 'utf8')).not.toContain('2846');
    expect(readdirSync(join(kept, '..'))).toHaveLength(1);
  });
});
