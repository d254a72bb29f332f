import type { QuirkFields } from './quirk-field.ts';
import type { FirmwareRange, RevisionReader } from './revision.ts';

/** What some models with some firmware do, and what is done about it. */
export interface QuirkRule<Effect extends object = object> {
  readonly id: string;
  /** Names as the module says them, with `*` for any letters: `BG95*`. Capitals do not matter. */
  readonly models: readonly string[];
  /** All firmware, unless given. */
  readonly firmware?: FirmwareRange;
  readonly symptom: string;
  /** Where it was found: a public record, or a document. */
  readonly reference: string;
  /** What it changes of the dialect. */
  readonly effect?: Effect;
  /** Commands, by their beginning, that do harm there. An application that sends one by hand is told. */
  readonly avoid?: readonly string[];
}

/** Where it is shown that something is done, or why it is not. */
export type Proof = { readonly file: string; readonly test: string } | { readonly open: string };

/** A quirk as a family documents it. */
export interface DocumentedQuirk<Effect extends object> extends QuirkRule<Effect> {
  /** What the driver does about it, in words. */
  readonly driver?: string;
  readonly proof: Proof;
}

/** A quirk that a user adds; it comes after those of the family, so that it has the last word. */
export interface UserQuirk extends QuirkRule {
  /** The driver whose modules it is for. */
  readonly family: string;
  /** The file it is from, for people. */
  readonly source?: string;
}

/** What a family knows of quirks. */
export interface QuirkBook<Dialect> extends RevisionReader {
  readonly fields: QuirkFields<Dialect>;
  readonly rules: readonly QuirkRule<Partial<Dialect>>[];
}

/** The same, whatever the dialect is. */
export interface AnyQuirkBook extends RevisionReader {
  readonly fields: object;
  readonly rules: readonly QuirkRule[];
}

/** A quirk that applies to a module. */
export interface AppliedQuirk extends Pick<QuirkRule, 'id' | 'symptom' | 'reference' | 'effect' | 'avoid'> {
  /** Why it applies: `the model BG96 is BG96; the firmware BG96MAR02A07M1G is R02A07 or later`. */
  readonly why: string;
  /** The user's file; undefined for what the family knows by itself. */
  readonly source?: string;
}
