import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ReadlineParser } from '@serialport/parser-readline';
import { SerialPort } from 'serialport';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { SimulatedQuectel } from '../quectel/simulated-quectel.ts';
import { type MockSerialBinding, mockSerialPort, serialPortClass } from './mock-serial-binding.ts';
import type { MockSerialPort } from './mock-serial-port.ts';
import { type ScriptedDevice, scriptedDevice } from './scripted-device.ts';

const path = '/dev/ttyMOCK0';
let device: ScriptedDevice;
let binding: MockSerialBinding;
let mock: MockSerialPort;
let opened: SerialPort[];

beforeEach(() => {
  device = scriptedDevice();
  ({ binding, port: mock } = mockSerialPort(device));
  opened = [];
});

afterEach(async () => {
  for (const port of opened) if (port.isOpen) await closed(port);
});

const closed = (port: SerialPort): Promise<void> => new Promise((resolve) => port.close(() => resolve()));

function make(options: { path?: string; baudRate?: number; hupcl?: boolean; highWaterMark?: number } = {}): SerialPort {
  const Mocked = serialPortClass(SerialPort, binding);
  const port = new Mocked({ path, baudRate: 115_200, autoOpen: false, ...options });
  opened.push(port);
  return port;
}

const open = (port: SerialPort): Promise<void> =>
  new Promise((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));

/** Calls one of the stream's methods and waits for its callback. */
const call = <Value = undefined>(
  act: (callback: (error: Error | null | undefined, value?: Value) => void) => unknown,
) =>
  new Promise<Value | undefined>((resolve, reject) => act((error, value) => (error ? reject(error) : resolve(value))));

async function openPort(options: Parameters<typeof make>[0] = {}): Promise<SerialPort> {
  const port = make(options);
  await open(port);
  return port;
}

describe('with the streams of serialport', () => {
  test('a parser reads what the device says', async () => {
    device.expect('AT+CSQ').reply('\r\n+CSQ: 20,99\r\n\r\nOK\r\n');
    // What the types of `SerialPort` have no place for, its constructor takes.
    const options = { path, baudRate: 115_200, binding };
    const port = new SerialPort(options as never);
    opened.push(port);
    const lines: string[] = [];
    const parser = port.pipe(new ReadlineParser({ delimiter: '\r\n' }));
    const ended = new Promise<void>((resolve) => {
      parser.on('data', (line: string) => {
        lines.push(line);
        if (line === 'OK') resolve();
      });
    });
    await once(port, 'open');
    port.write('AT+CSQ\r');
    await ended;
    expect(lines).toEqual(['+CSQ: 20,99', 'OK']);
    device.verify();
    expect(mock.written.toString()).toBe('AT+CSQ\r');
  });

  test('a simulated module is a device as well', async () => {
    const clock = new VirtualClock();
    const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
    mock = binding.plug('/dev/ttyUSB2', module);
    module.powerOn();
    await clock.advance(30_000);
    const port = await openPort({ path: '/dev/ttyUSB2' });
    let text = '';
    port.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
    });
    port.write('AT+CGMM\r');
    expect(await clock.until(() => text.includes('OK'), 5000)).toBe(true);
    expect(text).toContain('BG95');
    module.close();
  });

  test('speeds and lines are seen from the device, and its own are read', async () => {
    const port = await openPort({ baudRate: 9600 });
    expect(mock.openOptions).toMatchObject({ path, baudRate: 9600, dataBits: 8, parity: 'none', lock: true });
    expect(mock.lines).toEqual({ dtr: true, rts: true, brk: false });
    await call((done) => port.update({ baudRate: 921_600 }, done));
    expect(mock.baudRates).toEqual([9600, 921_600]);
    await call((done) => port.set({ dtr: false, rts: true, brk: true }, done));
    expect(mock.lines).toEqual({ dtr: false, rts: true, brk: true });
    mock.setLines({ cts: false, dcd: true });
    expect(await call<object>((done) => port.get(done))).toEqual({ cts: false, dsr: true, dcd: true });
    expect(await port.port?.getBaudRate()).toEqual({ baudRate: 921_600 });
    await closed(port);
    expect(mock.lines).toMatchObject({ dtr: false, rts: false });
    expect(mock.isOpen).toBe(false);
    const keeps = await openPort({ hupcl: false });
    await closed(keeps);
    expect(mock.lines).toMatchObject({ dtr: true, rts: true });
  });

  test('is listed while it is plugged in', async () => {
    binding.plug('/dev/ttyUSB7', device, { info: { vendorId: '2c7c', productId: '0125', manufacturer: 'Quectel' } });
    expect(() => binding.plug('/dev/ttyUSB7', device)).toThrow('there is a device at /dev/ttyUSB7 already');
    const Mocked = serialPortClass(SerialPort, binding);
    expect(await Mocked.list()).toEqual([
      expect.objectContaining({ path, vendorId: undefined }),
      expect.objectContaining({ path: '/dev/ttyUSB7', vendorId: '2c7c', productId: '0125' }),
    ]);
    mock.unplug();
    expect((await Mocked.list()).map((info) => info.path)).toEqual(['/dev/ttyUSB7']);
  });

  test('fails to open as the real one does', async () => {
    await expect(open(make({ path: '/dev/nope' }))).rejects.toThrow(
      'Error: No such file or directory, cannot open /dev/nope',
    );
    await openPort();
    await expect(open(make())).rejects.toThrow('Resource temporarily unavailable Cannot lock port');
    await expect(open(make({ baudRate: 0 }))).rejects.toThrow('"baudRate" is not a valid baudRate');
    const other = binding.plug('/dev/ttyUSB7', device);
    other.openError = new Error('Error: Permission denied, cannot open /dev/ttyUSB7');
    await expect(open(make({ path: '/dev/ttyUSB7' }))).rejects.toThrow('Permission denied');
  });
});

describe('the plug', () => {
  test('is pulled: one close with a DisconnectedError, and it opens again', async () => {
    const port = await openPort();
    const seen: unknown[] = [];
    port.on('data', (bytes: Buffer) => seen.push(bytes.toString()));
    const errors: Error[] = [];
    port.on('error', (error) => errors.push(error));
    const closing = once(port, 'close');
    mock.unplug();
    const [reason] = await closing;
    expect(reason).toMatchObject({ disconnected: true, message: 'bad file descriptor' });
    expect(errors).toEqual([]);
    await expect(open(port)).rejects.toThrow('No such file or directory');
    mock.replug();
    await open(port);
    mock.say('back');
    await once(port, 'data');
    expect(seen).toEqual(['back']);
  });

  test('is pulled while a write is under way: the write fails too', async () => {
    const port = await openPort();
    port.resume();
    port.on('error', () => undefined);
    mock.holdWrites();
    const writing = call((done) => port.write('AT\r', (error) => done(error)));
    const closing = once(port, 'close');
    mock.unplug();
    await expect(writing).rejects.toThrow('EIO: i/o error, write');
    await closing;
    expect(mock.written.length).toBe(0);
  });

  test('goes into another socket', async () => {
    mock.unplug();
    mock.replug({ path: '/dev/ttyUSB9' });
    await expect(open(make())).rejects.toThrow('No such file or directory');
    await openPort({ path: '/dev/ttyUSB9' });
    expect(mock.isOpen).toBe(true);
  });
});

describe('bytes', () => {
  test('that nobody takes press back on the writer', async () => {
    const port = await openPort({ highWaterMark: 16 });
    mock.holdWrites();
    expect(port.write('x'.repeat(10))).toBe(true);
    expect(port.write('y'.repeat(10))).toBe(false);
    let drained = false;
    const drain = once(port, 'drain').then(() => {
      drained = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(drained).toBe(false);
    expect(mock.written.length).toBe(0);
    mock.releaseWrites();
    await drain;
    await call((done) => port.drain(done));
    expect(mock.written.toString()).toBe('x'.repeat(10) + 'y'.repeat(10));
  });

  test('a close ends the write that waits', async () => {
    const port = await openPort();
    port.on('error', () => undefined);
    mock.holdWrites();
    const writing = call((done) => port.write('AT\r', (error) => done(error)));
    await new Promise((resolve) => setImmediate(resolve));
    await closed(port);
    await expect(writing).rejects.toMatchObject({ canceled: true });
  });

  test('can be seen, changed, swallowed and refused on their way', async () => {
    device.on(/.*/, () => undefined);
    const port = await openPort();
    port.on('error', () => undefined);
    const hooks: ((bytes: Buffer) => Uint8Array | undefined)[] = [
      () => undefined,
      (bytes) => Buffer.from(bytes.toString().toUpperCase()),
      () => new Uint8Array(0),
    ];
    for (const hook of hooks) {
      mock.onWrite = hook;
      await call((done) => port.write('at\r', (error) => done(error)));
    }
    expect(mock.written.toString()).toBe('at\rAT\r');
    mock.onWrite = () => {
      throw new Error('I/O error');
    };
    const closing = once(port, 'close');
    await expect(call((done) => port.write('at\r', (error) => done(error)))).rejects.toThrow('I/O error');
    await closing;
  });

  test('that nobody reads are kept, up to a limit', async () => {
    const small = binding.plug('/dev/ttyUSB1', device, { receiveBuffer: 100 });
    small.say('before it is open');
    const port = await openPort({ path: '/dev/ttyUSB1' });
    small.say('x'.repeat(150));
    expect(small.lostBytes).toBe(50);
    await call((done) => port.flush(done));
    small.say('fresh');
    const [bytes] = await once(port, 'data');
    expect(String(bytes)).toBe('fresh');
  });

  test('take their time at a speed, both ways', async () => {
    const clock = new VirtualClock();
    const slow = binding.plug('/dev/ttyUSB1', device, { paced: true, clock });
    device.expect('AT').reply('OK\r\n');
    const port = await openPort({ path: '/dev/ttyUSB1', baudRate: 1000 });
    let text = '';
    port.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    port.write('AT\r');
    await clock.advance(29);
    expect(slow.written.length).toBe(0);
    await clock.advance(1);
    expect(slow.written.toString()).toBe('AT\r');
    await clock.advance(39);
    expect(text).toBe('');
    await clock.advance(1);
    expect(text).toBe('OK\r\n');
    await closed(port);
    expect(clock.timerCount).toBe(0);
  });
});
