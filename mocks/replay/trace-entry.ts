/** What a replay needs of a trace, as the package's `parseTrace` reads it from a file (docs/traces.md). */
export type ReplayEntry =
  | {
      readonly t: number;
      readonly dir: 'in' | 'out';
      /** One character a byte. */
      readonly bytes: string;
      /** Where private values were replaced: the host may send anything there, of any length. */
      readonly hidden?: readonly (readonly [start: number, length: number])[];
    }
  | { readonly t: number; readonly dir: 'in' | 'out'; readonly length: number; readonly payload?: string }
  | { readonly t: number; readonly note: string };
