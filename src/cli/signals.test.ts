import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { exitCodeOfSignal, onStopSignal } from './signals.ts';

test('the first signal asks for an end, the next ones demand it', () => {
  const source = new EventEmitter();
  const seen: string[] = [];
  const stop = onStopSignal(
    source,
    (signal) => seen.push(`first ${signal}`),
    (signal) => seen.push(`again ${signal}`),
  );
  source.emit('SIGTERM', 'SIGTERM');
  source.emit('SIGINT', 'SIGINT');
  expect(seen).toEqual(['first SIGTERM', 'again SIGINT']);
  stop();
  expect(source.eventNames()).toEqual([]);
});

test('exit codes are those of a shell', () => {
  expect([exitCodeOfSignal('SIGINT'), exitCodeOfSignal('SIGTERM'), exitCodeOfSignal('SIGHUP')]).toEqual([
    130, 143, 129,
  ]);
});
