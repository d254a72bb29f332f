import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../../mocks/index.ts';
import { AtlinkError } from '../../base/errors.ts';
import type { ControlClient } from '../../rig/control/client.ts';
import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import { examineRunning } from './examine-running.ts';
import { codesOf, goodMachine, inVirtualTime } from './examined.test-support.ts';

const snapshot = {
  name: 'lte0',
  technology: 'cellular',
  state: 'connected',
  phase: 'connected',
  driver: 'quectel',
  port: '/dev/ttyUSB2',
  module: { state: 'ready', manufacturer: 'Quectel', model: 'BG95-M3', firmware: 'BG95M3LAR02A04' },
} as unknown as InterfaceSnapshot;

interface Program {
  readonly state?: Partial<InterfaceSnapshot>;
  readonly at?: Readonly<Record<string, readonly string[] | string>>;
  readonly entries?: readonly object[];
}

const healthy: Readonly<Record<string, readonly string[] | string>> = {
  'AT+CFUN?': ['+CFUN: 1'],
  'AT+CPIN?': ['+CPIN: READY'],
  'AT+CEREG?': ['+CEREG: 4,1,"80D4","14BCB0C",8'],
  'AT+QCSQ': ['+QCSQ: "eMTC",-56,-88,210,-9'],
};

/** A running program that answers the methods of the control protocol. */
async function examinedRunning({ at = {}, entries = [], state = {} }: Program) {
  const asked: string[] = [];
  const answers = { ...healthy, ...at };
  const shown = { ...snapshot, ...state };
  const call = async (method: string, params: unknown = {}): Promise<unknown> => {
    const { command = '' } = params as { command?: string };
    asked.push(method === 'at' ? command : method);
    if (method === 'status') return [shown];
    if (method === 'get') return { options: { apn: 'wrong' } };
    if (method === 'timeline') return { explanation: '', entries };
    const answer = answers[command];
    if (Array.isArray(answer)) return answer;
    if (typeof answer === 'string') throw new AtlinkError('AT_EQUIPMENT', answer);
    throw new AtlinkError('AT_REFUSED', 'ERROR');
  };
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const context = { clock, drivers: [], machine: goodMachine, limitMs: 10_000, signal };
  const work = examineRunning({ call } as unknown as ControlClient, shown, context);
  return { ...(await inVirtualTime(clock, work)), asked };
}

describe('an interface of a running program', () => {
  test('is examined through it, and nothing of it is changed', async () => {
    const result = await examinedRunning({});
    expect(codesOf(result)).toEqual([]);
    expect(result.seen).toMatchObject({ radio: { rsrpDbm: -88 }, network: { isConnected: true } });
    expect(result.asked.filter((line) => line.startsWith('AT') && !/\?$|^AT\+QCSQ$/.test(line))).toEqual([]);
  });

  test('without a SIM', async () => {
    const result = await examinedRunning({ at: { 'AT+CPIN?': '+CME ERROR: 10 (SIM not inserted)' } });
    expect(codesOf(result)).toEqual(['SIM_MISSING']);
  });

  test('whose attempts fail for the APN', async () => {
    const detail = 'pausing: the network or the module refused the PDP context, ESM cause 27 (missing or unknown APN)';
    const result = await examinedRunning({
      state: { state: 'dormant', phase: 'pausing' },
      entries: [{ event: 'attempt-phase', detail }],
    });
    expect(codesOf(result)).toEqual(['APN_WRONG']);
    expect(result.findings[0]?.reason).toContain('the APN is "wrong"');
  });

  test('that nobody asked to connect has nothing wrong with it', async () => {
    expect(codesOf(await examinedRunning({ state: { state: 'no-carrier', phase: 'idle' } }))).toEqual([]);
  });

  test('whose module is not ready is told so', async () => {
    const module = { state: 'booting' as const };
    const result = await examinedRunning({ state: { module } });
    expect(result.notes[0]).toContain('its module is booting');
  });
});
