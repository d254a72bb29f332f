import type { Clock } from '../../base/clock.ts';
import { messageOf, TransportError } from '../../base/errors.ts';
import { describeHolder, type Holder, ownHolder, ownPlace } from '../../base/holder.ts';
import { giveBack, tryToTake } from '../../base/lease-file.ts';
import { pause } from '../../base/pause.ts';

/** A module is held by somebody else. */
export class ModuleTakenError extends TransportError {
  readonly holder: Holder;

  constructor(name: string, holder: Holder, waitedMs: number, file: string) {
    const waited = waitedMs >= 500 ? `; waited ${Math.round(waitedMs / 1000)} s for it` : '';
    super('PORT_BUSY', `${name}: the module is taken by ${describeHolder(holder)}${waited}`, {
      where: name,
      hint:
        holder.place === ownPlace()
          ? 'Wait until it ends, or end it: its lease ends with it.'
          : `If that is gone for certain, remove ${file}.`,
    });
    this.holder = holder;
  }
}

/** Modules that nobody else takes until they are given back, or this process ends. */
export interface Lease {
  /** Calling it again does nothing. */
  release(): Promise<void>;
}

export interface LeaseRequest {
  /** What the module is known by, each as `moduleKeys` gives it; none is nothing to be taken. */
  readonly keys: readonly string[];
  /** What the module is called in messages: `lte0`. */
  readonly name: string;
  readonly folder: string;
  readonly clock: Clock;
  /** How long to wait for a module that is held, in milliseconds; 0, the default, does not wait. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Told once, with who holds it, when there is something to wait for. */
  readonly onWait?: (holder: string) => void;
  /** Who takes it; this program's name unless given. */
  readonly program?: string;
}

const lookAgainMs = 250;

/** Tries all keys in one order, so that two who want the same ones do not wait for each other. */
async function tryAll(
  request: LeaseRequest,
  holder: Holder,
): Promise<readonly string[] | { readonly heldBy: Holder; readonly path: string }> {
  const paths: string[] = [];
  try {
    for (const key of [...new Set(request.keys)].sort()) {
      const taken = await tryToTake(request.folder, key, holder);
      if ('heldBy' in taken) {
        await Promise.all(paths.map(giveBack));
        return taken;
      }
      paths.push(taken.path);
    }
    return paths;
  } catch (cause) {
    await Promise.allSettled(paths.map(giveBack));
    throw new TransportError('PORT_FAILED', `${request.name}: the lease cannot be written: ${messageOf(cause)}`, {
      cause,
      where: request.folder,
      hint: 'Set ATLINK_LEASES to a folder that everybody who uses these modules may write to.',
    });
  }
}

/**
 * Takes a module for this process alone. What a process that died held is free again.
 * @throws ModuleTakenError when another has it and the time to wait is over; the reason of `signal`; TransportError
 * `PORT_FAILED` when the folder cannot be written to
 */
export async function takeLease(request: LeaseRequest): Promise<Lease> {
  const { clock, name, onWait, waitMs = 0, signal = new AbortController().signal } = request;
  const holder = ownHolder(clock.date(), request.program);
  const since = clock.now();
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    const taken = await tryAll(request, holder);
    if (!('heldBy' in taken)) return leaseOf(taken);
    const waited = clock.now() - since;
    if (waited >= waitMs) throw new ModuleTakenError(name, taken.heldBy, waited, taken.path);
    if (tries === 1) onWait?.(describeHolder(taken.heldBy));
    await pause(clock, Math.min(lookAgainMs, waitMs - waited), signal);
  }
}

function leaseOf(paths: readonly string[]): Lease {
  let releasing: Promise<void> | undefined;
  return {
    release: () => {
      releasing ??= Promise.all(paths.map(giveBack)).then(() => undefined);
      return releasing;
    },
  };
}
