import { expect, test } from '@jest/globals';
import type { Binding } from '../connectivity/index.ts';
import { AssignedAddresses } from './assigned-addresses.ts';

test('each address that came is added, each that went is removed, and what stays is not touched', () => {
  const changes: string[] = [];
  const binding = {
    addAddress: (address: string) => void changes.push(`+${address}`),
    removeAddress: (address: string) => void changes.push(`-${address}`),
  };
  const addresses = new AssignedAddresses(binding as unknown as Binding<unknown>);
  const cause = { kind: 'urc', text: '+CGEV: IPV6 0' } as const;
  addresses.assign(['10.0.0.1'], cause);
  addresses.assign(['10.0.0.1', '2001:db8::1'], cause);
  addresses.assign(['2001:db8::1'], cause);
  addresses.assign([], cause);
  expect(changes).toEqual(['+10.0.0.1', '+2001:db8::1', '-10.0.0.1', '-2001:db8::1']);
});
