import type { ActiveFault } from './active-fault.ts';
import { arm } from './active-fault.ts';
import type { Direction } from './fault.ts';
import { isByteFault } from './fault.ts';
import type { Manner } from './held-bytes.ts';

/** What a lane is part of. */
export interface LaneOwner {
  readonly faults: readonly ActiveFault[];
  /** Called for each byte, before it is passed on. */
  seen(byte: number): void;
  log(active: ActiveFault, detail?: string): void;
  /** A fault that is no byte fault: its moment has come. */
  befall(active: ActiveFault): void;
  pass(bytes: Uint8Array, manner: Manner): void;
}

/** The bytes of one direction, with what befalls each of them. Chunks make no difference to that. */
export class Lane {
  readonly #direction: Direction;
  readonly #owner: LaneOwner;
  #position = 0;

  constructor(direction: Direction, owner: LaneOwner) {
    this.#direction = direction;
    this.#owner = owner;
  }

  /** How many bytes have gone by. */
  get position(): number {
    return this.#position;
  }

  take(bytes: Uint8Array): void {
    let out: number[] = [];
    for (const byte of bytes) {
      this.#position += 1;
      this.#owner.seen(byte);
      const events = this.#count();
      out.push(...this.#spoil(byte));
      if (events.length === 0) continue;
      this.#passOn(out);
      out = [];
      for (const active of events) this.#owner.befall(active);
    }
    this.#passOn(out);
  }

  #count(): readonly ActiveFault[] {
    const events: ActiveFault[] = [];
    for (const active of this.#owner.faults) {
      if (active.counting !== this.#direction || !active.trigger.byte()) continue;
      if (isByteFault(active.fault)) arm(active, active.fault);
      else events.push(active);
    }
    return events;
  }

  #spoil(byte: number): readonly number[] {
    let left: readonly number[] = [byte];
    for (const active of this.#owner.faults) {
      if (active.direction !== this.#direction || active.armed === 0) continue;
      const { kind } = active.fault;
      if (kind !== 'lose' && kind !== 'double' && kind !== 'corrupt') continue;
      active.armed -= 1;
      if (kind === 'lose') left = [];
      else if (kind === 'double') left = left.flatMap((each) => [each, each]);
      else left = left.map((each) => each ^ (1 << Math.floor(active.random() * 8)));
      this.#owner.log(active, `0x${byte.toString(16).padStart(2, '0')}`);
    }
    return left;
  }

  #passOn(out: readonly number[]): void {
    if (out.length === 0) return;
    let [delayMs, glueMs] = [0, 0];
    let split: Manner['split'];
    for (const active of this.#owner.faults) {
      if (active.direction !== this.#direction || active.armed === 0) continue;
      const { fault } = active;
      if (fault.kind === 'delay') delayMs += fault.ms;
      else if (fault.kind === 'glue') glueMs = Math.max(glueMs, fault.ms);
      else if (fault.kind === 'split') split = { size: fault.size, gapMs: fault.gapMs ?? 0 };
      else continue;
      active.armed -= 1;
      this.#owner.log(active, `${out.length} bytes`);
    }
    this.#owner.pass(Uint8Array.from(out), { delayMs, glueMs, split });
  }
}
