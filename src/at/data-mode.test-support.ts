import { expect } from '@jest/globals';
import { TestLine } from './channel.test-support.ts';
import { command } from './command.ts';
import { exec, set } from './command-line.ts';
import type { DataMode, DataModeEnd, DataModeEscape, DataModeRequest } from './data-mode.ts';

export const quectelWay: DataModeEscape = {
  bytes: '+++',
  guardBeforeMs: 1100,
  guardAfterMs: 1000,
  answer: { text: '\r\nOK\r\n' },
  timeoutMs: 3000,
};
export const espWay: DataModeEscape = { bytes: '+++', guardBeforeMs: 50, guardAfterMs: 1000 };
const transparent = command({
  line: set('+QIOPEN', 1, 0, 'TCP', '192.0.2.1', 80, 0, 2),
  timeoutMs: 150_000,
  successes: ['CONNECT'],
  result: () => undefined,
});
export const passThrough = command({
  line: exec('+CIPSEND'),
  timeoutMs: 1000,
  payload: { bytes: new Uint8Array(0), okBeforePrompt: true },
  result: () => undefined,
});

export interface Raw {
  readonly line: TestLine;
  mode: DataMode | undefined;
  refused: unknown;
  got: string;
  readonly ends: DataModeEnd[];
}

export function enter(more: Partial<DataModeRequest> = {}, signal?: AbortSignal): Raw {
  const line = new TestLine();
  const raw: Raw = { line, mode: undefined, refused: undefined, got: '', ends: [] };
  const handlers = {
    onBytes: (bytes: Uint8Array) => {
      raw.got += Buffer.from(bytes).toString('latin1');
    },
    onEnd: (end: DataModeEnd) => raw.ends.push(end),
  };
  const request: DataModeRequest = {
    command: transparent,
    escape: quectelWay,
    endings: [{ text: '\r\nNO CARRIER\r\n' }, { text: '\r\nRDY\r\n' }],
    handlers,
    ...more,
  };
  line.channel.enterDataMode(request, signal === undefined ? {} : { signal }).then(
    (mode) => {
      raw.mode = mode;
    },
    (thrown: unknown) => {
      raw.refused = thrown;
    },
  );
  return raw;
}

export async function connected(more: Partial<DataModeRequest> = {}): Promise<Raw & { mode: DataMode }> {
  const raw = enter(more);
  raw.line.say('\r\nCONNECT\r\n');
  await raw.line.clock.settle();
  expect(raw.mode).toBeDefined();
  return raw as Raw & { mode: DataMode };
}

/** How a promise ended, for one that is still on its way. */
export function noted(work: Promise<unknown>): { outcome: unknown } {
  const note: { outcome: unknown } = { outcome: 'pending' };
  work.then(
    (value) => {
      note.outcome = value;
    },
    (thrown: { code?: unknown }) => {
      note.outcome = thrown.code ?? thrown;
    },
  );
  return note;
}
