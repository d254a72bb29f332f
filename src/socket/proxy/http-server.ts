import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { httpStatusFor, lineFor } from './failure-answers.ts';
import { forwardRequest } from './http-forwarding.ts';
import { basicCredentials, isRight } from './passwords.ts';
import type { ProxyParts } from './proxy-door.ts';
import type { Endpoint } from './proxy-types.ts';
import { relay } from './relay.ts';
import { goneWith, welcomed } from './welcome.ts';

const longestHead = 16_384;

/**
 * An HTTP proxy: CONNECT (RFC 9110, section 9.3.6), and requests whose target is an `http:` address in full (RFC 9112,
 * section 3.2.2). The protocol is parsed by Node.js.
 */
export function httpServer(parts: ProxyParts): Server {
  const { limits } = parts;
  const server = createServer({
    noDelay: true,
    maxHeaderSize: longestHead,
    headersTimeout: limits.handshakeMs,
    requestTimeout: 0,
    keepAliveTimeout: 5000,
  });
  server.on('connection', (client: Socket) => void welcomed(client, parts));
  server.on('clientError', (_error, client) => {
    parts.tally.refused();
    if (client.writable) client.end(answer(400, 'that is no request of HTTP'));
    else client.destroy();
  });
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    void tunnel(request, client, head, parts);
  });
  server.on('request', (request, response) => {
    if (isAllowed(request, parts)) forwardRequest(request, response, parts);
    else {
      parts.tally.refused();
      response.writeHead(407, { 'proxy-authenticate': challenge, 'content-type': 'text/plain' });
      response.end(`${wrongPassword}\n`);
    }
  });
  return server;
}

const challenge = 'Basic realm="atlink", charset="UTF-8"';
const wrongPassword = 'this proxy wants a user and a password';
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A whole answer with one line of text, after which the connection is closed. */
function answer(status: number, text: string, fields: readonly string[] = []): string {
  const body = `${text}\n`;
  return [
    `HTTP/1.1 ${status} ${reasons[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...fields,
    '',
    body,
  ].join('\r\n');
}

function isAllowed(request: IncomingMessage, { credentials }: ProxyParts): boolean {
  if (credentials === undefined) return true;
  const given = basicCredentials(request.headers['proxy-authorization']);
  return given !== undefined && isRight(given, credentials);
}

/** The target of CONNECT: a host and a port, and nothing else (RFC 9112, section 3.2.3). */
function authority(target: string | undefined): Endpoint | undefined {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(target ?? '');
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

async function tunnel(request: IncomingMessage, client: Socket, head: Buffer, parts: ProxyParts): Promise<void> {
  const { dialler, limits, signal, tally } = parts;
  const refuse = (text: string): void => {
    tally.refused();
    client.end(text);
  };
  if (!isAllowed(request, parts)) return refuse(answer(407, wrongPassword, [`Proxy-Authenticate: ${challenge}`]));
  const to = authority(request.url);
  if (to === undefined) return refuse(answer(400, 'CONNECT wants HOST:PORT'));
  const gone = goneWith(client, signal);
  // Node.js has let go of it: what the client sends meanwhile stays where it is.
  client.pause();
  if (head.length > 0) client.unshift(head);
  try {
    const remote = await dialler.connect(to, gone.signal);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    relay(client, remote, tally, limits.idleMs);
  } catch (thrown) {
    tally.failed();
    if (client.writable) client.end(answer(httpStatusFor(thrown), lineFor(thrown)));
  } finally {
    gone.done();
  }
}
