import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { SimulatedEspAt } from '../esp-at/simulated-esp-at.ts';
import { BareHost } from '../line/bare-host.ts';
import { InProcessPort } from '../line/in-process-port.ts';
import { PortDirectory } from '../line/port-directory.ts';
import { SimulatedNrf91 } from '../nrf91/simulated-nrf91.ts';
import { SimulatedQuectel } from '../quectel/simulated-quectel.ts';
import { type FaultyModule, faultyModule } from './faulty-module.ts';
import { ShiftedClock } from './shifted-clock.ts';

let clock: VirtualClock;
let faulty: FaultyModule;

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  faulty.close();
  expect(clock.timerCount).toBe(0);
});

test.each([
  ['quectel', () => new SimulatedQuectel({ personality: 'quectel-bg95', clock })],
  ['nrf91', () => new SimulatedNrf91({ personality: 'nrf9160-slm', clock })],
  ['esp-at', () => new SimulatedEspAt({ personality: 'esp32-at4', clock })],
] as const)('%s: reboots, echoes, says storms, and is silent', async (_family, create) => {
  faulty = faultyModule(create(), { clock });
  const host = new BareHost(faulty, clock);
  faulty.powerOn();
  await clock.advance(30_000);
  host.send('ATE0\r\n');
  await clock.advance(1000);
  host.take();
  host.send('AT\r\n');
  await clock.advance(1000);
  expect(host.take()).toMatch(/^(\r\n)?OK\r\n$/);
  faulty.add({ kind: 'echo' });
  host.send('AT\r\n');
  await clock.advance(1000);
  expect(host.take()).toMatch(/^AT\r\n[\s\S]*OK\r\n$/);
  faulty.mend();
  faulty.add({ kind: 'storm', lines: ['+STORM: 1'], count: 3 });
  await clock.advance(1000);
  expect(host.take().match(/\+STORM: 1/g)).toHaveLength(3);
  faulty.add({ kind: 'reboot' });
  await clock.advance(30_000);
  expect(host.take()).toMatch(/RDY|Ready|ready/);
  faulty.add({ kind: 'silence' });
  host.send('AT\r\n');
  await clock.advance(1000);
  expect(host.take()).toBe('');
});

test('the speed and the control lines of the host reach the module', async () => {
  const module = new SimulatedEspAt({ personality: 'esp32-at4', clock });
  faulty = faultyModule(module, { clock });
  const port = new InProcessPort(faulty, { clock, controlLines: true, hostBaudRate: 9600 });
  faulty.powerOn();
  await clock.advance(5000);
  let text = '';
  const transport = await port.open({
    onBytes: (bytes) => {
      text += Buffer.from(bytes).toString('latin1');
    },
    onClosed: () => undefined,
  });
  await transport.write(Buffer.from('AT\r\n'));
  await clock.advance(100);
  expect(text).not.toContain('OK');
  await transport.setBaudRate?.(115_200);
  expect(port.hostBaudRate).toBe(115_200);
  // What it misread before is still in front of this.
  await transport.write(Buffer.from('\r\n'));
  await clock.advance(100);
  await transport.write(Buffer.from('AT\r\n'));
  await clock.advance(100);
  expect(text).toContain('OK');
  await transport.controlLines?.set({ dtr: false, rts: true });
  expect(module.state).toBe('held');
  await transport.close();
});

test('the card goes and comes, and the date goes back', async () => {
  const wallClock = new ShiftedClock(clock);
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock: wallClock });
  faulty = faultyModule(module, { clock, wallClock });
  const host = new BareHost(faulty, clock);
  faulty.powerOn();
  await clock.advance(60_000);
  await host.ask('AT+CCLK="26/07/02,14:27:52+00"');
  const before = await host.ask('AT+CCLK?');
  faulty.add({ kind: 'clock-back', ms: 86_400_000 * 400 });
  const after = await host.ask('AT+CCLK?');
  expect(before).toMatch(/"26\/07/);
  expect(after).toMatch(/"25\/05/);
  expect(await host.ask('AT+CPIN?')).toContain('READY');
  faulty.add({ kind: 'remove-sim', forMs: 20_000 });
  await clock.advance(2000);
  expect(await host.ask('AT+CPIN?')).toContain('ERROR');
  await clock.advance(30_000);
  expect(await host.ask('AT+CPIN?')).toContain('READY');
});

test('a port vanishes and is back under another name', async () => {
  const ports = new PortDirectory();
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  faulty = faultyModule(module, { clock, line: () => plugged });
  const plugged = ports.plug('/dev/ttyUSB2', faulty, { clock });
  expect(() => ports.plug('/dev/ttyUSB2', faulty)).toThrow('/dev/ttyUSB2 is taken by another module');
  const reasons: string[] = [];
  const handlers = { onBytes: () => undefined, onClosed: ({ kind }: { kind: string }) => reasons.push(kind) };
  await ports.port('/dev/ttyUSB2').open(handlers);
  faulty.add({ kind: 'unplug', forMs: 3000, path: '/dev/ttyUSB5' });
  await clock.advance(1);
  expect(reasons).toEqual(['lost']);
  expect(ports.paths).toEqual([]);
  await expect(ports.port('/dev/ttyUSB2').open(handlers)).rejects.toMatchObject({ code: 'PORT_MISSING' });
  await clock.advance(3000);
  expect(ports.paths).toEqual(['/dev/ttyUSB5']);
  expect(plugged.path).toBe('/dev/ttyUSB5');
  await (await ports.port('/dev/ttyUSB5').open(handlers)).close();
});
