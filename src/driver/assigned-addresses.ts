import type { Binding, Cause } from '../connectivity/index.ts';

/** The addresses that an interface was given: ours to remember, since the interface is never asked (G9). */
export class AssignedAddresses {
  readonly #binding: Binding<unknown>;
  #assigned: readonly string[] = [];

  constructor(binding: Binding<unknown>) {
    this.#binding = binding;
  }

  /** Makes these the interface's addresses. What stays is not touched, so that nobody sees it go and come. */
  assign(addresses: readonly string[], cause: Cause): void {
    const before = this.#assigned;
    this.#assigned = [...addresses];
    for (const address of before) if (!addresses.includes(address)) this.#binding.removeAddress(address, cause);
    for (const address of addresses) if (!before.includes(address)) this.#binding.addAddress(address, cause);
  }
}
