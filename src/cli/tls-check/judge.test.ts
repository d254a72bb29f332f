import { describe, expect, test } from '@jest/globals';
import { type CaseName, type CaseResult, caseNames, type Outcome } from './cases.ts';
import { judge } from './judge.ts';

const rejected: Outcome = { kind: 'rejected', reason: 'connect EPROTO' };
const accepted: Outcome = { kind: 'accepted' };
const unknown: Outcome = { kind: 'unknown', reason: 'the server was not reached' };

const results = (other: Partial<Record<CaseName, Outcome>> = {}): CaseResult[] =>
  caseNames.map((name) => ({ name, outcome: other[name] ?? (name === 'good' ? accepted : rejected) }));

describe('the verdict', () => {
  test('good accepted, all others rejected: it verifies', () => {
    expect(judge(results(), 'example.test').verdict).toBe('verifies');
  });

  test.each(caseNames.slice(1))('%s accepted: it does not', (name) => {
    expect(judge(results({ [name]: accepted }), 'example.test').verdict).toBe('does not verify');
    // Whatever else could not be seen.
    expect(judge(results({ [name]: accepted, good: unknown }), 'example.test').verdict).toBe('does not verify');
  });

  test.each([...caseNames])('%s not seen: it cannot be checked', (name) => {
    expect(judge(results({ [name]: unknown }), 'example.test').verdict).toBe('cannot be checked');
  });

  test('all rejected is no proof of verification', () => {
    expect(judge(results({ good: rejected }), 'example.test').verdict).toBe('cannot be checked');
  });

  test('a name is not held against a module that was given an address', () => {
    const { because, verdict } = judge(results({ 'wrong-name': accepted }), '192.0.2.1');
    expect(verdict).toBe('cannot be checked');
    expect(because).toContain('--server-address');
  });
});
