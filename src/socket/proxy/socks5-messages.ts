/** The messages of SOCKS 5, as bytes. Sources: RFC 1928, RFC 1929. */
import { isIPv4, isIPv6 } from 'node:net';
import type { Endpoint } from './proxy-types.ts';

export const socksVersion = 5;
export const passwordVersion = 1;

/** RFC 1928, section 3. */
export const methods = { none: 0x00, password: 0x02, noneAcceptable: 0xff } as const;

/** RFC 1928, section 4. */
export const commands = { connect: 1, bind: 2, udpAssociate: 3 } as const;

const addressTypes = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** RFC 1928, section 6. */
export const replies = {
  succeeded: 0x00,
  generalFailure: 0x01,
  notAllowed: 0x02,
  networkUnreachable: 0x03,
  hostUnreachable: 0x04,
  connectionRefused: 0x05,
  timeToLiveExpired: 0x06,
  commandNotSupported: 0x07,
  addressTypeNotSupported: 0x08,
} as const;

export type ReplyCode = (typeof replies)[keyof typeof replies];

/**
 * How many bytes the address and the port take, by the type and the first byte of the address; undefined for a type that
 * there is not.
 */
export function endpointLength(type: number, first: number): number | undefined {
  if (type === addressTypes.ipv4) return 4 + 2;
  if (type === addressTypes.ipv6) return 16 + 2;
  return type === addressTypes.name ? 1 + first + 2 : undefined;
}

/** Reads an address of that type and the port; undefined where the bytes are none. Nothing may follow. */
export function readEndpoint(type: number, bytes: Buffer): Endpoint | undefined {
  if (bytes.length === 0 || bytes.length !== endpointLength(type, bytes[0] ?? 0)) return undefined;
  const port = bytes.readUInt16BE(bytes.length - 2);
  const address = bytes.subarray(0, -2);
  if (type === addressTypes.ipv4) return { host: address.join('.'), port };
  if (type === addressTypes.ipv6) return { host: ipv6Text(address), port };
  const host = address.subarray(1).toString('latin1');
  // Everything else that is no name of a host would go to the module as it came.
  return /^[\w.:-]+$/.test(host) ? { host, port } : undefined;
}

function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  // The one way to write it, as `new URL` has it.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** An address, or a name, with its port, as requests, replies and datagrams carry it. */
function endpointBytes({ host, port }: Endpoint): Buffer {
  const tail = Buffer.alloc(2);
  tail.writeUInt16BE(port);
  if (isIPv4(host)) return Buffer.from([addressTypes.ipv4, ...host.split('.').map(Number), ...tail]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([addressTypes.ipv6]), ipv6Bytes(host), tail]);
  const name = Buffer.from(host, 'latin1').subarray(0, 255);
  return Buffer.concat([Buffer.from([addressTypes.name, name.length]), name, tail]);
}

function ipv6Bytes(text: string): Buffer {
  const mapped = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const plain =
    mapped === null
      ? text
      : `${mapped[1]}${((Number(mapped[2]) << 8) | Number(mapped[3])).toString(16)}:${((Number(mapped[4]) << 8) | Number(mapped[5])).toString(16)}`;
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::');
  const groupsOf = (part: string): string[] => part.split(':').filter(Boolean);
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const bytes = Buffer.alloc(16);
  [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
    .slice(0, 8)
    .forEach((group, index) => {
      bytes.writeUInt16BE(Number.parseInt(group, 16) & 0xffff, index * 2);
    });
  return bytes;
}

const nowhere: Endpoint = { host: '0.0.0.0', port: 0 };

/** RFC 1928, section 6. @param bound the end of the connection at the module, or where datagrams are taken */
export function replyBytes(code: ReplyCode, bound: Endpoint = nowhere): Buffer {
  return Buffer.concat([Buffer.from([socksVersion, code, 0]), endpointBytes(bound)]);
}

/** A datagram of a client, unwrapped. */
export interface ClientDatagram {
  readonly to: Endpoint;
  readonly payload: Buffer;
}

/** RFC 1928, section 7. Undefined for what is none, and for fragments, which need not be supported. */
export function readDatagram(bytes: Buffer): ClientDatagram | undefined {
  const [zero, zeroToo, fragment, type = 0, first = 0] = bytes;
  if (bytes.length < 5 || zero !== 0 || zeroToo !== 0 || fragment !== 0) return undefined;
  const length = endpointLength(type, first);
  if (length === undefined || bytes.length < 4 + length) return undefined;
  const to = readEndpoint(type, bytes.subarray(4, 4 + length));
  return to === undefined ? undefined : { to, payload: bytes.subarray(4 + length) };
}

/** RFC 1928, section 7: a datagram for a client. */
export function datagramBytes(from: Endpoint, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0]), endpointBytes(from), payload]);
}
