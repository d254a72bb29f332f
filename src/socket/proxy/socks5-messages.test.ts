import { describe, expect, test } from '@jest/globals';
import { datagramBytes, readDatagram, replies, replyBytes } from './socks5-messages.ts';

const payload = Buffer.from('payload');

describe('datagrams', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['example.com', 'example.com'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('an address goes out and comes back: %s', (host, same) => {
    expect(readDatagram(datagramBytes({ host, port: 5683 }, payload))).toEqual({
      to: { host: same, port: 5683 },
      payload,
    });
  });

  test.each([
    ['nothing', ''],
    ['a head that is cut off', '000000010a00'],
    ['a fragment', '00000101c000020100505041'],
    ['a type of address that there is not', '00000009c00002010050'],
    ['a name of no bytes', '000000030000505041'],
    ['a name with a line end in it', '0000000303610d0a0050'],
    ['a name that is longer than all', '00000003ff610050'],
  ])('%s is none', (_what, hex) => {
    expect(readDatagram(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  test('a payload may be empty', () => {
    const bytes = datagramBytes({ host: '192.0.2.1', port: 1 }, Buffer.alloc(0));
    expect(readDatagram(bytes)?.payload.length).toBe(0);
  });
});

test('a reply without a place has the form of RFC 1928 all the same', () => {
  expect(replyBytes(replies.hostUnreachable).toString('hex')).toBe('05040001000000000000');
});
