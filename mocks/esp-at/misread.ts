/** The bits on the line, 8N1, in the order in which they are sent. */
function bitsOf(bytes: Uint8Array): readonly number[] {
  const bits: number[] = [];
  for (const byte of bytes) {
    bits.push(0);
    for (let bit = 0; bit < 8; bit++) bits.push((byte >> bit) & 1);
    bits.push(1);
  }
  return bits;
}

/**
 * What a UART at `readAt` baud makes of bytes that were sent at `sentAt` baud without a pause: the line is sampled in
 * the middle of each bit, as the receiver sees the bits. So the ROM of an ESP8266, which speaks at 74 880 baud, becomes
 * the garbage that a host at 115 200 baud knows.
 */
export function misread(bytes: Uint8Array, sentAt: number, readAt: number): Uint8Array {
  const bits = bitsOf(bytes);
  const step = sentAt / readAt;
  const level = (position: number): number => bits[Math.floor(position)] ?? 1;
  const seen: number[] = [];
  let at = 0;
  while (at < bits.length) {
    if (level(at) === 1) {
      at = Math.floor(at) + 1;
      continue;
    }
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte |= level(at + (bit + 1.5) * step) << bit;
    seen.push(byte);
    at += 9.5 * step;
    // Without a stop bit the receiver waits for the line to rest before it looks for the next start.
    while (at < bits.length && level(at) === 0) at = Math.floor(at) + 1;
  }
  return Uint8Array.from(seen);
}

/** Whether two UARTs understand each other: 8N1 bears about 3 % of difference. */
export function sameSpeed(one: number, other: number): boolean {
  return Math.abs(one - other) / other < 0.03;
}
