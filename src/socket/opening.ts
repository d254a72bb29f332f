import { SocketError } from '../base/socket-error.ts';
import type {
  ConnectOptions,
  LookupAddress,
  ModuleTls,
  SocketFamily,
  StreamRequest,
  StreamSocket,
  TlsOptions,
} from '../connectivity/index.ts';
import { familyOf, isName, type Place } from './place.ts';

/** What is told while a connection is being made. */
export interface OpeningReports {
  lookedUp(address: string, family: SocketFamily): void;
}

/** Options of `connect`, checked. */
export interface Opening {
  readonly options: ConnectOptions;
  readonly port: number;
}

/**
 * Waits for the interface if that is wanted, looks the name up if the caller brought a way to, and has the module open
 * the connection.
 */
export async function openStream(
  place: Place,
  { options, port }: Opening,
  reports: OpeningReports,
  signal: AbortSignal,
): Promise<StreamSocket> {
  const { waitForUp = false } = options;
  if (waitForUp !== false) await place.up('connect', waitForUp === true ? undefined : waitForUp, signal);
  const provider = place.provider('connect');
  place.used();
  const family = familyOf(options.family);
  let { host } = options;
  if (options.lookup !== undefined && isName(host)) {
    const found = await lookUp(options.lookup, host, family);
    signal.throwIfAborted();
    host = found.address;
    reports.lookedUp(found.address, found.family);
  }
  const tls = moduleTls(options);
  const request: StreamRequest = {
    host,
    port,
    ...(family !== undefined && { family }),
    ...(tls !== undefined && { tls }),
    ...(options.transparent === true && { transparent: true }),
  };
  const stream = await provider.open(request, signal);
  if (isName(host)) reports.lookedUp(stream.remote.address, stream.remote.family);
  return stream;
}

function lookUp(
  lookup: NonNullable<ConnectOptions['lookup']>,
  host: string,
  family: SocketFamily | undefined,
): Promise<LookupAddress> {
  return new Promise((resolve, reject) => {
    lookup(host, { family: family ?? 0 }, (error, found, foundFamily) => {
      if (error !== null) return reject(error);
      // A function that gives all of them gives the best one first.
      const first = typeof found === 'string' ? { address: found, family: familyOf(foundFamily) ?? 4 } : found[0];
      if (first !== undefined) return resolve(first);
      const details = { syscall: 'getaddrinfo', address: host };
      reject(new SocketError('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`, details));
    });
  });
}

/** The options of TLS, when it is not off. */
export function tlsOf({ tls }: ConnectOptions): TlsOptions | undefined {
  if (tls === undefined || tls === false) return undefined;
  return tls === true ? {} : tls;
}

function moduleTls(options: ConnectOptions): ModuleTls | undefined {
  const tls = tlsOf(options);
  if (tls === undefined || tls.by === 'host') return undefined;
  const { ca, cert, key, maxVersion, minVersion, servername } = tls;
  return {
    verify: tls.rejectUnauthorized !== false,
    serverName: servername ?? (isName(options.host) ? options.host : undefined),
    ...(ca !== undefined && { ca: pemText(ca) }),
    ...(cert !== undefined && { cert: pemText(cert) }),
    ...(key !== undefined && { key: pemText(key) }),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
  };
}

function pemText(input: NonNullable<TlsOptions['ca']>): string {
  const texts = typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
  return texts.map((each) => (typeof each === 'string' ? each : Buffer.from(each).toString('utf8'))).join('\n');
}
