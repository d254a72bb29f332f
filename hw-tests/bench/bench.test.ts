import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

interface Report {
  readonly size: string;
  readonly benches: readonly {
    readonly bench: string;
    readonly sections: readonly {
      readonly title: string;
      readonly rows: readonly { readonly name: string; readonly measures: readonly { readonly median: number }[] }[];
      readonly aims: readonly { readonly text: string; readonly value: number }[];
    }[];
  }[];
}

const everyBench = ['round-trip', 'urc-flood', 'event-latency', 'data-path', 'scale', 'start-up', 'long-run', 'events'];
const command = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));
const longestMs = 300_000;
jest.setTimeout(longestMs);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-bench-test-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** `npm run bench -- ...`, as a user runs it. */
function bench(...args: readonly string[]): Promise<{ readonly status: number; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, 'bench', ...args], { timeout: longestMs }, (error, output, complaints) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), said: output + complaints });
    });
  });
}

test('every benchmark runs in its smallest size, and gives figures', async () => {
  const file = join(folder, 'bench.json');
  const { said, status } = await bench('--smallest', '--json', file);
  expect({ status, said: status === 0 ? '' : said }).toEqual({ status: 0, said: '' });
  const report = JSON.parse(await readFile(file, 'utf8')) as Report;
  expect(report.size).toBe('smallest');
  expect(report.benches.map((each) => each.bench)).toEqual(everyBench);
  const sections = report.benches.flatMap((each) => each.sections);
  for (const { aims, rows, title } of sections) {
    expect(said).toContain(title);
    expect({ title, rows: rows.length }).not.toEqual({ title, rows: 0 });
    const medians = rows.flatMap(({ measures }) => measures.map((measure) => measure.median));
    expect({ title, medians: medians.filter((value) => !Number.isFinite(value)) }).toEqual({ title, medians: [] });
    expect({ title, aims: aims.filter(({ value }) => !Number.isFinite(value)) }).toEqual({ title, aims: [] });
  }
});

test('a name that there is not is refused, with those that there are', async () => {
  const { said, status } = await bench('--only', 'round-trips');
  expect(status).toBe(2);
  expect(said).toContain('no benchmark round-trips');
  for (const name of everyBench) expect(said).toContain(name);
});
