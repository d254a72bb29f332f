import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openPty, type TestPty, until } from './pty.test-support.ts';
import { serialPort } from './serial-port.ts';
import type { CloseReason, Transport } from './transport.ts';

const ptys: TestPty[] = [];
const open: Transport[] = [];

function pty(): TestPty {
  const made = openPty();
  ptys.push(made);
  return made;
}

async function connect(path: string, onBytes: (chunk: Uint8Array) => void = () => undefined) {
  const closed: CloseReason[] = [];
  const transport = await serialPort(path).open({ onBytes, onClosed: (reason) => closed.push(reason) });
  open.push(transport);
  return { transport, closed };
}

function descriptorsOf(path: string): number {
  const links = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link === path).length;
}

afterEach(async () => {
  for (const transport of open.splice(0)) await transport.close();
  for (const one of ptys.splice(0)) one.unplug();
});

const isLinux = process.platform === 'linux';

describe('a serial port over a pseudo-terminal', () => {
  test('carries every byte value both ways', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    const device = pty();
    const atDevice: Buffer[] = [];
    const atHost: Uint8Array[] = [];
    device.master.on('data', (chunk: Buffer) => atDevice.push(chunk));
    const { transport } = await connect(device.path, (chunk) => atHost.push(chunk));
    await transport.write(all);
    await until(() => Buffer.concat(atDevice).length === 256);
    expect([...Buffer.concat(atDevice)]).toEqual([...all]);
    device.master.write(all);
    await until(() => Buffer.concat(atHost).length === 256);
    expect([...Buffer.concat(atHost)]).toEqual([...all]);
  });

  test('carries a megabyte both ways at once, in order, although both sides push back', async () => {
    const size = 1024 * 1024;
    const sent = Buffer.alloc(
      size,
      Uint8Array.from({ length: 251 }, (_, at) => at),
    );
    const device = pty();
    const atDevice: Buffer[] = [];
    const atHost: Uint8Array[] = [];
    let deviceBytes = 0;
    let hostBytes = 0;
    device.master.on('data', (chunk: Buffer) => {
      atDevice.push(chunk);
      deviceBytes += chunk.length;
    });
    const { transport } = await connect(device.path, (chunk) => {
      atHost.push(chunk);
      hostBytes += chunk.length;
    });
    // The master's writes block this very process when the line is full: never more than the host has room for.
    let offset = 0;
    const send = (): void => {
      if (offset - hostBytes < 2_048) {
        device.master.write(sent.subarray(offset, offset + 1_024));
        offset += 1_024;
      }
      if (offset < size) setImmediate(send);
    };
    send();
    await transport.write(sent);
    await until(() => deviceBytes === size && hostBytes === size, 20_000);
    expect(Buffer.concat(atDevice).equals(sent)).toBe(true);
    expect(Buffer.concat(atHost).equals(sent)).toBe(true);
  });

  test('keeps concurrent writes whole and in order', async () => {
    const device = pty();
    let text = '';
    device.master.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    const { transport } = await connect(device.path);
    const parts = Array.from({ length: 50 }, (_, at) => String.fromCharCode(65 + (at % 26)).repeat(2_000));
    await Promise.all(parts.map((part) => transport.write(Buffer.from(part))));
    await until(() => text.length === 100_000);
    expect(text).toBe(parts.join(''));
  });

  test('can be closed and opened again, leaves no descriptor behind and says it once', async () => {
    const device = pty();
    const before = descriptorsOf(device.path);
    for (let round = 0; round < 5; round += 1) {
      const { transport, closed } = await connect(device.path);
      await Promise.all([transport.close(), transport.close()]);
      await transport.close();
      expect(closed).toEqual([{ kind: 'closed' }]);
      await expect(transport.write(Buffer.from('AT\r'))).rejects.toMatchObject({ code: 'PORT_CLOSED' });
      await expect(transport.setBaudRate?.(9600)).rejects.toMatchObject({ code: 'PORT_CLOSED' });
    }
    if (isLinux) expect(descriptorsOf(device.path)).toBe(before);
  });

  test('has no control lines, and can change its speed', async () => {
    const { transport } = await connect(pty().path);
    expect('controlLines' in transport).toBe(false);
    await transport.setBaudRate?.(921_600);
    await expect(transport.setBaudRate?.(-1)).rejects.toMatchObject({ code: 'PORT_FAILED' });
  });

  test('refuses a second opener and says who holds it', async () => {
    const device = pty();
    await connect(device.path);
    const second = connect(device.path);
    await expect(second).rejects.toMatchObject({ code: 'PORT_BUSY', where: device.path });
    if (isLinux) await expect(second).rejects.toMatchObject({ hint: expect.stringMatching(/This very process/) });
  });

  test('releases a blocked write when it is closed', async () => {
    const { transport, closed } = await connect(pty().path);
    // Nobody reads the master, so this cannot complete.
    const blocked = transport.write(Buffer.alloc(1024 * 1024));
    const next = transport.write(Buffer.from('AT\r'));
    const outcomes = Promise.allSettled([blocked, next]);
    await new Promise((resolve) => setImmediate(resolve));
    await transport.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'PORT_CLOSED' } });
    }
    expect(closed).toEqual([{ kind: 'closed' }]);
  });
});

describe('opening a serial port', () => {
  const ignore = { onBytes: () => undefined, onClosed: () => undefined };

  test('tells a missing port and a file that is no port', async () => {
    await expect(serialPort('/dev/ttyUSB99').open(ignore)).rejects.toMatchObject({
      code: 'PORT_MISSING',
      hint: expect.stringMatching(/Ports that are there now|plugged in/),
    });
    await expect(serialPort('/dev/null').open(ignore)).rejects.toMatchObject({
      code: 'PORT_FAILED',
      hint: 'It is not a serial port.',
    });
    await expect(serialPort(pty().path, { baudRate: 0 }).open(ignore)).rejects.toMatchObject({ code: 'PORT_FAILED' });
  });

  test('is called off by a signal, before and during, and leaves nothing open', async () => {
    const device = pty();
    const reason = new Error('changed my mind');
    await expect(serialPort(device.path).open(ignore, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const before = descriptorsOf(device.path);
    const controller = new AbortController();
    const opening = serialPort(device.path).open(ignore, { signal: controller.signal });
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
    // The lock is free again as soon as the late opening was closed.
    let reopened: Transport | undefined;
    await until(() => {
      if (!reopened) {
        serialPort(device.path)
          .open(ignore)
          .then(
            (transport) => {
              if (reopened) transport.close().catch(() => undefined);
              else reopened = transport;
            },
            () => undefined,
          );
      }
      return reopened !== undefined;
    });
    await reopened?.close();
    if (isLinux) await until(() => descriptorsOf(device.path) === before);
  });
});
