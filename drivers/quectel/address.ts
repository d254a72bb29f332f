import { isIP } from 'node:net';

const bytesOfIpv6 = 16;

/**
 * An address as people write it. IPv6 comes with colons, or as sixteen decimal numbers with dots between them (3GPP TS
 * 27.007, 10.1.23). A place that has no address yet holds zeros.
 */
export function readAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const numbers = text.split('.').map(Number);
  const isDotted = numbers.length === bytesOfIpv6 && numbers.every((each) => each >= 0 && each <= 255);
  const address = isDotted ? fromBytes(numbers) : text;
  switch (isIP(address)) {
    case 4:
      return address === '0.0.0.0' ? undefined : address;
    case 6: {
      const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
      return shortest === '::' ? undefined : shortest;
    }
    default:
      return undefined;
  }
}

function fromBytes(numbers: readonly number[]): string {
  const digits = numbers.map((each) => each.toString(16).padStart(2, '0')).join('');
  return digits.replaceAll(/.{4}(?=.)/g, '$&:');
}
