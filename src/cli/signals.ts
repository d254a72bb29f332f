import { constants } from 'node:os';

/** The signals that end a command in good order. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof stopSignals)[number];

/** The part of `process` that signals come from. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

/** As a shell would see a program that the signal killed: 130 for SIGINT. */
export function exitCodeOfSignal(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}

/**
 * Calls `first` when the user or the system wants an end, and `again` when they want it a second time and cannot wait.
 * @returns a function that stops listening
 */
export function onStopSignal(
  source: SignalSource,
  first: (signal: StopSignal) => void,
  again: (signal: StopSignal) => void,
): () => void {
  let seen = false;
  const listener = (signal: StopSignal): void => {
    const act = seen ? again : first;
    seen = true;
    act(signal);
  };
  for (const signal of stopSignals) source.on(signal, listener);
  return () => {
    for (const signal of stopSignals) source.off(signal, listener);
  };
}

/** Signals, and the keys that mean the same: a terminal that gives each key by itself makes no signal of Ctrl-C. */
export class KeySignals implements SignalSource {
  readonly #source: SignalSource;
  readonly #listeners = new Set<(signal: StopSignal) => void>();

  constructor(source: SignalSource) {
    this.#source = source;
  }

  on(signal: StopSignal, listener: (signal: StopSignal) => void): void {
    this.#source.on(signal, listener);
    if (signal === 'SIGINT') this.#listeners.add(listener);
  }

  off(signal: StopSignal, listener: (signal: StopSignal) => void): void {
    this.#source.off(signal, listener);
    if (signal === 'SIGINT') this.#listeners.delete(listener);
  }

  /** What Ctrl-C would have been. */
  interrupt(): void {
    for (const listener of [...this.#listeners]) listener('SIGINT');
  }
}
