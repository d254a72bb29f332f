/** Lets writes pass, or holds them up for as long as it is shut. */
export class WriteGate {
  #shut: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  hold(): void {
    if (this.#shut !== undefined) return;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#shut = { opened, open };
  }

  release(): void {
    this.#shut?.open();
    this.#shut = undefined;
  }

  async pass(): Promise<void> {
    while (this.#shut !== undefined) await this.#shut.opened;
  }
}
