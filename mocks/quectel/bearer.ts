import type { Network } from './network.ts';

/** The addresses of one bearer. */
export interface Bearer {
  readonly v4: string | undefined;
  /** As RFC 5952 writes it. */
  readonly v6: string | undefined;
}

/** What a host asks for, or a network offers. */
export interface AddressFamilies {
  readonly v4: boolean;
  readonly v6: boolean;
}

/** The families of a PDP type of `AT+CGDCONT`. */
export function familiesOf(type: string): AddressFamilies {
  return { v4: type !== 'IPV6', v6: type === 'IPV6' || type === 'IPV4V6' };
}

/** The families of a type of `AT+QICSGP`: 1 IPv4, 2 IPv6, 3 both. */
export function familiesOfStack(type: number): AddressFamilies {
  return { v4: type !== 2, v6: type !== 1 };
}

/** The type of `AT+QICSGP` and `AT+QIACT?` that says what a bearer has. */
export function stackType(bearer: Bearer): number {
  return (bearer.v4 === undefined ? 0 : 1) + (bearer.v6 === undefined ? 0 : 2);
}

/** The cause with which the network refuses these families (3GPP TS 24.301 9.9.4.4); undefined when some are granted. */
export function familyRefusal(wanted: AddressFamilies, network: Network): number | undefined {
  const { families } = network;
  if ((wanted.v4 && families.v4) || (wanted.v6 && families.v6)) return undefined;
  return families.v4 ? 50 : 51;
}

/** Fresh addresses for what is both wanted and offered. */
export function assignBearer(wanted: AddressFamilies, network: Network): Bearer {
  const { families } = network;
  return {
    v4: wanted.v4 && families.v4 ? network.assignAddress() : undefined,
    v6: wanted.v6 && families.v6 ? network.assignLongAddress() : undefined,
  };
}

/** Sixteen numbers with dots, as 3GPP TS 27.007 writes an IPv6 address unless `AT+CGPIAF` says otherwise. */
export function dotted(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const middle = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return [...front, ...middle, ...back]
    .flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    })
    .join('.');
}
