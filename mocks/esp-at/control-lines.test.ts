import { afterEach, describe, expect, test } from '@jest/globals';
import { Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

function logOf(of: Rig): string[] {
  const lines: string[] = [];
  of.module.attachLog((bytes) => lines.push(...Buffer.from(bytes).toString('latin1').trimEnd().split('\r\n')));
  return lines;
}

describe('two transistors', () => {
  test.each([
    [false, false, 'running'],
    [true, true, 'running'],
    [false, true, 'held'],
    [true, false, 'running'],
  ] as const)('DTR %s and RTS %s: %s', async (dtr, rts, state) => {
    rig = await Rig.ready('esp32-at4');
    rig.module.setControlLines({ dtr, rts });
    expect(rig.module.state).toBe(state);
    expect(await rig.ask('AT')).toBe(state === 'running' ? 'AT\r\n\r\nOK\r\n' : '');
  });

  test('a reset on purpose', async () => {
    rig = await Rig.ready('esp32-at4');
    const log = logOf(rig);
    rig.module.setControlLines({ dtr: false, rts: true });
    await rig.after(100);
    rig.module.setControlLines({ rts: false });
    expect(await rig.after(2000)).toBe('\r\nready\r\n');
    expect(log).toContain('rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)');
  });

  test('letting go of both, DTR first, restarts the board; RTS first does not', async () => {
    rig = await Rig.ready('esp32-at4');
    rig.module.setControlLines({ dtr: true, rts: true });
    rig.module.setControlLines({ rts: false });
    rig.module.setControlLines({ dtr: false });
    expect(await rig.after(3000)).toBe('');
    rig.module.setControlLines({ dtr: true, rts: true });
    rig.module.setControlLines({ dtr: false });
    expect(rig.module.state).toBe('held');
    rig.module.setControlLines({ rts: false });
    expect(await rig.after(3000)).toBe('\r\nready\r\n');
  });

  test('a reset that ends with DTR alone leads into the ROM loader', async () => {
    rig = await Rig.ready('esp32-at4');
    const log = logOf(rig);
    rig.module.setControlLines({ dtr: false, rts: true });
    rig.module.setControlLines({ dtr: true, rts: false });
    expect(await rig.ask('AT', 5000)).toBe('');
    expect(rig.module.state).toBe('download');
    expect(log.at(-1)).toBe('waiting for download');
    rig.module.setControlLines({ dtr: false, rts: true });
    rig.module.setControlLines({ dtr: false, rts: false });
    expect(await rig.after(3000)).toBe('\r\nready\r\n');
  });

  test('power that comes while it is held does not start it', async () => {
    rig = new Rig('esp32-at4');
    rig.module.setControlLines({ rts: true });
    rig.module.powerOn();
    expect(await rig.after(3000)).toBe('');
    expect(rig.module.state).toBe('held');
    rig.module.setControlLines({ rts: false });
    expect(await rig.after(3000)).toBe('\r\nready\r\n');
  });
});

test('wired directly, RTS alone holds it, and DTR with it', async () => {
  rig = await Rig.ready('esp8266-nonos', { wiring: 'direct' });
  rig.module.setControlLines({ dtr: true, rts: true });
  expect(rig.module.state).toBe('held');
  rig.module.setControlLines({ rts: false });
  expect(rig.module.state).toBe('download');
});

test('without a wire nothing happens', async () => {
  rig = await Rig.ready('esp32-at4', { wiring: 'none' });
  rig.module.setControlLines({ dtr: false, rts: true });
  expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
});

describe('the log port', () => {
  test('tells of the start, the ports and the network', async () => {
    rig = new Rig('esp32-c3', { stored: { ssid: 'lab', passphrase: 'secret99' } });
    const log = logOf(rig);
    rig.module.powerOn();
    await rig.after(6000);
    expect(log.slice(0, 5)).toEqual([
      'ESP-ROM:esp32c3-api1-20210207',
      'Build:Feb  7 2021',
      'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'at param mode: 1',
      'AT cmd port:uart1 tx:7 rx:6 cts:5 rts:4 baudrate:115200',
    ]);
    expect(log).toContain('wifi disconnected, rc:201');
    expect(log).toContain('wifi reconnect..(2/0)');
    log.length = 0;
    rig.module.reboot('panic');
    await rig.after(2000);
    expect(log[0]).toMatch(/^Guru Meditation Error/);
    expect(log).toContain('rst:0xc (SW_CPU),boot:0xc (SPI_FAST_FLASH_BOOT)');
  });

  test.each([
    ['software', 'rst:0xc (SW_CPU_RESET)'],
    ['watchdog', 'rst:0x8 (TG1WDT_SYS_RESET)'],
    ['deep-sleep', 'rst:0x5 (DEEPSLEEP_RESET)'],
    ['brownout', 'rst:0xf (RTCWDT_BROWN_OUT_RESET)'],
  ] as const)('tells why it restarted: %s', async (reason, text) => {
    rig = await Rig.ready('esp32-at4');
    const log = logOf(rig);
    rig.module.reboot(reason);
    expect(await rig.after(2000)).toBe('\r\nready\r\n');
    expect(log).toContain(`${text},boot:0x13 (SPI_FAST_FLASH_BOOT)`);
  });

  test('AT+RST=1 of the newer chips goes into the loader', async () => {
    rig = await Rig.ready('esp32-c3');
    const log = logOf(rig);
    expect(await rig.ask('AT+RST=1', 3000)).toBe('AT+RST=1\r\n\r\nOK\r\n');
    expect(rig.module.state).toBe('download');
    expect(log.at(-1)).toBe('waiting for download');
  });
});
