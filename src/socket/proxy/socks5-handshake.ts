import type { Duplex } from 'node:stream';
import { isRight } from './passwords.ts';
import type { Endpoint, ProxyCredentials } from './proxy-types.ts';
import {
  commands,
  endpointLength,
  methods,
  passwordVersion,
  type ReplyCode,
  readEndpoint,
  replies,
  replyBytes,
  socksVersion,
} from './socks5-messages.ts';
import { StreamReader } from './stream-reader.ts';

/** A client said something that is not served; it was answered as far as there is an answer. */
class SocksRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SocksRefusal';
  }
}

export interface SocksRequest {
  readonly command: 'connect' | 'udp-associate';
  readonly to: Endpoint;
}

/**
 * Learns what a client wants: its methods, its password where one is asked for, its request. Each part is bounded by its
 * own lengths, of one byte.
 * @throws SocksRefusal, ClientGone; the reason of `signal`
 */
export async function socksHandshake(
  client: Duplex,
  credentials: ProxyCredentials | undefined,
  signal: AbortSignal,
): Promise<SocksRequest> {
  const reader = new StreamReader(client);
  const read = (count: number): Promise<Buffer> => reader.exactly(count, signal);
  try {
    await agreeOnMethod(client, read, credentials);
    if (credentials !== undefined) await checkPassword(client, read, credentials);
    return await readRequest(client, read);
  } finally {
    reader.release();
  }
}

type Read = (count: number) => Promise<Buffer>;

/** RFC 1928, section 3. */
async function agreeOnMethod(client: Duplex, read: Read, credentials: ProxyCredentials | undefined): Promise<void> {
  const [version, count = 0] = await read(2);
  if (version !== socksVersion) throw new SocksRefusal(`version ${version} of SOCKS is not served, 5 is`);
  const offered = await read(count);
  const wanted = credentials === undefined ? methods.none : methods.password;
  const chosen = offered.includes(wanted) ? wanted : methods.noneAcceptable;
  client.write(Buffer.from([socksVersion, chosen]));
  if (chosen === methods.noneAcceptable) throw new SocksRefusal('no method of authentication in common');
}

/** RFC 1929. */
async function checkPassword(client: Duplex, read: Read, wanted: ProxyCredentials): Promise<void> {
  const [version, userLength = 0] = await read(2);
  const user = (await read(userLength)).toString('utf8');
  const [length = 0] = await read(1);
  const password = (await read(length)).toString('utf8');
  const right = version === passwordVersion && isRight({ user, password }, wanted);
  client.write(Buffer.from([passwordVersion, right ? 0 : 1]));
  if (!right) throw new SocksRefusal('wrong user or password');
}

/** RFC 1928, section 4. */
async function readRequest(client: Duplex, read: Read): Promise<SocksRequest> {
  const refuse = (code: ReplyCode, why: string): never => {
    client.write(replyBytes(code));
    throw new SocksRefusal(why);
  };
  const [version, command = 0, , type = 0, first = 0] = await read(5);
  if (version !== socksVersion) return refuse(replies.generalFailure, 'the request is none of SOCKS 5');
  const length = endpointLength(type, first);
  if (length === undefined) return refuse(replies.addressTypeNotSupported, `there is no type ${type} of address`);
  const rest = await read(length - 1);
  if (command !== commands.connect && command !== commands.udpAssociate) {
    return refuse(replies.commandNotSupported, `the command ${command} is not served`);
  }
  const to = readEndpoint(type, Buffer.from([first, ...rest]));
  if (to === undefined) return refuse(replies.addressTypeNotSupported, 'the name of the host is none');
  if (command === commands.udpAssociate) return { command: 'udp-associate', to };
  if (to.port === 0) return refuse(replies.connectionRefused, 'nothing listens on port 0');
  return { command: 'connect', to };
}
