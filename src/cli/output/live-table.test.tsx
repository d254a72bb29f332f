import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { ConnectionManager } from '../../connectivity/index.ts';
import { openScreen } from './live-screen.ts';
import type { LiveTableProps } from './live-table.tsx';
import { StatusBoard } from './status-board.ts';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal that keeps what was written to it. */
function terminal({ columns, rows }: Size) {
  const written: string[] = [];
  const stdout = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        done();
      },
    }),
    { columns, rows, isTTY: true },
  );
  return { stdout, text: () => written.join('') };
}

const plain = (text: string): string => text.replaceAll(/\u001b\[[?0-9;]*[A-Za-z]/g, '');

function shown(names: readonly string[], size: Size, props: Partial<LiveTableProps> = {}): string {
  const clock = new VirtualClock();
  const manager = new ConnectionManager({ clock });
  const board = new StatusBoard(
    clock,
    names.map((name) => manager.addInterface({ name, technology: 'cellular' })),
  );
  const { stdout, text } = terminal(size);
  const screen = openScreen(stdout, () => ({
    statuses: board.statuses,
    selected: 0,
    lines: ['12:00:01.234 lte0 carrier-on  (+CEREG: 1)'],
    help: false,
    now: clock.now(),
    ...size,
    colours: false,
    footer: 'Ctrl-C disconnects and ends.',
    ...props,
  }));
  screen.show();
  screen.close();
  return text();
}

describe('the live table', () => {
  test('shows the interface, its last events and how to end it, and gives the terminal back', () => {
    const text = shown(['lte0'], { columns: 100, rows: 24 });
    expect(text).toContain('INTERFACE  MODULE  ADMIN');
    expect(plain(text)).toContain('lte0       -       down');
    expect(text).toContain('carrier-on  (+CEREG: 1)');
    expect(text).toContain('Ctrl-C disconnects and ends.');
    expect(text.indexOf('\u001b[?1049h')).toBe(0);
    expect(text.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(text.lastIndexOf('Ctrl-C'));
  });

  test('marks the selected one of several', () => {
    const text = plain(shown(['lte0', 'wlan0'], { columns: 100, rows: 24 }, { selected: 1 }));
    expect(text).toContain('  lte0 ');
    expect(text).toContain('> wlan0 ');
  });

  test('shows the keys on request', () => {
    expect(shown(['lte0'], { columns: 100, rows: 24 }, { help: true })).toContain('disconnect it');
  });

  test('without colours sets none', () => {
    expect(shown(['lte0'], { columns: 100, rows: 24 })).not.toMatch(/\u001b\[3[1-7]m/);
  });

  test.each([
    { columns: 60, rows: 14 },
    { columns: 30, rows: 9 },
    { columns: 10, rows: 3 },
  ])('fits into %j, with the selected one in sight', (size) => {
    const names = Array.from({ length: 20 }, (_, index) => `lte${index}`);
    const text = plain(shown(names, size, { selected: 13, footer: 'x'.repeat(200) }));
    expect(text).toContain('> lte13');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(size.columns);
  });
});
