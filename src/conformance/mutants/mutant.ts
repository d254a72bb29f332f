import {
  type AttemptEvent,
  type AttemptState,
  type AttemptStep,
  type Binding,
  stepAttempt,
} from '../../connectivity/index.ts';
import type { Guideline } from '../check.ts';
import type { ReferenceContext, ReferenceTweaks } from '../reference/implementation.ts';

/** An implementation that is wrong on purpose: the kit must notice, and say which guideline it is about. */
export interface Mutant {
  readonly name: string;
  /** The guideline that it breaks: at least one check of it must fail. */
  readonly breaks: Guideline;
  /** Made anew for each world, so that what a mutant remembers between bindings does not outlive it. */
  readonly makeTweaks: () => ReferenceTweaks;
}

export type ReferenceBinding = Binding<ReferenceContext>;

export const mutant = (name: string, breaks: Guideline, tweaks: ReferenceTweaks | (() => ReferenceTweaks)): Mutant => ({
  name,
  breaks,
  makeTweaks: typeof tweaks === 'function' ? tweaks : () => tweaks,
});

type Spoil<Type extends AttemptEvent['type']> = (
  right: AttemptStep,
  state: AttemptState,
  event: Extract<AttemptEvent, { readonly type: Type }>,
  binding: ReferenceBinding,
) => AttemptStep;

/** Decides wrongly about one type of event. */
export function spoils<Type extends AttemptEvent['type']>(type: Type, spoil: Spoil<Type>): ReferenceTweaks {
  return {
    step: (binding) => (state, event) => {
      const right = stepAttempt(state, event);
      if (event.type !== type) return right;
      return spoil(right, state, event as Extract<AttemptEvent, { readonly type: Type }>, binding);
    },
  };
}

/** Changes the effects of every decision. */
export function effectsOf(change: (effects: AttemptStep['effects']) => AttemptStep['effects']): ReferenceTweaks {
  return {
    step: () => (state, event) => {
      const right = stepAttempt(state, event);
      return { state: right.state, effects: change(right.effects) };
    },
  };
}

/** Takes an event for nothing. */
export const ignored = (_: AttemptStep, state: AttemptState): AttemptStep => ({ state, effects: [] });

/** The same step without some of its effects. */
export function without(step: AttemptStep, ...types: readonly string[]): AttemptStep {
  return { state: step.state, effects: step.effects.filter(({ type }) => !types.includes(type)) };
}
