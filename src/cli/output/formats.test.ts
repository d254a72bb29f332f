import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { ConnectionManager, type ConnectivityEvent, type NetworkInterface } from '../../connectivity/index.ts';
import { eventLine } from './event-lines.ts';
import { eventFromJson, type JsonEvent, jsonLine } from './json-lines.ts';
import { StatusBoard } from './status-board.ts';
import { statusLines, statusTable } from './status-rows.ts';
import { layOut, tableLines } from './table.ts';
import { duration, timeOfDay } from './time-of-day.ts';

const clock = new VirtualClock();
const iface = new ConnectionManager({ clock }).addInterface({ name: 'lte0', technology: 'cellular' });
const time = new Date(2026, 0, 1, 12, 0, 1, 234);
const event = (fields: object): ConnectivityEvent => ({ iface, time, ...fields }) as unknown as ConnectivityEvent;

const urc = (text: string): object => ({ kind: 'urc', text });
const carrierOn = event({ type: 'carrier-on', cause: urc('+CEREG: 1') });
const address = event({ type: 'address-added', address: { family: 'IPv4', address: '10.0.0.2' } });
const fact = event({ type: 'fact', fact: { name: 'signal', value: '-84 dBm', data: { rsrp: -84 } } });
const ready = event({ type: 'module-ready', identity: { manufacturer: 'Quectel', model: 'BG95-M3', firmware: 'A04' } });

describe('an event as a line', () => {
  test.each([
    [carrierOn, '12:00:01.234 lte0 carrier-on  (+CEREG: 1)'],
    [address, '12:00:01.234 lte0 address-added  10.0.0.2'],
    [fact, '12:00:01.234 lte0 signal: -84 dBm'],
    [ready, '12:00:01.234 lte0 module-ready  Quectel BG95-M3, A04'],
    [
      event({ type: 'attempt-phase', phase: 'pausing', detail: 'no network' }),
      '12:00:01.234 lte0 attempt-phase  pausing: no network',
    ],
    [event({ type: 'connection-timeout', timeoutS: 30 }), '12:00:01.234 lte0 connection-timeout  after 30 s'],
  ])('%#', (given, line) => expect(eventLine(given)).toBe(line));

  test('nothing in it moves the cursor', () => {
    expect(eventLine(event({ type: 'carrier-off', cause: urc('a\r\n\x1b[2J') }))).toBe(
      '12:00:01.234 lte0 carrier-off  (a\\x0d\\x0a\\x1b[2J)',
    );
  });
});

describe('an event as JSON', () => {
  const head = { time: time.toISOString(), iface: 'lte0' };

  test.each([
    [carrierOn, { event: 'carrier-on', cause: { kind: 'urc', text: '+CEREG: 1' } }],
    [address, { event: 'address-added', address: '10.0.0.2', family: 'IPv4' }],
    [fact, { event: 'fact', name: 'signal', value: '-84 dBm', data: { rsrp: -84 } }],
  ])('%#', (given, fields) => expect(JSON.parse(jsonLine(given))).toEqual({ ...head, ...fields }));

  test('how long the state before had lasted is told in whole milliseconds', () => {
    const line = jsonLine(event({ type: 'carrier-off', previousMs: 1234.5678 }));
    expect(JSON.parse(line)).toMatchObject({ event: 'carrier-off', previousMs: 1235 });
  });

  test('is one line, whatever the module said, and keeps secrets', () => {
    const line = jsonLine(event({ type: 'carrier-off', cause: urc('a\n"1234"') }), (text) =>
      text.replace('1234', '***'),
    );
    expect(line).not.toContain('\n');
    expect(JSON.parse(line).cause.text).toBe('a\n"***"');
  });
});

describe('a table', () => {
  const columns = [{ title: 'A' }, { title: 'LONG', flexible: true }, { title: 'C' }];

  test('has columns as wide as their widest cell', () => {
    expect(tableLines(columns, [['1', 'two', 'three']])).toEqual(['A  LONG  C', '1  two   three']);
  });

  test('is cut where it may be to fit the terminal', () => {
    const lines = tableLines(columns, [['1', 'a very long cell indeed', 'three']], 20);
    expect(lines[1]).toBe('1  a very lo…  three');
    expect(Math.max(...lines.map((line) => line.length))).toBe(20);
  });

  test('stays as it is when nothing more can be cut', () => {
    expect(layOut(columns, [['1', 'abcdefghij', '3']], 3)[1]?.join('')).toBe('1  abcde…  3');
  });
});

describe('the status of an interface', () => {
  function rig(): { board: StatusBoard; lte0: NetworkInterface; row: () => readonly string[]; time: VirtualClock } {
    const ticking = new VirtualClock();
    const manager = new ConnectionManager({ clock: ticking });
    const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
    const board = new StatusBoard(ticking, [lte0]);
    manager.on('*', (happened) => board.apply(happened));
    const row = (): readonly string[] =>
      (statusTable(board.statuses, ticking.now(), 200).rows[0]?.cells ?? []).map((cell) => cell.trim());
    return { board, lte0, row, time: ticking };
  }

  test('says how long it has been what it is', async () => {
    const { board, lte0, row, time: ticking } = rig();
    lte0.setCarrier(false);
    lte0.setDormant(true);
    expect(row().at(-1)).toBe('down 0:00');
    lte0.setAdmin(true);
    expect(row().at(-1)).toBe('no module 0:00');
    board.apply({ ...ready, iface: lte0 } as ConnectivityEvent);
    await ticking.advance(61_000);
    expect(row()).toEqual(['lte0', 'BG95-M3', 'up', 'off', 'yes', '-', '-', '-', 'no carrier 1:01']);
    board.apply({ ...fact, iface: lte0 } as ConnectivityEvent);
    lte0.setCarrier(true);
    expect(row().at(-1)).toBe('dormant 0:00');
    lte0.setDormant(false);
    lte0.addAddress({ family: 'IPv4', address: '10.0.0.2' });
    expect(row()).toEqual(['lte0', 'BG95-M3', 'up', 'on', 'no', '10.0.0.2', '-', '-84 dBm', 'connected 0:00']);
  });

  test('fits into 80 characters with an address', () => {
    const { board, lte0 } = rig();
    board.apply({ ...fact, iface: lte0 } as ConnectivityEvent);
    board.apply({ ...ready, iface: lte0 } as ConnectivityEvent);
    lte0.setAdmin(true);
    lte0.addAddress({ family: 'IPv4', address: '100.100.100.100' });
    expect(statusLines(board.statuses, 0, 80)).toEqual([
      'INTERFACE  MODULE   ADMIN  CARRIER  DORMANT  ADDRESS          STATE',
      'lte0       BG95-M3  up     on       no       100.100.100.100  connected 0:00',
      '  -84 dBm',
    ]);
  });

  test('forgets what it knew of a module that went away', () => {
    const { board, lte0, row } = rig();
    board.apply({ ...fact, iface: lte0 } as ConnectivityEvent);
    board.apply(event({ type: 'module-lost', iface: lte0 }));
    expect(row()[7]).toBe('-');
  });
});

test('times', () => {
  expect(timeOfDay(time)).toBe('12:00:01.234');
  expect([0, 7500, 754_000, 3_723_000, 273_900_000].map(duration)).toEqual([
    '0:00',
    '0:07',
    '12:34',
    '1:02:03',
    '3 d 04:05',
  ]);
});

test.each([carrierOn, address, fact, ready, event({ type: 'idle-timeout', idleTimeoutS: 30 })])(
  'an event that came as JSON from another program reads as it does there: %#',
  (given) => expect(eventLine(eventFromJson(JSON.parse(jsonLine(given)) as JsonEvent))).toBe(eventLine(given)),
);
