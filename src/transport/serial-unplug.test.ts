import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../base/clock.ts';
import { openPty, until } from './pty.test-support.ts';
import { serialPort } from './serial-port.ts';
import type { CloseReason, Transport } from './transport.ts';

const rounds = Number(process.env.ATLINK_UNPLUG_ROUNDS ?? 40);
const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeAll(() => {
  process.on('unhandledRejection', note);
});

afterAll(() => {
  process.off('unhandledRejection', note);
});

interface Scene {
  readonly transport: Transport;
  readonly pty: ReturnType<typeof openPty>;
  /** Called for every chunk that reaches the host. */
  onBytes: (chunk: Uint8Array) => void;
}

/** What goes on when the plug is pulled; resolves when it is out. Writes it made are handed back. */
type Phase = (scene: Scene) => Promise<Promise<void>[]>;

const phases: Readonly<Record<string, Phase>> = {
  'during traffic': async (scene) => {
    // Small enough for the line: the master's writes block this very process when it is full.
    const filler = Buffer.alloc(1_000, 'x');
    let sending = true;
    const send = (): void => {
      if (!sending) return;
      scene.pty.master.write(filler);
      setImmediate(send);
    };
    await new Promise<void>((resolve) => {
      let seen = 0;
      scene.onBytes = (chunk) => {
        seen += chunk.length;
        if (seen < 20_000 || !sending) return;
        sending = false;
        scene.pty.unplug();
        resolve();
      };
      send();
    });
    return [];
  },
  'when idle': async (scene) => {
    await new Promise((resolve) => setImmediate(resolve));
    scene.pty.unplug();
    return [];
  },
  'as a write begins': async (scene) => {
    scene.pty.master.resume();
    const before = scene.transport.write(Buffer.from('AT\r'));
    scene.pty.unplug();
    return [before, scene.transport.write(Buffer.from('AT+CSQ\r')), scene.transport.write(Buffer.from('AT+CREG?\r'))];
  },
  'while a write is blocked': async (scene) => {
    scene.pty.master.pause();
    const blocked = scene.transport.write(Buffer.alloc(512 * 1024));
    await new Promise((resolve) => setImmediate(resolve));
    scene.pty.unplug();
    return [blocked];
  },
};

async function unplugOnce(phase: Phase): Promise<void> {
  const closed: CloseReason[] = [];
  let bytesAfterClose = 0;
  const pty = openPty();
  let onBytes: Scene['onBytes'] = () => undefined;
  const transport = await serialPort(pty.path).open({
    onBytes: (chunk) => {
      if (closed.length > 0) bytesAfterClose += chunk.length;
      onBytes(chunk);
    },
    onClosed: (reason) => closed.push(reason),
  });
  const writes = await phase({
    transport,
    pty,
    set onBytes(next: Scene['onBytes']) {
      onBytes = next;
    },
  });
  // Every write settles, whichever way.
  await Promise.allSettled(writes);
  await until(() => closed.length > 0);
  await expect(transport.write(Buffer.from('AT\r'))).rejects.toMatchObject({ code: 'PORT_LOST' });
  await transport.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toMatchObject([{ kind: 'lost', error: { code: 'PORT_LOST', where: pty.path } }]);
  expect(bytesAfterClose).toBe(0);
}

describe(`a serial port that is unplugged ${rounds} times`, () => {
  test.each(Object.entries(phases))(
    '%s says so exactly once',
    async (_name, phase) => {
      for (let round = 0; round < rounds; round += 1) await unplugOnce(phase);
      expect(unhandled).toEqual([]);
    },
    60_000,
  );

  test('does not spin afterwards', async () => {
    const before = process.cpuUsage();
    const begin = performance.now();
    await new Promise<void>((resolve) => systemClock.after(200, resolve));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan((performance.now() - begin) / 2);
  });
});
