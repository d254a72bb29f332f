import { expect, test } from '@jest/globals';
import { memoryPair } from './memory-pair.ts';
import { type Direction, tap } from './tap.ts';
import type { CloseReason, Port } from './transport.ts';

async function open(port: Port) {
  let text = '';
  const closed: CloseReason[] = [];
  const transport = await port.open({
    onBytes: (chunk) => {
      text += Buffer.from(chunk).toString('latin1');
    },
    onClosed: (reason) => closed.push(reason),
  });
  return { transport, closed, text: () => text };
}

test('the two ends see each other in order, later, and keep their own buffers', async () => {
  const pair = memoryPair();
  const near = await open(pair.near);
  const far = await open(pair.far);
  const buffer = Buffer.from('AT\r');
  const first = near.transport.write(buffer);
  buffer.fill(0);
  expect(far.text()).toBe('');
  await Promise.all([first, near.transport.write(Buffer.from('ATE0\r'))]);
  await far.transport.write(Buffer.from('OK'));
  expect([far.text(), near.text()]).toEqual(['AT\rATE0\r', 'OK']);
});

test('an end is opened once at a time, and what nobody hears is lost', async () => {
  const pair = memoryPair();
  const near = await open(pair.near);
  await expect(open(pair.near)).rejects.toMatchObject({ code: 'PORT_BUSY' });
  await near.transport.write(Buffer.from('lost'));
  const far = await open(pair.far);
  await near.transport.close();
  await near.transport.close();
  expect([near.closed, far.closed, far.text()]).toEqual([[{ kind: 'closed' }], [], '']);
  await expect(near.transport.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'PORT_CLOSED' });
  await open(pair.near);
});

test('a pulled cable is told to both ends, once', async () => {
  const pair = memoryPair();
  const near = await open(pair.near);
  const far = await open(pair.far);
  pair.lose();
  pair.lose();
  await near.transport.close();
  for (const end of [near, far]) {
    expect(end.closed).toMatchObject([{ kind: 'lost' }]);
    await expect(end.transport.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'PORT_LOST' });
  }
  await expect(open(pair.near)).rejects.toMatchObject({ code: 'PORT_MISSING' });
  pair.restore();
  await open(pair.near);
});

test('a tap shows what passes, and when', async () => {
  const pair = memoryPair();
  const seen: [Direction, string, number][] = [];
  const events: string[] = [];
  const clock = { now: () => 7, date: () => new Date(0), after: () => ({ cancel: () => undefined }) };
  const observer = {
    onChunk: (direction: Direction, bytes: Uint8Array, atMs: number) =>
      void seen.push([direction, Buffer.from(bytes).toString(), atMs]),
    onOpened: () => void events.push('opened'),
    onClosed: ({ kind }: CloseReason) => void events.push(kind),
  };
  const near = await open(tap(pair.near, observer, clock));
  const far = await open(pair.far);
  await near.transport.write(Buffer.from('AT\r'));
  await far.transport.write(Buffer.from('OK'));
  await near.transport.close();
  expect(seen).toEqual([
    ['out', 'AT\r', 7],
    ['in', 'OK', 7],
  ]);
  expect(events).toEqual(['opened', 'closed']);
  expect([far.text(), near.text(), 'setBaudRate' in near.transport]).toEqual(['AT\r', 'OK', false]);
});
