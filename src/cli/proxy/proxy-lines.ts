import type { ProxyListener } from '../../socket/proxy/proxy-server.ts';
import type { ProxyStatistics } from '../../socket/proxy/proxy-types.ts';

export const listenerLine = ({ at, protocol, to }: ProxyListener): string =>
  to === undefined ? `${protocol} on ${at}` : `${at} leads to ${to}`;

/** What to do with it, for whoever has just started it. */
export function hintFor(listeners: readonly ProxyListener[]): string | undefined {
  const socks = listeners.find(({ protocol }) => protocol === 'SOCKS5');
  if (socks !== undefined) return `curl --socks5-hostname ${socks.at} http://example.com/`;
  const http = listeners.find(({ protocol }) => protocol === 'HTTP');
  return http === undefined ? undefined : `curl -x http://${http.at} http://example.com/`;
}

function bytes(count: number): string {
  if (count < 10_000) return `${count} bytes`;
  return count < 10_000_000 ? `${Math.round(count / 1000)} kB` : `${Math.round(count / 1_000_000)} MB`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** One line of what went through it. */
export function statisticsLine({ bytesDown, bytesUp, connected, failed, refused }: ProxyStatistics): string {
  const parts = [plural(connected, 'connection'), `${bytes(bytesUp)} up, ${bytes(bytesDown)} down`];
  if (failed > 0) parts.push(`${failed} did not come about`);
  if (refused > 0) parts.push(`${plural(refused, 'client')} turned away`);
  return parts.join(', ');
}
