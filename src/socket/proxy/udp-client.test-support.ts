import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Endpoint } from './proxy-types.ts';

/** The bytes of RFC 1928 by hand, so that a mistake cannot sit on both sides. */
function wrapped({ host, port }: Endpoint, payload: Buffer): Buffer {
  const tail = Buffer.from([port >> 8, port & 0xff]);
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(host)
    ? Buffer.from([1, ...host.split('.').map(Number)])
    : Buffer.concat([Buffer.from([3, host.length]), Buffer.from(host)]);
  return Buffer.concat([Buffer.from([0, 0, 0]), address, tail, payload]);
}

function unwrapped(bytes: Buffer): { readonly from: Endpoint; readonly payload: Buffer } {
  if (bytes.readUIntBE(0, 4) !== 1) throw new Error(`no datagram with an IPv4 address: ${bytes.toString('hex')}`);
  const host = bytes.subarray(4, 8).join('.');
  return { from: { host, port: bytes.readUInt16BE(8) }, payload: Buffer.from(bytes.subarray(10)) };
}

/** A client of UDP ASSOCIATE, and a server that sends datagrams back. */
export async function openUdpClient(proxy: string) {
  const [host = '', port] = proxy.split(':');
  const echo = createSocket('udp4', (message, from) => echo.send(message, from.port, from.address));
  await new Promise<void>((resolve) => void echo.bind(0, '127.0.0.1', resolve));
  const control = connect(Number(port), host);
  control.write(Buffer.from([5, 1, 0]));
  await once(control, 'readable');
  const method = control.read(2) as Buffer;
  if (!method.equals(Buffer.from([5, 0]))) throw new Error(`the method was ${method.toString('hex')}`);
  control.write(Buffer.from([5, 3, 0, 1, 0, 0, 0, 0, 0, 0]));
  await once(control, 'readable');
  const reply = control.read(10) as Buffer;
  if (reply[1] !== 0 || reply[3] !== 1) throw new Error(`the reply was ${reply.toString('hex')}`);
  const relay = { port: reply.readUInt16BE(8), address: reply.subarray(4, 8).join('.') };
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  return {
    echoPort: echo.address().port,
    exchange: async (to: Endpoint, payload: Buffer) => {
      const answered = once(socket, 'message');
      socket.send(wrapped(to, payload), relay.port, relay.address);
      const [message] = (await answered) as [Buffer];
      return unwrapped(message);
    },
    close: async () => {
      const closed = once(control, 'close');
      control.resume();
      control.end();
      socket.close();
      echo.close();
      await closed;
    },
  };
}
