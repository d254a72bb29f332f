import { isIPv4, isIPv6 } from 'node:net';
import { ControlError } from '../base/errors.ts';

export type AddressFamily = 'IPv4' | 'IPv6';

/** An IP address of an interface, as the module was given it. */
export interface IpAddress {
  readonly family: AddressFamily;
  /** In the text form of its family: `10.76.51.180`, `2001:db8::1`. */
  readonly address: string;
}

/** @throws ControlError `EINVAL` when the text is no IP address. */
export function ipAddress(text: string): IpAddress {
  if (isIPv4(text)) return { family: 'IPv4', address: text };
  if (isIPv6(text)) return { family: 'IPv6', address: text.toLowerCase() };
  throw new ControlError('EINVAL', `${JSON.stringify(text)} is not an IP address`, {
    hint: 'Give it as 192.0.2.1 or 2001:db8::1.',
  });
}
