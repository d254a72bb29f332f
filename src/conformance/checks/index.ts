import type { Check } from '../check.ts';
import { attemptChecks } from './attempts.ts';
import { callbackChecks } from './callbacks.ts';
import { controlChecks } from './control-api.ts';
import { lossChecks } from './losses.ts';
import { neighbourChecks } from './neighbours.ts';
import { startChecks } from './start.ts';
import { stateChecks } from './state.ts';

const rank = ({ guideline, id }: Check): number =>
  (guideline === 'API' ? 100 : Number(guideline.slice(1))) * 100 + Number(id.split('.')[1]);

/** Every check of the kit, by guideline. */
export const checks: readonly Check[] = [
  ...startChecks,
  ...stateChecks,
  ...attemptChecks,
  ...lossChecks,
  ...neighbourChecks,
  ...callbackChecks,
  ...controlChecks,
].sort((one, other) => rank(one) - rank(other));
