import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../src/base/clock.ts';
import { simulatedRig } from '../src/rig/simulated-rig.table.ts';
import { type Board, BoardAbsent } from './board/board.ts';
import { simulatedBoard } from './board/simulated-board.ts';
import { toJson } from './reports/json.ts';
import { toJUnitXml } from './reports/junit.ts';
import { toMarkdown } from './reports/markdown.ts';
import { exitCodeOf, runRig } from './run.ts';
import type { RunReport } from './runner/result.ts';
import { scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';

const speed = 100;

function boardsOf(...names: readonly string[]): readonly Board[] {
  return simulatedRig
    .filter(({ name }) => names.includes(name))
    .map((entry) => simulatedBoard({ ...entry, speed, clock: systemClock }));
}

function run(boards: readonly Board[], chosen: readonly Scenario[], signal?: AbortSignal): Promise<RunReport> {
  return runRig(
    { source: 'the simulated one', boards },
    {
      clock: systemClock,
      scenarios: chosen,
      conformance: 'none',
      signal: signal ?? new AbortController().signal,
      onResult: () => undefined,
    },
  );
}

const named = (...names: readonly string[]): readonly Scenario[] =>
  scenarios.filter(({ name }) => names.includes(name));

const failures = ({ boards }: RunReport): readonly string[] =>
  boards.flatMap(({ board, results }) =>
    results.filter(({ outcome }) => outcome === 'failed').map(({ name, reason }) => `${board} ${name}: ${reason}`),
  );

const made = (run: Scenario['run'], more: Partial<Scenario> = {}): Scenario => ({
  name: 'made',
  title: 'Made for this test',
  needs: [],
  limitS: 30,
  run,
  ...more,
});

const identified = named('identify');

describe('on simulated modules over pseudo-terminals', () => {
  test('each family identifies, connects, measures, survives a reset and an unplug', async () => {
    const chosen = named('identify', 'connect-disconnect', 'signal', 'tcp-echo', 'soft-reset', 'unplug');
    const report = await run(boardsOf('bg95', 'nrf9151', 'esp32-c3'), chosen);
    expect(failures(report)).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
    for (const board of report.boards) {
      expect(board.results.map(({ outcome }) => outcome)).toEqual(chosen.map(() => 'passed'));
      expect(board.identity?.firmware).toBeTruthy();
    }
    const markdown = toMarkdown(report);
    expect(markdown).toContain('**Modules:** no real hardware took part; 3 simulated.');
    expect(markdown).toMatch(/\| bg95 \| simulated \| Quectel BG95.* dBm \|/);
    expect(toJUnitXml(report).match(/<testcase /g)).toHaveLength(3 * chosen.length);
    // A module's number stays with whoever owns it.
    const ids = report.boards.map(({ identity }) => identity?.id ?? 'none');
    for (const text of [markdown, toJUnitXml(report), toJson(report)]) {
      for (const id of ids) expect(text).not.toContain(id);
    }
  }, 120_000);

  test('what a firmware does not have is skipped, with the reason', async () => {
    const report = await run(boardsOf('nrf9160-at-host'), named('tcp-echo', 'soft-reset'));
    const reasons = report.boards[0]?.results.map(({ outcome, reason }) => [outcome, reason]);
    expect(reasons).toEqual([
      ['skipped', expect.stringContaining('has no sockets')],
      ['skipped', expect.stringContaining('does not know AT#XRESET')],
    ]);
  }, 60_000);
});

describe('the runner', () => {
  test('a failure has its reason and its events, and makes the exit code 1', async () => {
    const failing = made(async (bench) => {
      await bench.ready();
      bench.expect(false, 'a <thing> & "more"', 'nothing');
    });
    const report = await run(boardsOf('bg95'), [failing]);
    expect(exitCodeOf(report)).toBe(1);
    expect(report.boards[0]?.results[0]).toMatchObject({
      outcome: 'failed',
      reason: 'expected a <thing> & "more"; saw nothing',
      timeline: expect.arrayContaining([expect.stringContaining('module-ready')]),
    });
    expect(toJUnitXml(report)).toContain('message="expected a &lt;thing&gt; &amp; &quot;more&quot;; saw nothing"');
    expect(toMarkdown(report)).toContain('### Events of made');
  }, 30_000);

  test('a scenario that hangs ends at its deadline, and the next one runs', async () => {
    const hanging = made((bench) => bench.until('what never comes', () => false, 1e6), { limitS: 0.2 });
    const report = await run(boardsOf('bg95'), [hanging, ...identified]);
    expect(report.boards[0]?.results.map(({ outcome }) => outcome)).toEqual(['failed', 'passed']);
  }, 30_000);

  test('an end from outside leaves nothing running and says so', async () => {
    const ending = new AbortController();
    const hanging = made(async (bench) => {
      await bench.ready();
      ending.abort('SIGINT');
      await bench.until('what never comes', () => false, 1e6);
    });
    const report = await run(boardsOf('bg95', 'esp32-c3'), [hanging, ...identified], ending.signal);
    expect(report.interrupted).toBe('SIGINT');
    expect(report.boards.flatMap(({ results }) => results).every(({ outcome }) => outcome === 'skipped')).toBe(true);
    expect(toMarkdown(report)).toContain('**Ended before its time by SIGINT.**');
  }, 30_000);

  test('a board that is not there is skipped; when none is there, that is no success', async () => {
    const absent: Board = {
      name: 'dk',
      kind: 'real',
      description: 'usb serial 1',
      labels: [],
      attach: () => Promise.reject(new BoardAbsent('the module with usb serial 1 is not attached')),
    };
    const alone = await run([absent], identified);
    expect(exitCodeOf(alone)).toBe(2);
    expect(toMarkdown(alone)).toContain('**Modules:** no real hardware took part.');
    expect(alone.boards[0]?.results[0]).toMatchObject({
      outcome: 'skipped',
      reason: expect.stringContaining('not attached'),
    });
  });

  test('a board that is there and cannot be used is a failure', async () => {
    const denied: Board = {
      name: 'dk',
      kind: 'real',
      description: '/dev/ttyUSB2',
      labels: [],
      attach: () => Promise.reject(new Error('/dev/ttyUSB2: permission denied')),
    };
    const report = await run([denied], identified);
    expect(exitCodeOf(report)).toBe(1);
    expect(failures(report)).toEqual(['dk attach: /dev/ttyUSB2: permission denied']);
  });
});
