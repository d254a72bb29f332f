import { describe, expect, test } from '@jest/globals';
import { fasterClock, systemClock } from '../base/clock.ts';
import { conformanceTests } from './jest.ts';
import { toJUnitXml } from './junit.ts';
import { referenceSubject } from './reference/subject.ts';
import { type ConformanceReport, countOutcomes, toJson, toMarkdown } from './report.ts';
import { runConformance } from './run.ts';
import type { ConformanceSubject } from './subject.ts';
import { realTime } from './time.ts';

const report: ConformanceReport = {
  subject: 'a <module> & more',
  results: [
    { id: 'G5.1', guideline: 'G5', title: 'one', outcome: 'passed', tookMs: 12 },
    { id: 'G6.1', guideline: 'G6', title: 'two', outcome: 'skipped', reason: 'not "offered"', tookMs: 0 },
    {
      id: 'G7.1',
      guideline: 'G7',
      title: 'three | four',
      outcome: 'failed',
      expected: 'down',
      seen: 'up\u0007',
      timeline: ['0 ms lte0 iface-up (<urc>)'],
      tookMs: 1_500,
    },
  ],
};

describe('a report', () => {
  test('for people', () => {
    const text = toMarkdown(report);
    expect(text).toContain('1 passed, 1 failed, 1 skipped.');
    expect(text).toContain('| G7.1 | three \\| four | FAILED | expected down; saw up');
    expect(text).toContain('## Events of G7.1\n\n```text\n0 ms lte0 iface-up (<urc>)\n```');
  });

  test('for programs', () => {
    expect(JSON.parse(toJson(report))).toMatchObject({ subject: report.subject, passed: 1, failed: 1, skipped: 1 });
  });

  test('for build servers', () => {
    expect(toJUnitXml(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="a &lt;module&gt; &amp; more" tests="3" failures="1" errors="0" skipped="1" time="1.512">
    <testcase classname="a &lt;module&gt; &amp; more" name="G5.1 one" time="0.012"/>
    <testcase classname="a &lt;module&gt; &amp; more" name="G6.1 two" time="0.000"><skipped message="not &quot;offered&quot;"/></testcase>
    <testcase classname="a &lt;module&gt; &amp; more" name="G7.1 three | four" time="1.500"><failure message="expected down; saw up?">0 ms lte0 iface-up (&lt;urc&gt;)</failure></testcase>
  </testsuite>
</testsuites>
`);
  });
});

describe('what a subject cannot offer', () => {
  test('is skipped with its reason, exceptions with theirs', async () => {
    const whole = referenceSubject();
    const poor: ConformanceSubject<never, never> = {
      ...(whole as never as ConformanceSubject<never, never>),
      maxModules: 1,
      starts: {},
      exceptions: { 'G9.1': 'it looks, and says so' },
      open: async (clock) => {
        const world = await (whole as never as ConformanceSubject<never, never>).open(clock);
        return {
          ...world,
          addModule: async (start) => {
            const { setup } = await world.addModule(start);
            return { setup };
          },
        };
      },
    };
    const done = await runConformance(poor);
    expect(countOutcomes(done).failed).toBe(0);
    const reason = (id: string): string | undefined => done.results.find((result) => result.id === id)?.reason;
    expect(reason('G9.1')).toBe('it looks, and says so');
    expect(reason('G16.1')).toBe('the subject does not offer: two modules');
    expect(reason('G12.2')).toBe('the subject does not offer: start absent');
    expect(reason('G7.1')).toBe("the subject's module does not offer: loseService");
    expect(countOutcomes(done).passed).toBeGreaterThan(20);
  });

  test('what a failed check takes with it is skipped, unless asked for regardless', async () => {
    const broken = referenceSubject(() => ({ host: () => ({ raiseTimeout: () => {} }) }));
    const only = ['G19.1', 'G19.4'];
    const outcomes = async (regardless: boolean): Promise<readonly string[]> =>
      (await runConformance(broken, { only, regardless })).results.map(({ outcome }) => outcome);
    expect(await outcomes(false)).toEqual(['failed', 'skipped']);
    expect(await outcomes(true)).toEqual(['failed', 'failed']);
  });
});

test('a test framework gets one test for each check, and a failed one says what was seen', async () => {
  const defined = new Map<string, () => Promise<void>>();
  const broken = referenceSubject(() => ({ hears: ({ type }) => type !== 'addresses' }));
  conformanceTests((name, run) => defined.set(name.split(' ', 1)[0] ?? '', run), broken);
  await defined.get('G8.1')?.();
  await expect(defined.get('G8.3')?.()).rejects.toThrow(/expected the addresses .* saw carrier on/s);
});

test('in real time, as with real hardware', async () => {
  const hurried = fasterClock(systemClock, 200);
  const done = await runConformance(referenceSubject(), {
    time: () => realTime(hurried),
    only: ['G5', 'G6', 'G8', 'G26.1'],
  });
  expect(done.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
});
