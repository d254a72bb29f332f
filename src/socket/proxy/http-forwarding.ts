import { type IncomingHttpHeaders, type IncomingMessage, request as makeRequest, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { ModuleSocket } from '../../connectivity/index.ts';
import { httpStatusFor, lineFor } from './failure-answers.ts';
import type { ProxyParts } from './proxy-door.ts';
import type { Endpoint } from './proxy-types.ts';
import { goneWith } from './welcome.ts';

/** Fields that are for the next hop alone: RFC 9110, section 7.6.1. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The fields that go on, without those for this hop and those that `Connection` names. */
function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? '').split(',').map((each) => each.trim().toLowerCase()));
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name) && !named.has(name)) kept[name] = value;
  }
  return kept;
}

function targetOf(text: string | undefined): { readonly to: Endpoint; readonly url: URL } | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' || url.hostname === '') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { to: { host, port: url.port === '' ? 80 : Number(url.port) }, url };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    // The client has to see that something is missing.
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`);
}

/** Passes one request on over a connection of its own, and the answer back. */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, parts: ProxyParts): void {
  const target = targetOf(request.url);
  if (target === undefined) {
    parts.tally.refused();
    refuse(response, 400, 'this is a proxy: give the address in full, http://HOST/PATH, or use CONNECT');
    return;
  }
  const gone = goneWith(request.socket, parts.signal);
  response.once('close', () => gone.done());
  parts.dialler.connect(target.to, gone.signal).then(
    (remote) => exchange(request, response, remote, target.url, parts),
    (thrown: unknown) => {
      parts.tally.failed();
      if (!response.destroyed) refuse(response, httpStatusFor(thrown), lineFor(thrown));
    },
  );
}

function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  remote: ModuleSocket,
  url: URL,
  { limits, tally }: ProxyParts,
): void {
  const over = tally.opened();
  remote.on('error', () => undefined);
  remote.once('close', over);
  remote.setTimeout(limits.idleMs, () => remote.destroy());
  response.once('close', () => remote.destroy());
  request.on('data', (bytes: Buffer) => tally.up(bytes.length));
  const onward = makeRequest({
    // It is the connection that leads there; nothing is looked up here.
    createConnection: () => remote as never,
    method: request.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    headers: { ...endToEnd(request.headers), host: url.host, connection: 'close' },
    setHost: false,
  });
  onward.once('response', (answer) => {
    answer.on('data', (bytes: Buffer) => tally.down(bytes.length));
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', endToEnd(answer.headers));
    pipeline(answer, response, (error) => {
      if (error) response.destroy();
    });
  });
  onward.once('error', (error) => refuse(response, 502, lineFor(error)));
  pipeline(request, onward, () => undefined);
}
