import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { CloseReason, TransportHandlers } from '../../src/transport/transport.ts';
import { SimulatedQuectel } from '../quectel/simulated-quectel.ts';
import { InProcessPort } from './in-process-port.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let chunks: Uint8Array[];
let reasons: CloseReason[];
let handlers: TransportHandlers;

beforeEach(async () => {
  clock = new VirtualClock();
  module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  chunks = [];
  reasons = [];
  handlers = { onBytes: (chunk) => chunks.push(chunk), onClosed: (reason) => reasons.push(reason) };
  module.powerOn();
  await clock.advance(30_000);
});

afterEach(() => {
  module.close();
  expect(clock.timerCount).toBe(0);
});

const text = (): string => Buffer.concat(chunks).toString('latin1');
const at = Buffer.from('AT\r', 'latin1');

test('carries bytes both ways, and never inside a call of ours', async () => {
  const port = new InProcessPort(module);
  expect(port.name).toBe('simulated quectel-bg95');
  const transport = await port.open(handlers);
  const writing = transport.write(at);
  expect(chunks).toEqual([]);
  await writing;
  await clock.advance(100);
  expect(text()).toBe('AT\r\r\nOK\r\n');
  expect(transport.controlLines).toBeUndefined();
  await transport.close();
  await transport.close();
  await clock.settle();
  expect(reasons).toEqual([{ kind: 'closed' }]);
  await expect(transport.write(at)).rejects.toMatchObject({ code: 'PORT_CLOSED' });
});

test('is busy while it is open, and opens again', async () => {
  const port = new InProcessPort(module);
  const first = await port.open(handlers);
  await expect(port.open(handlers)).rejects.toMatchObject({ code: 'PORT_BUSY' });
  await first.close();
  expect(port.isOpen).toBe(false);
  const second = await port.open(handlers);
  await second.write(at);
  await clock.advance(100);
  expect(text()).toBe('AT\r\r\nOK\r\n');
  const gone = AbortSignal.abort(new Error('given up'));
  await expect(port.open(handlers, { signal: gone })).rejects.toThrow('given up');
  await second.close();
});

test('an unplug is told once, and the port is missing until it is plugged in', async () => {
  const port = new InProcessPort(module);
  const transport = await port.open(handlers);
  module.injectUrc('+LOST: 1');
  port.unplug();
  port.unplug();
  await transport.close();
  module.injectUrc('+LOST: 2');
  await clock.settle();
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatchObject({ kind: 'lost', error: { code: 'PORT_LOST' } });
  expect(text()).toBe('');
  await expect(transport.write(at)).rejects.toMatchObject({ code: 'PORT_LOST' });
  await expect(port.open(handlers)).rejects.toMatchObject({ code: 'PORT_MISSING' });
  port.plug();
  await (await port.open(handlers)).close();
});

describe('pieces', () => {
  test('of a given size', async () => {
    const transport = await new InProcessPort(module, { chunk: 2 }).open(handlers);
    module.injectUrc('+X: 12');
    await clock.settle();
    expect(chunks.map((chunk) => Buffer.from(chunk).toString('latin1'))).toEqual(['\r\n', '+X', ': ', '12', '\r\n']);
    await transport.close();
  });

  test('at the speed of a serial line', async () => {
    const transport = await new InProcessPort(module, { baudRate: 9600, clock }).open(handlers);
    module.injectUrc('x'.repeat(124));
    await clock.advance(66);
    expect(chunks).toHaveLength(0);
    await clock.advance(1);
    expect(chunks.map(({ length }) => length)).toEqual([64]);
    await clock.advance(67);
    expect(chunks.map(({ length }) => length)).toEqual([64, 64]);
    module.injectUrc('more');
    await transport.close();
  });
});

test('control lines are recorded where they are offered', async () => {
  const port = new InProcessPort(module, { controlLines: true });
  const transport = await port.open(handlers);
  await transport.controlLines?.set({ dtr: true });
  await transport.controlLines?.set({ rts: true });
  expect(port.lineSettings).toEqual([
    { dtr: true, rts: false },
    { dtr: true, rts: true },
  ]);
  expect(await transport.controlLines?.get()).toEqual({ cts: true, dsr: true, dcd: false });
  await transport.close();
});

test('control lines and the speed of the host reach the module', async () => {
  const port = new InProcessPort(module, { controlLines: true, hostBaudRate: 9600 });
  const transport = await port.open(handlers);
  await transport.write(at);
  await clock.advance(100);
  expect(text()).not.toContain('OK');
  await transport.setBaudRate?.(115_200);
  expect(port.hostBaudRate).toBe(115_200);
  chunks.length = 0;
  await transport.write(Buffer.from('\r'));
  await transport.write(at);
  await clock.advance(100);
  expect(text()).toContain('\r\nOK\r\n');
  const heard: boolean[] = [];
  module.setDtr = (active) => heard.push(active);
  await transport.controlLines?.set({ dtr: false });
  expect(heard).toEqual([false]);
  await transport.close();
  await expect(transport.setBaudRate?.(9600)).rejects.toMatchObject({ code: 'PORT_CLOSED' });
});
