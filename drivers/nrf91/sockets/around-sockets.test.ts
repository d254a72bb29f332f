import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { authority, serverCertificate, serverKey } from '../../../mocks/network/certificates.test-support.ts';
import { quirksOf, withQuirks } from '../../../src/driver/quirks/apply-quirks.ts';
import { credentialTag } from '../credentials.ts';
import { dialectOf } from '../dialects.ts';
import { quirkBook } from '../quirk-book.ts';
import { bytesOf, inTurn, ScriptedStack, type StackAnswer, slmAnswers, textOf } from './scripted-stack.test-support.ts';
import { sockets } from './sockets.ts';

/** TLS, datagrams, servers and ping of Serial LTE Modem, line by line. */

const never = new AbortController().signal;
let open: ScriptedStack | undefined;

const module = (answers: Readonly<Record<string, StackAnswer>> = {}): ScriptedStack => {
  open = new ScriptedStack('slm', { ...slmAnswers, ...answers });
  return open;
};

afterEach(async () => expect((await open?.close()) ?? 0).toBe(0));

const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex').toUpperCase();

test.each([
  ['mfw_nrf9160_1.3.2', 'flash the Serial Modem'],
  ['mfw_nrf9160_1.2.3, Serial LTE Modem 1.2', 'flash a newer one'],
  ['mfw_nrf9160_1.2.3, Serial LTE Modem 1.8.0', 'flash a newer one'],
])('firmware whose sockets are not spoken says so: %s', (firmware, words) => {
  const dialect = withQuirks(dialectOf({ firmware }), quirksOf(quirkBook, { firmware }));
  expect(sockets({ dialect } as Parameters<typeof sockets>[0], never)).toContain(words);
});

describe('TLS', () => {
  const texts = { ca: authority, cert: serverCertificate, key: serverKey };
  const tag = credentialTag(texts);
  const stored = [
    `%CMNG: ${tag},0,"${sha256(authority)}"`,
    `%CMNG: ${tag},1,"${sha256(serverCertificate)}"`,
    `%CMNG: ${tag},2,"${sha256(serverKey)}"`,
  ];
  const secure = {
    [`AT#XSSOCKET=1,1,0,${tag},2`]: '#XSSOCKET: 0,1,258\nOK',
    'AT#XGETADDRINFO="example.test"': '#XGETADDRINFO: "192.0.2.1"\nOK',
    'AT#XSOCKET=0': '#XSOCKET: 0,"closed"\nOK',
  };
  const request = { host: 'example.test', port: 80, tls: { verify: true, serverName: 'example.test', ...texts } };

  test('credentials that are stored are found by their texts, and the name is verified', async () => {
    const stack = module({ ...secure, [`AT%CMNG=1,${tag}`]: [...stored, 'OK'].join('\n') });
    await stack.done(stack.provider.open(request, never));
    const opened = stack.sent.slice(stack.sent.indexOf(`AT#XSSOCKET=1,1,0,${tag},2`));
    expect(opened.slice(0, 3)).toEqual([
      `AT#XSSOCKET=1,1,0,${tag},2`,
      'AT#XSSOCKETOPT=1,2,"example.test"',
      'AT#XCONNECT="192.0.2.1",80',
    ]);
  });

  test.each([
    ['none of them', [], 'ca, cert, key'],
    ['another certificate under the same tag', [stored[0], `%CMNG: ${tag},1,"${sha256('x')}"`, stored[2]], 'cert'],
  ])('credentials that are not stored are named, with what to do: %s', async (_what, lines, names) => {
    const stack = module({ ...secure, [`AT%CMNG=1,${tag}`]: [...lines, 'OK'].join('\n') });
    await expect(stack.done(stack.provider.open(request, never))).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      message: expect.stringMatching(`: ${names} of tls: not stored`),
      hint: expect.stringContaining('AT+CFUN=4'),
    });
    expect(stack.sentLike('AT#XSSOCKET')).toEqual([]);
  });

  test('a text with other line ends is the same credential', () => {
    expect(credentialTag({ ca: authority.replaceAll('\n', '\r\n') })).toBe(credentialTag({ ca: authority }));
  });

  test('without verification nothing is verified; a host that is an address is verified as it stands', async () => {
    const ca = credentialTag({ ca: authority });
    const stack = module({
      [`AT#XSSOCKET=1,1,0,${ca},0`]: '#XSSOCKET: 0,1,258\nOK',
      [`AT#XSSOCKET=1,1,0,${ca},2`]: '#XSSOCKET: 1,1,258\nOK',
      [`AT%CMNG=1,${ca}`]: `%CMNG: ${ca},0,"${sha256(authority)}"\nOK`,
    });
    for (const verify of [false, true]) {
      const tls = { verify, serverName: undefined, ca: authority };
      await stack.done(stack.provider.open({ host: '192.0.2.1', port: 80, tls }, never));
    }
    expect(stack.sentLike('AT#XSSOCKETOPT')).toEqual(['AT#XSSOCKETOPT=1,2,"192.0.2.1"']);
  });

  test.each([
    ['the handshake', '#XCONNECT: 1\nOK', 'EPROTO'],
    ['the connection', 'ERROR', 'ECONNREFUSED'],
  ])('a bare ERROR to a secure connect: was it %s?', async (_what, plain, code) => {
    const stack = module({
      ...secure,
      [`AT%CMNG=1,${tag}`]: [...stored, 'OK'].join('\n'),
      'AT#XSOCKET=1,1,0': '#XSOCKET: 1,1,6\nOK',
      'AT#XCONNECT="192.0.2.1",80': inTurn('ERROR', plain),
    });
    await expect(stack.done(stack.provider.open(request, never))).rejects.toMatchObject({ code });
    expect(stack.sentLike('AT#XSOCKET=0')).toHaveLength(2);
  });

  test.each([
    [{ minVersion: 'TLSv1.3' as const }, 'EPROTO', 'TLS 1.2'],
    [{ maxVersion: 'TLSv1.1' as const }, 'EPROTO', 'TLS 1.2'],
    [{}, 'EOPNOTSUPP', 'no certificate authorities'],
  ])('what cannot be is refused before anything is opened: %j', async (wanted, code, words) => {
    const stack = module();
    const tls = { verify: true, serverName: 'example.test', ...wanted };
    await expect(stack.done(stack.provider.open({ host: '192.0.2.1', port: 80, tls }, never))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
    expect(stack.sentLike('AT#XSSOCKET')).toEqual([]);
  });
});

describe('datagrams', () => {
  const bound = async (answers: Readonly<Record<string, StackAnswer>> = {}) => {
    const stack = module({ 'AT#XSOCKET=1,2,0': '#XSOCKET: 2,2,17\nOK', 'AT#XRECVFROM=1,64': 'ERROR', ...answers });
    const opening = stack.provider.openDatagram?.({ family: 4 }, never) ?? Promise.reject();
    return { stack, socket: await stack.done(opening) };
  };

  test('plain text in quotes, other bytes in data mode, each in one piece', async () => {
    const { stack, socket } = await bound({ 'AT#XSENDTO="192.0.2.53",53,"hello"': '#XSENDTO: 5\nOK' });
    for (const each of ['hello', 'a,b']) await stack.done(socket.send(bytesOf(each), { host: '192.0.2.53', port: 53 }));
    expect(stack.payloads).toEqual(['a,b']);
    expect(stack.sentLike('AT#XSENDTO').at(-1)).toBe('AT#XSENDTO="192.0.2.53",53');
  });

  test('one that ends in a plus sign is sent by a pause, and only then is data mode left', async () => {
    const { stack, socket } = await bound();
    await stack.done(socket.send(bytesOf('a,+'), { host: '192.0.2.53', port: 53 }));
    expect(stack.payloads).toEqual(['a,+']);
    await stack.done(socket.send(bytesOf('b,'), { host: '192.0.2.53', port: 53 }));
    expect(stack.payloads).toEqual(['a,+', 'b,']);
  });

  test('one that data mode would cut is refused, and nothing is sent of it', async () => {
    const { stack, socket } = await bound();
    const sending = socket.send(bytesOf('a+++,b'), { host: '192.0.2.53', port: 53 });
    await expect(stack.done(sending)).rejects.toMatchObject({ code: 'EOPNOTSUPP' });
    expect(stack.sentLike('AT#XSENDTO')).toEqual([]);
  });

  test('each comes whole, with where it is from', async () => {
    const { stack, socket } = await bound();
    const receiving = socket.receive(never);
    await stack.clock.advance(100);
    stack.answers.set('AT#XRECVFROM=1,64', { raw: '\r\n#XRECVFROM: 4,"192.0.2.53",53\r\n\r\nOK\r\nOK\r\n' });
    await stack.say('#XAPOLL: 2,1');
    const { bytes, from } = await stack.done(receiving);
    expect({ text: textOf(bytes), from }).toEqual({
      text: '\r\nOK',
      from: { address: '192.0.2.53', port: 53, family: 4 },
    });
  });
});

describe('a server', () => {
  const answers = () => ({
    'AT#XSOCKET=1,1,1': inTurn('#XSOCKET: 1,1,6\nOK', '#XSOCKET: 4,1,6\nOK'),
    'AT#XACCEPT=1': '#XACCEPT: 2,"198.51.100.7"\nOK',
  });
  const listening = async (more: Readonly<Record<string, StackAnswer>> = {}) => {
    const stack = module({ ...answers(), ...more });
    return { stack, server: await stack.done(stack.provider.listen?.({ port: 8080 }, never) ?? Promise.reject()) };
  };

  test('accepts only when a poll says that a peer waits: it blocks, and is refused while notices are on', async () => {
    const { stack, server } = await listening();
    const accepting = server.accept(never);
    await stack.clock.advance(5000);
    expect(stack.sentLike('AT#XACCEPT')).toEqual([]);
    expect(stack.sentLike('AT#XAPOLL=1')).toEqual([]);
    stack.answers.set('AT#XPOLL=0,1', '#XPOLL: 1,"0x0001"\nOK');
    expect((await stack.done(accepting)).remote.address).toBe('198.51.100.7');
  });

  test('whose peer has no socket of its own serves one at a time, and listens again after it', async () => {
    const { stack, server } = await listening({
      'AT#XPOLL=0,1': '#XPOLL: 1,"0x0001"\nOK',
      'AT#XSOCKETSELECT=2': 'ERROR',
      'AT#XRECV=1,64': { raw: '\r\n#XRECV: 2\r\nhi\r\nOK\r\n' },
    });
    const peer = await stack.done(server.accept(never));
    expect(textOf(await stack.done(peer.receive(100, never)))).toBe('hi');
    expect(stack.sentLike('AT#XSOCKETSELECT').at(-1)).toBe('AT#XSOCKETSELECT=1');
    await stack.done(peer.close());
    expect(server.id).toBe(4);
    expect(stack.sentLike('AT#XLISTEN')).toHaveLength(2);
  });

  test('notices are on again when the last server is gone', async () => {
    const { stack, server } = await listening();
    await stack.connected();
    expect(stack.sentLike('AT#XAPOLL=1')).toEqual([]);
    await stack.done(server.close());
    await stack.clock.advance(1000);
    expect(stack.sentLike('AT#XAPOLL=1')).toEqual(['AT#XAPOLL=1,1,0']);
  });
});

describe('ping', () => {
  test('tells of each, and of one that is lost, for which nothing is printed', async () => {
    const stack = module();
    const replies: unknown[] = [];
    const pinging = stack.provider.ping?.(
      { host: '192.0.2.1', count: 2, timeoutMs: 1000 },
      (each) => replies.push(each),
      never,
    );
    await stack.clock.advance(100);
    await stack.say('#XPING: 0.637 seconds', '#XPING: average 0.637 seconds');
    await stack.done(pinging ?? Promise.reject());
    expect(replies).toEqual([
      { address: '192.0.2.1', roundTripMs: 637 },
      { address: '192.0.2.1', roundTripMs: undefined },
    ]);
  });

  test('is refused while sockets are open: a raw socket excludes them (row 18)', async () => {
    const stack = module();
    await stack.connected();
    const pinging = stack.provider.ping?.({ host: '192.0.2.1', count: 1, timeoutMs: 1000 }, () => undefined, never);
    await expect(pinging).rejects.toMatchObject({ code: 'EOPNOTSUPP' });
    expect(stack.sentLike('AT#XPING')).toEqual([]);
  });
});
