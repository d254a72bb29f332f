/** The modem control lines as the host sets them: true is asserted, which pulls the bridge's pin low. */
export interface HostControlLines {
  readonly dtr: boolean;
  readonly rts: boolean;
}

/** The two pins of the chip that the lines reach. */
export interface ChipPins {
  /** EN is low: the chip is held in reset. */
  readonly held: boolean;
  /** BOOT is low: a reset that ends now leads into the ROM loader. */
  readonly boot: boolean;
}

/** How the lines reach the chip. */
export type Wiring = 'two-transistors' | 'direct' | 'none';

/**
 * What the lines do to the pins. With the two transistors of the usual auto-reset circuit both lines together do
 * nothing; wired directly each of them does its part (esptool documentation, "Boot Mode Selection").
 */
export function pinsOf(wiring: Wiring, { dtr, rts }: HostControlLines): ChipPins {
  if (wiring === 'none') return { held: false, boot: false };
  if (wiring === 'direct') return { held: rts, boot: dtr };
  return { held: rts && !dtr, boot: dtr && !rts };
}
