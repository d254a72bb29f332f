/** The interface identifier that a MAC address gives (RFC 4291, appendix A). */
function interfaceIdentifier(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((part) => Number.parseInt(part, 16));
  const groups = [((a ^ 0x02) << 8) | b, (c << 8) | 0xff, (0xfe << 8) | d, (e << 8) | f];
  return groups.map((group) => group.toString(16)).join(':');
}

/** The link-local address of a station, as `+CIPSTA:ip6ll` prints it. */
export function linkLocalAddress(mac: string): string {
  return `fe80::${interfaceIdentifier(mac)}`;
}

/** The global address under a prefix of 64 bits: `2001:db8:0:1`. */
export function globalAddress(prefix: string, mac: string): string {
  return `${prefix}:${interfaceIdentifier(mac)}`;
}
