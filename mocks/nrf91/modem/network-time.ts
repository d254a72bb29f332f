/** Two digits with their order turned round, as semi-octets are (3GPP TS 23.040 9.1.2.3). */
function swapped(value: number): string {
  const digits = String(value).padStart(2, '0');
  return `${digits[1]}${digits[0]}`;
}

/** `%XTIME` for UTC without daylight saving time (nRF91 AT Commands Reference Guide, %XTIME). */
export function networkTime(date: Date): string {
  const parts = [
    date.getUTCFullYear() % 100,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    0,
  ];
  return `%XTIME: "00","${parts.map(swapped).join('')}","00"`;
}

/** `26/07/02,14:27:52+00`: UTC, with the zone in quarter hours, as `+CCLK` writes it. */
export function networkClock(date: Date): string {
  const iso = date.toISOString();
  return `${iso.slice(2, 10).replaceAll('-', '/')},${iso.slice(11, 19)}+00`;
}
