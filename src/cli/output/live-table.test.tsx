import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { ConnectionManager } from '../../connectivity/index.ts';
import { openScreen } from './live-screen.ts';
import { StatusBoard } from './status-board.ts';

test('the table shows the interface, its last events and how to end it', () => {
  const clock = new VirtualClock();
  const lte0 = new ConnectionManager({ clock }).addInterface({ name: 'lte0', technology: 'cellular' });
  const board = new StatusBoard(clock, [lte0]);
  let text = '';
  const stdout = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        text += String(chunk);
        done();
      },
    }),
    { columns: 100, rows: 24, isTTY: true },
  );
  const screen = openScreen(stdout, () => ({
    statuses: board.statuses,
    events: ['12:00:01.234 lte0 carrier-on  (+CEREG: 1)'],
    now: clock.now(),
    columns: 100,
    rows: 24,
    colours: false,
    footer: 'Ctrl-C disconnects and ends.',
  }));
  screen.show();
  screen.close();
  expect(text).toContain('INTERFACE  MODULE  ADMIN');
  expect(text).toContain('lte0       -       down');
  expect(text).toContain('carrier-on  (+CEREG: 1)');
  expect(text).toContain('Ctrl-C disconnects and ends.');
});
