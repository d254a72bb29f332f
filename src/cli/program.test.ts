import { describe, expect, test } from '@jest/globals';
import { startRun } from './run.test-support.ts';

describe('mistakes are refused with 2, a reason and what would be right', () => {
  test.each([
    ['up --jsn', "unknown option '--jsn'", 'Did you mean --json?'],
    ['upp', "unknown command 'upp'", 'Did you mean up?'],
    ['up --simulate bg95', 'there is no model "bg95" to simulate', 'Did you mean quectel-bg95?'],
    ['up --driver quectl', 'there is no driver "quectl"', 'Did you mean quectel?'],
    ['up /dev/nope', 'there is no port /dev/nope', 'No serial port is there now'],
    ['up /', '/ is a folder', 'atlink devices'],
    ['up /dev/ttyUSB2 --simulate quectel-bg95', 'a port (/dev/ttyUSB2) and --simulate', 'leave one of the two out'],
    ['up --timeout 3', '--timeout has no meaning without --until', '--until connected'],
    ['up --timeout soon --until connected', "argument 'soon' is invalid", 'Give seconds above 0'],
    ['up --until online', "argument 'online' is invalid", 'Allowed choices are connected'],
    ['up --option apn', "argument 'apn' is invalid", 'KEY=VALUE'],
    ['up --option apm=x', 'there is no option "apm"', 'The options are apn'],
    ['up --option apn=x --option apn=y', 'the option "apn" is given twice', 'Give it once'],
    ['up --option-env pin=NOT_THERE', 'no environment variable "NOT_THERE"', 'Set it for this command'],
    ['up --option-file pin=/not/there', 'the file cannot be read', ''],
    ['up --name a/b', 'cannot be the name of an interface', 'lte0'],
    ['up --log-file /not/there/log', 'the file cannot be written', ''],
    ['up a b', "too many arguments for 'up'", '--help'],
    ['simulate', 'needs a MODEL', '--list'],
    ['simulate quectel-bg59', 'there is no model', 'Did you mean'],
    ['simulate quectel-bg95 --tcp 1 --link /tmp/x', 'cannot be given together', 'one serial line'],
    ['simulate quectel-bg95 --link /not/there/x', '/not/there is no folder', 'Make it first'],
    ['simulate quectel-bg95 --speed 0', "argument '0' is invalid", '1 is real time'],
  ])('%s', async (line, message, hint) => {
    const run = startRun(line.split(' '));
    expect(await run.finished()).toBe(2);
    expect(run.err()).toContain(message);
    expect(run.err()).toContain(hint);
    expect(run.err()).not.toMatch(/^\s+at /m);
    expect(run.out()).toBe('');
  });
});

describe('help and version', () => {
  test.each([
    ['', 'Start here:'],
    ['--help', 'atlink COMMAND --help'],
    ['up --help', 'Which module:'],
    ['simulate --help', '--link'],
    ['devices --help', '--all'],
    ['--version', '0.'],
  ])('%s', async (line, text) => {
    const run = startRun(line.split(' ').filter(Boolean));
    expect(await run.finished()).toBe(0);
    expect(run.out()).toContain(text);
    expect(
      Math.max(
        ...run
          .out()
          .split('\n')
          .map((each) => each.length),
      ),
    ).toBeLessThanOrEqual(85);
  });
});

describe('simulate', () => {
  test('prints the place first and ends with the signal, taking it away', async () => {
    let closed = 0;
    const run = startRun(['simulate', 'quectel-bg95', '--tcp', '4001'], { closed: () => closed++ });
    for (let turn = 0; turn < 500 && run.out() === ''; turn += 1) await run.clock.settle();
    expect(run.out()).toBe('127.0.0.1:4001\n');
    expect(run.err()).toContain('atlink up tcp:127.0.0.1:4001');
    run.signal('SIGTERM');
    expect(await run.finished()).toBe(143);
    expect(closed).toBe(1);
  });

  test('lists the models', async () => {
    const run = startRun(['simulate', '--list', '--json']);
    expect(await run.finished()).toBe(0);
    expect(JSON.parse(run.out().split('\n')[0] ?? '').model).toBe('quectel-bg95');
  });
});

test('devices as JSON is one object a line', async () => {
  const found = [{ path: '/dev/ttyUSB2', role: 'at', main: true, usb: '2c7c:0700', mayOpen: true, holders: [] }];
  const run = startRun(['devices', '--json'], { found });
  expect(await run.finished()).toBe(0);
  expect(JSON.parse(run.out())).toEqual(found[0]);
});
