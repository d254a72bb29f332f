import type { DataMode } from './data-mode.ts';

/** A call, or a transparent socket, that the host left for command mode and may return to. */
export interface Resumable {
  /** The data mode to return to; undefined when nothing is left of it. */
  resume(): DataMode | undefined;
  /** `ATH`. */
  hangUp(): void;
}

/** Remembers what `ATO` returns to, and which bearer a data call uses. */
export class HeldCall {
  #held: Resumable | undefined;
  #call: { readonly cid: number; readonly end: () => void } | undefined;

  hold(held: Resumable): void {
    this.#held = held;
  }

  /** Takes it up again, for `ATO`. */
  resume(): DataMode | undefined {
    const held = this.#held;
    this.#held = undefined;
    return held?.resume();
  }

  hangUp(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.hangUp();
  }

  /** A data call begins on the bearer of a context; undefined: it is over. */
  callOn(call: { readonly cid: number; readonly end: () => void } | undefined): void {
    this.#call = call;
    if (call === undefined) this.#held = undefined;
  }

  get inCall(): boolean {
    return this.#call !== undefined;
  }

  bearerEnded(cid: number): void {
    const call = this.#call;
    if (call?.cid === cid) call.end();
  }
}
