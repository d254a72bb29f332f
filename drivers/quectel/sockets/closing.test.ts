import { describe, expect, test } from '@jest/globals';
import { counted, never, prompted } from './scripted-stack.test-support.ts';
import { connected, inbox, request } from './stream-scripts.test-support.ts';

describe('closing', () => {
  test('what is on its way is waited for with questions, not with the port blocked', async () => {
    let unacknowledged = 3;
    const { stack, socket } = await connected((line) => {
      if (line === 'AT+QISEND=0,0') return [`+QISEND: 3,${3 - unacknowledged},${unacknowledged}`, 'OK'];
      return line.startsWith('AT+QISEND') ? prompted(line, () => 'SEND OK') : undefined;
    });
    await stack.outcome(socket.send(Buffer.from('abc')));
    const closing = socket.close();
    await stack.clock.advance(3000);
    expect(stack.count(/QICLOSE/)).toBe(0);
    unacknowledged = 0;
    await stack.outcome(closing);
    expect(stack.sent.at(-1)).toBe('AT+QICLOSE=0,1');
    await stack.outcome(socket.close());
    expect(stack.count(/QICLOSE/)).toBe(1);
  });

  test('a number whose close fails stays taken until the module has freed it', async () => {
    let refuses = true;
    const { stack, socket } = await connected((line) => {
      if (line.startsWith('AT+QICLOSE=0') && refuses) return 'ERROR';
      if (line === 'AT+QISTATE=1,0' && refuses) return ['+QISTATE: 0,"TCP","192.0.2.1",80,1,4,1,0,0,"uart1"', 'OK'];
      return undefined;
    });
    const closing = socket.close();
    const ids = new Set<number>();
    for (let count = 0; count < 20; count++) {
      const other = await stack.outcome(stack.sockets.open(request, never));
      ids.add(other.id);
      await stack.outcome(other.close());
    }
    expect([...ids].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    refuses = false;
    await stack.outcome(closing);
  });

  test('what was not there any more is closed', async () => {
    const { stack, socket } = await connected((line) => (line.startsWith('AT+QICLOSE') ? 'ERROR' : undefined));
    await stack.outcome(socket.close());
    expect(stack.count(/QICLOSE/)).toBe(1);
  });

  test('there are twelve, and one that is being closed is waited for', async () => {
    const { stack, socket } = await connected();
    const others = Array.from({ length: 11 }, () => stack.sockets.open(request, never));
    await stack.outcome(Promise.all(others));
    expect(await stack.failure(stack.sockets.open(request, never))).toBe('EMFILE');
    void socket.close();
    expect((await stack.outcome(stack.sockets.open(request, never))).id).toBe(0);
  });
});

test('a send waits for no more than one command of each other socket', async () => {
  const { stack, socket } = await connected((line) => {
    const [, id] = /^AT\+QIRD=(\d+),/.exec(line) ?? [];
    if (id !== undefined && id !== '0') return counted('+QIRD: 100', Buffer.alloc(100, id));
    return line.startsWith('AT+QISEND') ? prompted(line, () => 'SEND OK') : undefined;
  });
  const others = await stack.outcome(Promise.all([1, 2, 3].map(() => stack.sockets.open(request, never))));
  let isOver = false;
  const readers = others.map(async (other) => {
    while (!isOver) await other.receive(1500, never);
  });
  await stack.clock.advance(500);
  const before = stack.sent.length;
  await stack.outcome(socket.send(Buffer.alloc(20 * 1460)));
  isOver = true;
  await stack.outcome(Promise.all(readers));
  const places = stack.sent.flatMap((line, index) => (index >= before && line.startsWith('AT+QISEND') ? [index] : []));
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0) - 1);
  expect(places).toHaveLength(20);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(others.length);
});

describe('losses', () => {
  test.each(['+QIURC: "pdpdeact",1', '+CGEV: NW DETACH', '+CGEV: NW PDN DEACT 1'])(
    '%s: everything that waits fails at once',
    async (line) => {
      const { stack, socket } = await connected(inbox().script);
      stack.answer((sent) => (sent.startsWith('AT+QIOPEN') ? 'OK' : undefined));
      const reading = stack.failure(socket.receive(1, never), 1);
      const opening = stack.failure(stack.sockets.open(request, never), 1);
      await stack.clock.settle();
      setImmediate(() => stack.say(line));
      expect(await Promise.all([reading, opening])).toEqual(['ENETDOWN', 'ENETDOWN']);
      expect(await stack.failure(socket.send(Buffer.from('x')), 1)).toBe('ENETDOWN');
      await stack.outcome(socket.close());
    },
  );

  test('a module that starts over ends everything, and leaves no timer', async () => {
    const { stack, socket } = await connected(inbox().script);
    const reading = stack.failure(socket.receive(1, never), 1);
    await stack.clock.settle();
    stack.lose(new Error('RDY'));
    expect(await reading).toBe('ENETDOWN');
    expect(await stack.failure(socket.send(Buffer.from('x')), 1)).toBe('ENETDOWN');
    await stack.outcome(socket.close());
    expect(stack.clock.timerCount).toBe(0);
  });
});
