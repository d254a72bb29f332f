import type { ModuleIdentity } from '../../connectivity/index.ts';
import type { AnyQuirkBook, AppliedQuirk, QuirkRule, UserQuirk } from './quirk.ts';
import { isInRange, type RevisionReader, rangeWords } from './revision.ts';

function fitsModel(pattern: string, model: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(model);
}

/** Why a rule applies to a module; undefined where it does not. */
function reason(rule: QuirkRule, identity: ModuleIdentity, reader: RevisionReader): string | undefined {
  const { model = '', firmware = '' } = identity;
  const pattern = rule.models.find((each) => fitsModel(each, model));
  if (pattern === undefined) return undefined;
  if (rule.firmware !== undefined && !isInRange(firmware, rule.firmware, reader)) return undefined;
  const ofModel = pattern === '*' ? 'any model' : `the model ${model} is ${pattern}`;
  return rule.firmware === undefined ? ofModel : `${ofModel}; the firmware ${firmware} is ${rangeWords(rule.firmware)}`;
}

const isSpecific = ({ firmware, models }: QuirkRule): boolean => firmware !== undefined || !models.includes('*');

/**
 * The quirks that apply to a module, in the order in which they count: the later has the last word. Those of a whole
 * family are left out unless they change something: the driver lives with them, whatever the model.
 */
export function quirksOf(
  book: AnyQuirkBook | undefined,
  identity: ModuleIdentity,
  own: readonly UserQuirk[] = [],
): readonly AppliedQuirk[] {
  if (book === undefined) return [];
  const rules: readonly (QuirkRule & Pick<UserQuirk, 'source'>)[] = [...book.rules, ...own];
  return rules.flatMap((rule) => {
    const { avoid, effect, id, reference, source, symptom } = rule;
    const acts = effect !== undefined || avoid !== undefined;
    const why = isSpecific(rule) || acts ? reason(rule, identity, book) : undefined;
    if (why === undefined) return [];
    return [
      { id, symptom, reference, why, ...(effect && { effect }), ...(avoid && { avoid }), ...(source && { source }) },
    ];
  });
}

/** A dialect with the quirks of a module in place. */
export function withQuirks<Dialect>(dialect: Dialect, quirks: readonly AppliedQuirk[]): Dialect {
  return Object.assign({}, dialect, ...quirks.map(({ effect }) => effect));
}

/** The quirk that says that a command does harm to this module; undefined where none does. */
export function harmOf(line: string, quirks: readonly AppliedQuirk[]): AppliedQuirk | undefined {
  const sent = line.trim().replace(/^at/i, '').toUpperCase();
  return quirks.find(({ avoid = [] }) => avoid.some((command) => begins(sent, command.toUpperCase())));
}

/** `+CGACT` is no beginning of `+CGACTX`, but of `+CGACT=1,1`. */
const begins = (sent: string, command: string): boolean =>
  sent.startsWith(command) && !(/[A-Z0-9]$/.test(command) && /^[A-Z0-9]/.test(sent.slice(command.length)));
