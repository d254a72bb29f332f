import { once } from 'node:events';
import { SocketError } from '../../src/base/socket-error.ts';
import type { Bench } from '../runner/bench.ts';
import type { Scenario } from './scenario.ts';

const tcpBytes = 4096;
const udpTries = 5;
const udpWaitMs = 10_000;

/** Bytes that no line ending and no final result code is missing from. */
function payload(length: number, text = '\r\nOK\r\n\r\nERROR\r\n> +CEREG: 0\x1a\x1b+++\0\xff'): Buffer {
  return Buffer.from(text.repeat(Math.ceil(length / text.length)).slice(0, length), 'latin1');
}

/** Skips where the firmware has no sockets at all. */
async function withSockets<Result>(bench: Bench, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'EOPNOTSUPP' || code === 'ENOTSUP') bench.skip((thrown as Error).message);
    throw thrown;
  }
}

export const tcpEcho: Scenario = {
  name: 'tcp-echo',
  title: `${tcpBytes} bytes go to a TCP echo server and come back as they were`,
  needs: ['tcp-echo'],
  limitS: 420,
  run: async (bench) => {
    const server = bench.board.servers.tcpEcho;
    await bench.connected();
    await withSockets(bench, async () => {
      const since = bench.clock.now();
      const socket = bench.iface.connect({
        ...server,
        host: server?.host ?? '',
        port: server?.port ?? 0,
        signal: bench.signal,
      });
      await once(socket, 'connect', { signal: bench.signal });
      bench.measure('tcp connect', bench.clock.now() - since, 'ms');
      const sent = payload(tcpBytes);
      const begun = bench.clock.now();
      socket.write(sent);
      const received: Buffer[] = [];
      let length = 0;
      for await (const chunk of socket) {
        received.push(chunk as Buffer);
        length += (chunk as Buffer).length;
        if (length >= sent.length) break;
      }
      const seconds = (bench.clock.now() - begun) / 1000;
      bench.expect(Buffer.concat(received).equals(sent), 'the bytes that were sent', `${length} bytes, not the same`);
      bench.measure('tcp echo', tcpBytes / Math.max(seconds, 0.001), 'bytes/s');
      socket.destroy();
    });
    await bench.disconnected();
  },
};

export const udpEcho: Scenario = {
  name: 'udp-echo',
  title: 'A datagram goes to a UDP echo server and comes back as it was',
  needs: ['udp-echo'],
  limitS: 420,
  run: async (bench) => {
    const { host, port } = bench.board.servers.udpEcho ?? { host: '', port: 0 };
    await bench.connected();
    await withSockets(bench, async () => {
      const udp = bench.iface.sockets.createSocket('udp4');
      let failed: Error | undefined;
      const replies: Buffer[] = [];
      udp.on('error', (error) => {
        failed = error;
      });
      udp.on('message', (message: Buffer) => replies.push(message));
      try {
        // Without +++: some firmware cannot send a datagram that holds it.
        const sent = payload(200, '\r\nOK\r\n> \x1a\x1b\0\xff');
        const since = bench.clock.now();
        // A datagram may get lost, on a radio link above all.
        for (let tries = 1; tries <= udpTries && replies.length === 0; tries += 1) {
          udp.send(sent, port, host);
          const until = bench.clock.now() + udpWaitMs;
          const answered = (): boolean => replies.length > 0 || failed !== undefined || bench.clock.now() >= until;
          await bench.until('an answer to a datagram', answered, udpWaitMs + 1000);
          if (failed !== undefined) throw failed;
        }
        bench.expect(replies.length > 0, `an answer to one of ${udpTries} datagrams`, 'none');
        bench.expect(replies[0]?.equals(sent) === true, 'the bytes that were sent', `${replies[0]?.length} others`);
        bench.measure('udp echo', bench.clock.now() - since, 'ms');
      } finally {
        udp.close();
      }
    });
  },
};

export const dns: Scenario = {
  name: 'dns',
  title: 'A name that exists is resolved by the module, and one that cannot exist is not',
  needs: ['name'],
  limitS: 420,
  run: async (bench) => {
    const name = bench.board.servers.name ?? '';
    await bench.connected();
    await withSockets(bench, async () => {
      const since = bench.clock.now();
      const addresses = await bench.iface.sockets.resolve(name, { signal: bench.signal });
      bench.measure('dns', bench.clock.now() - since, 'ms');
      bench.expect(addresses.length > 0, `an address of ${name}`, 'none');
      // RFC 6761, section 6.4: names under `invalid` do not exist.
      const outcome = await bench.iface.sockets.resolve('atlink.invalid', { signal: bench.signal }).then(
        (found) => found.join(', '),
        (thrown: unknown) => thrown,
      );
      bench.signal.throwIfAborted();
      const refused = outcome instanceof SocketError;
      bench.expect(refused, 'an error for atlink.invalid', String(outcome));
    });
  },
};
