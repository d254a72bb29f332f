import { afterEach, describe, expect, test } from '@jest/globals';
import { SimulatedAir } from '../../mocks/esp-at/air.ts';
import { SimulatedEspAt } from '../../mocks/esp-at/simulated-esp-at.ts';
import { InProcessPort, type SimulatedModule } from '../../mocks/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { ConnectionManager } from '../../src/connectivity/index.ts';
import type { WakingLine } from '../../src/driver/index.ts';
import { awaken, logFact } from './boot.ts';
import { espAt } from './esp-at.ts';
import { closed, connected, ListeningPort, lab, labOptions, rig, start } from './rig.test-support.ts';

afterEach(closed);

describe('what the log tells', () => {
  test.each([
    ['rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)', 'reset: SW_CPU_RESET'],
    [' ets Jan  8 2013,rst cause:4, boot mode:(3,7)', 'reset: hardware watchdog'],
    [
      "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
      'the module crashed: LoadProhibited',
    ],
    ['abort() was called at PC 0x40081234 on core 0', 'the module crashed: abort() was called'],
    ['Brownout detector was triggered', 'the supply of the module broke down (brownout)'],
    ['I (5012) wifi:wifi disconnected, rc:201', 'disconnected: no such access point (201)'],
    [
      'I (433) at-uart: AT cmd port:uart1 tx:7 rx:6 cts:5 rts:4 baudrate:115200',
      'AT on uart1: TX is GPIO7, RX is GPIO6, 115200 bit/s',
    ],
  ])('%s', (line, value) => {
    expect(logFact(line)?.value).toBe(value);
  });

  test('most lines tell nothing', () => {
    expect(logFact('I (612) wifi:new:<6,0>, old:<1,0>, ap:<255,255>, sta:<6,0>, prof:1')).toBeUndefined();
  });
});

test('the log port is read beside the AT port, and never written to', async () => {
  const logPort = new ListeningPort();
  const started = rig({ powered: false, setup: { logPort, wiring: 'esp-auto-reset' } });
  const { module, manager, wlan0, until, facts, clock } = started;
  logPort.source = (transmit) => module.attachLog(transmit);
  logPort.replug();
  await clock.advance(3000);
  expect(logPort.isOpen).toBe(true);
  module.powerOn();
  manager.setFlag(wlan0, 'PERSISTENT', true);
  manager.connect(wlan0);
  await until(() => manager.isReady(wlan0));
  module.reboot();
  await until(() => facts().some((fact) => /^reset: /.test(fact)));
  await until(() => manager.isReady(wlan0));
  // The lines of the log port are the ones that reset the module, so they are cleared, and used when that is asked.
  expect(logPort.lineSettings).toContainEqual({ dtr: false, rts: false });
  const reset = started.binding.context.resetThroughLines();
  await clock.advance(200);
  await reset;
  expect(logPort.lineSettings.slice(-2)).toEqual([
    { dtr: false, rts: true },
    { dtr: false, rts: false },
  ]);
  expect(logPort.written).toEqual([]);
  await started.close();
  expect(logPort.isOpen).toBe(false);
  expect(clock.timerCount).toBe(0);
});

test('a module that is left in transparent mode is called out of it: quiet, +++ alone, quiet', async () => {
  const clock = new VirtualClock();
  const air = new SimulatedAir([lab]);
  const module = new SimulatedEspAt({ personality: 'esp32-at4', clock, air });
  let lastByteAt = 0;
  let transparent = true;
  const stuck: SimulatedModule = {
    personality: 'stuck',
    receive: (bytes) => {
      const quiet = clock.now() - lastByteAt >= 20;
      lastByteAt = clock.now();
      if (!transparent) module.receive(bytes);
      else if (quiet && Buffer.from(bytes).toString() === '+++') {
        const escapedAt = clock.now();
        clock.after(20, () => {
          if (lastByteAt === escapedAt) transparent = false;
        });
      }
    },
    attach: (transmit) => module.attach(transmit),
    powerOn: () => module.powerOn(),
    powerOff: () => module.powerOff(),
    close: () => module.close(),
  };
  module.powerOn();
  const manager = new ConnectionManager({ clock });
  const wlan0 = manager.addInterface({ name: 'wlan0', technology: 'wifi' });
  manager.bind(wlan0, espAt, { port: new InProcessPort(stuck, { clock }), options: labOptions });
  manager.connect(wlan0);
  expect(await clock.until(() => manager.isReady(wlan0), 60_000)).toBe(true);
  expect(module.commandsSeen).toContain('AT+CIPMODE=0');
  const ended = manager.close();
  await clock.advance(1000);
  await ended;
  module.close();
});

test('a module that does not start is told of, once', async () => {
  const { clock, facts } = start({ powered: false });
  await clock.advance(120_000);
  expect(facts().filter((fact) => fact.includes('nothing answers AT'))).toHaveLength(1);
});

test('connected, it says nothing on the line but to look after the association', async () => {
  const { module, clock } = await connected();
  const before = module.commandsSeen.length;
  await clock.advance(300_000);
  expect(module.commandsSeen.length - before).toBeLessThanOrEqual(24);
});

test('a module that is busy for a minute before it was ever ready is told to restart', async () => {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const heard = new Map<string, () => void>();
  const memory = new Map<string, unknown>();
  const line: WakingLine = {
    clock,
    round: 2,
    lastWords: undefined,
    terminator: '\r\n',
    hail: async () => {
      heard.get('busy p...')?.();
      return 'silent';
    },
    ask: async (command) => {
      asked.push(command.line.wire);
      return 'silent';
    },
    nudge: async () => void asked.push('+++'),
    onUrc: (urc, handle) => void heard.set(urc.prefix, () => handle('busy p...' as never, 'busy p...')),
    pause: async () => undefined,
  };
  for (let round = 0; round < 59; round++) {
    expect(await awaken(line, new AbortController().signal, memory)).toBe(false);
    await clock.advance(1000);
  }
  expect(asked).toEqual([]);
  for (let round = 0; round < 5; round++) {
    await awaken(line, new AbortController().signal, memory);
    await clock.advance(1000);
  }
  expect(asked).toEqual(['AT+RST']);
});
