import { expect, test } from '@jest/globals';
import { autoDetect } from '@serialport/bindings-cpp';
import { PosixSerialIo } from './posix-serial-io.ts';
import { openPty, until } from './pty.test-support.ts';
import { readTerminal } from './serial-reader.ts';
import type { OpenSerial } from './serial-transport.ts';

const onPosix = process.platform === 'win32' ? test.skip : test;

const ways = {
  'with a stream where there is one': readTerminal,
  'by polling': () => undefined,
} as const;

onPosix.each(Object.entries(ways))('a descriptor is read %s, and its end is told once', async (_name, readerOf) => {
  const device = openPty();
  const port: OpenSerial = await autoDetect().open({ path: device.path, baudRate: 115_200 });
  if (port.fd === null || port.poller === undefined) throw new Error('no descriptor');
  const io = new PosixSerialIo(port.fd, port.poller, readerOf);
  let ends = 0;
  let heard = '';
  let said = '';
  const chunks: Uint8Array[] = [];
  io.start({
    onBytes: (chunk) => {
      chunks.push(chunk);
      heard += Buffer.from(chunk).toString('latin1');
    },
    onGone: () => ends++,
  });
  device.master.on('data', (bytes: Buffer) => (said += bytes.toString('latin1')));
  expect(io.writeSome(Buffer.from('AT\r'))).toBe(3);
  await until(() => said === 'AT\r');
  // Text that can be told from what comes after it: a chunk is the receiver's to keep.
  for (const part of ['first ', 'second ', 'third ']) {
    const before = heard.length;
    device.master.write(part);
    await until(() => heard.length === before + part.length);
  }
  expect(Buffer.concat(chunks).toString('latin1')).toBe('first second third ');
  device.unplug();
  await until(() => ends > 0);
  io.stop();
  await port.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(ends).toBe(1);
});
