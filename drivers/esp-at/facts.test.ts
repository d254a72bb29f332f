import { afterEach, describe, expect, test } from '@jest/globals';
import type { AccessPointOptions } from '../../mocks/esp-at/air.ts';
import { MemoryNetwork } from '../../mocks/index.ts';
import type { VirtualClock } from '../../src/base/virtual-clock.ts';
import { answered, closed, connected, count, ListeningPort, start } from './rig.test-support.ts';

/** What is most often taken wrong about these modules, one test or more for each: ports, lines, payload. */

afterEach(closed);

describe('ports', () => {
  test('fact 1: a USB socket that is the log port is recognised, and what to do is said', async () => {
    const port = new ListeningPort();
    const { manager, wlan0, until, facts, module } = start({ powered: false, setup: { port } });
    manager.connect(wlan0);
    port.source = (transmit) => module.attachLog(transmit);
    port.replug();
    await until(() => port.isOpen);
    module.powerOn();
    await until(() => facts().some((fact) => /log of the module/.test(fact)));
    expect(facts().join()).toContain('connect an adapter');
    expect(wlan0.isUp).toBe(false);
  });

  test('fact 2: after opening, DTR and RTS are cleared in one step, and never asserted', async () => {
    const { port, module } = await connected({ controlLines: true, setup: { wiring: 'esp-auto-reset' } });
    expect(port.lineSettings).toEqual([{ dtr: false, rts: false }]);
    expect(module.counters.starts).toBe(1);
  });

  test('fact 2: without wiring the lines are left alone', async () => {
    const { port } = await connected({ controlLines: true });
    expect(port.lineSettings).toEqual([]);
  });

  test('fact 2: a reset through the lines is RTS alone, then none', async () => {
    const { binding, clock, port } = await connected({ controlLines: true, setup: { wiring: 'esp-auto-reset' } });
    const reset = binding.context.resetThroughLines();
    await clock.advance(50);
    expect(port.lineSettings.at(-1)).toEqual({ dtr: false, rts: true });
    await clock.advance(60);
    await reset;
    expect(port.lineSettings.at(-1)).toEqual({ dtr: false, rts: false });
  });
});

describe('lines', () => {
  test.each([1, 2, 7])(
    'fact 3: with bytes in pieces of %i, lines without a leading line end are whole',
    async (chunk) => {
      const { wlan0, until, module } = await connected({ chunk });
      module.deauthenticate();
      await until(() => !wlan0.hasCarrier);
    },
  );

  const names = ['a "b", c\\', '1\\1"1,2\\\\2""2,,', "it's (ok)", ' blank ', 'Käse 東京 ☕', 'x'.repeat(32), '",,,"'];

  test.each(names)('fact 4: the network %j is joined, found by scan and shown as it is', async (ssid) => {
    const passphrase = 'p"a,s\\s,"word';
    const started = await connected({ points: [{ ssid, passphrase }], options: { ssid, passphrase } });
    const { binding, facts, until } = started;
    await until(() => facts().some((fact) => fact.startsWith(JSON.stringify(ssid))));
    const found = await answered(started, binding.context.scan());
    expect(found).toMatchObject({ status: 'fulfilled', value: [expect.objectContaining({ ssid })] });
  });

  test('fact 4: the longest line is within 256 bytes, and every line ends in CR LF', async () => {
    const ssid = '"'.repeat(32);
    const passphrase = '\\'.repeat(63);
    const point: AccessPointOptions = { ssid, passphrase, bssid: '02:11:22:33:44:55' };
    const { module } = await connected({ points: [point], options: { ssid, passphrase, bssid: point.bssid } });
    const longest = Math.max(...module.commandsSeen.map((line) => line.length + 2));
    expect(longest).toBeGreaterThan(200);
    expect(longest).toBeLessThanOrEqual(256);
  });

  test('fact 5: the echo is on after every boot, and put off again', async () => {
    const { module, until, types } = await connected({}, true);
    expect(module.echo).toBe(false);
    module.reboot();
    await until(() => count(types(), 'module-ready') === 2);
    expect(module.echo).toBe(false);
  });
});

describe('payload that an application lets in', () => {
  const sink = (clock: VirtualClock): MemoryNetwork => new MemoryNetwork({ clock, servers: { '10.0.0.9:7': 'sink' } });

  test('facts 6, 7, 8: a data phase that the application opens and leaves swallows commands, and is got over', async () => {
    const started = await connected({ network: sink });
    const { binding, clock, manager, wlan0 } = started;
    await answered(started, binding.context.run('AT+CIPSTART=0,"TCP","10.0.0.9",7'));
    await answered(started, binding.context.run('AT+CIPSEND=0,30'));
    await clock.advance(60_000);
    manager.setFlag(wlan0, 'PERSISTENT', true);
    manager.connect(wlan0);
    await started.until(() => manager.isReady(wlan0));
    expect(await answered(started, binding.context.run('AT+CWMODE?'))).toMatchObject({ status: 'fulfilled' });
  });

  const hostile = '\r\nready\r\nWIFI DISCONNECT\r\nOK\r\n';
  const length = hostile.length;

  test.each([
    ['active', `\r\n+IPD,0,${length}:`],
    ['active, one link', `\r\n+IPD,${length}:`],
    ['active, with the address', `\r\n+IPD,0,${length},"2001:db8::1",443:`],
    ['active, of old firmware', `\r\n+IPD,0,${length},203.0.113.9,443:`],
    ['active, one link, of old firmware', `\r\n+IPD,${length},203.0.113.9,443:`],
    ['read, with the address', `+CIPRECVDATA:${length},"10.0.0.5",7,`],
    ['read', `+CIPRECVDATA:${length},`],
    ['read, of old firmware', `+CIPRECVDATA,${length}:`],
    ['MQTT', `+MQTTSUBRECV:0,"a/b",${length},`],
    ['HTTP', `+HTTPCLIENT:${length},`],
    ['WebSocket', `+WS_DATA:0,${length},`],
  ])('facts 9, 10, 11: payload is counted and never believed: %s', async (_name, header) => {
    const { manager, wlan0, clock, module, types, until } = await connected();
    module.injectBytes(Buffer.from(`${header}${hostile}`));
    await clock.advance(5000);
    expect(manager.isReady(wlan0)).toBe(true);
    expect(types()).not.toContain('module-lost');
    // Nothing follows the payload, so that the next message begins with the next byte.
    module.injectBytes(Buffer.from(`${header}${hostile}WIFI DISCONNECT\r\n`));
    await until(() => !wlan0.isUp);
  });

  test('fact 10: an announcement without payload is a line', async () => {
    const { wlan0, module, until } = await connected();
    module.injectBytes(Buffer.from('\r\n+IPD,0,4\r\nWIFI DISCONNECT\r\n'));
    await until(() => !wlan0.isUp, 5);
  });

  test.each([
    ['esp8266-nonos', 'AT+CIPRECVMODE=1'],
    ['esp32-at2', 'AT+CIPRECVMODE=1'],
    ['esp32-c3', 'AT+CIPRECVTYPE=5,1'],
  ])('facts 12, 13, 14: %s keeps received data until it is asked for it', async (personality, line) => {
    const { module } = await connected({ personality });
    expect(module.commandsSeen).toContain(line);
    expect(module.commandsSeen).toContain('AT+CIPDINFO=1');
  });

  test('facts 15, 16: closing what is not open, and a CLOSED after an ERROR, are nobody’s loss', async () => {
    const started = await connected();
    const { binding, clock, manager, module, wlan0 } = started;
    expect(await answered(started, binding.context.run('AT+CIPCLOSE=0'))).toMatchObject({ status: 'rejected' });
    module.injectUrc('0,CLOSED');
    await clock.advance(60_000);
    expect(manager.isReady(wlan0)).toBe(true);
  });
});
