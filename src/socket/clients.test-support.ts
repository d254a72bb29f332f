import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { serverCertificate, serverKey } from '../../mocks/network/certificates.test-support.ts';
import { systemClock } from '../base/clock.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';

type Handler = Parameters<typeof createHttpServer>[1];

/** Answers with what was asked, after the whole body came. */
const answer: Handler = (request, response) => {
  let length = 0;
  request.on('data', (bytes: Buffer) => {
    length += bytes.length;
  });
  request.on('end', () => {
    response.setHeader('content-type', 'text/plain');
    response.end(`${request.method} ${request.url} ${length}`);
  });
};

/** `http://example.test` and `https://example.test`, real servers of Node.js behind a module in memory. */
export function webRig() {
  const provider = new MemoryProvider({ hosts: { 'example.test': ['192.0.2.1'] }, limits: { sockets: 4 } });
  const http = createHttpServer(answer);
  const https = createHttpsServer({ cert: serverCertificate, key: serverKey }, answer);
  const serve = (server: HttpServer) => (peer: Duplex) => void server.emit('connection', peer);
  provider.serve('192.0.2.1:80', serve(http));
  provider.serve('192.0.2.1:443', serve(https));
  return { ...rigOf(provider, systemClock), provider };
}
