import { type OptionDefinition, OptionRefusal } from '../../src/driver/index.ts';
import type { ConfigurationItem } from './configuration.ts';
import { WrongOptionError } from './failures.ts';
import { type QuectelDialect, type Rat, rats } from './models.table.ts';

const isRat = (text: string): text is Rat => rats.some((rat) => rat === text);

/** Takes `auto`, or technologies in the order in which they are to be searched: `ltem,nbiot`. */
export const ratOption: OptionDefinition<string> = {
  title: `what to search with, in this order (${rats.join(', ')}), or auto; what the module has stored unless given`,
  read: (given) => {
    if (given === 'auto') return given;
    const wanted = `auto, or some of ${rats.join(', ')} with commas between them, each once`;
    const names = typeof given === 'string' ? given.split(',').map((name) => name.trim()) : [];
    if (names.length === 0 || !names.every(isRat) || new Set(names).size < names.length)
      throw new OptionRefusal(wanted);
    return names.join(',');
  },
};

/**
 * What has to be configured so that a model searches with these.
 * @throws WrongOptionError where the model does not have one of them, or cannot be told such a choice
 */
export function searchOrder(dialect: QuectelDialect, option: string): readonly ConfigurationItem[] {
  const { family, rats: has, scan } = dialect;
  const wanted = option === 'auto' ? has : option.split(',').filter(isRat);
  const missing = wanted.filter((rat) => !has.includes(rat));
  if (missing.length > 0) {
    throw new WrongOptionError('FEATURE_MISSING', `${family} has no ${missing.join(', ')}`, {
      hint: `The option rat takes ${has.join(', ')} there.`,
    });
  }
  switch (scan) {
    case 'sequence':
      return sequence(has, wanted, option === 'auto');
    case 'mode':
      return [{ command: '+QCFG', name: 'nwscanmode', values: [mode(dialect, wanted)] }];
    case 'preference':
      return [{ command: '+QNWPREFCFG', name: 'mode_pref', values: [preference(dialect, wanted)] }];
    default:
      throw new WrongOptionError('FEATURE_MISSING', `how to choose what ${family} searches with is not known`, {
        hint: 'Leave the option rat out.',
      });
  }
}

const pairs: Readonly<Partial<Record<Rat, string>>> = { gsm: '01', ltem: '02', nbiot: '03' };

/** Those that were not asked for stand at the end of the sequence, where the modes exclude them. */
function sequence(has: readonly Rat[], wanted: readonly Rat[], isAuto: boolean): readonly ConfigurationItem[] {
  const order = [...wanted, ...has.filter((rat) => !wanted.includes(rat))].map((rat) => pairs[rat]).join('');
  const hasLte = wanted.some((rat) => rat !== 'gsm');
  const scanMode = !wanted.includes('gsm') ? '3' : hasLte ? '0' : '1';
  const kinds = wanted.includes('ltem') ? (wanted.includes('nbiot') ? '2' : '0') : '1';
  return [
    { command: '+QCFG', name: 'nwscanseq', values: [isAuto ? '00' : order] },
    { command: '+QCFG', name: 'nwscanmode', values: [isAuto ? '0' : scanMode] },
    ...(hasLte ? [{ command: '+QCFG', name: 'iotopmode', values: [kinds] } as const] : []),
  ];
}

const modes: Readonly<Partial<Record<Rat, string>>> = { gsm: '1', wcdma: '2', lte: '3' };

function mode({ family, rats: has }: QuectelDialect, wanted: readonly Rat[]): string {
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return modes[only] ?? '0';
  if (wanted.length === has.length) return '0';
  throw new WrongOptionError('FEATURE_MISSING', `${family} searches with one technology or with all`, {
    hint: `Set the option rat to auto, or to one of ${has.join(', ')}.`,
  });
}

const preferences: Readonly<Partial<Record<Rat, string>>> = { wcdma: 'WCDMA', lte: 'LTE', nr: 'NR5G' };

/** Which it prefers cannot be said: the names come in the order of the manual. */
const preference = ({ rats: has }: QuectelDialect, wanted: readonly Rat[]): string =>
  wanted.length === has.length
    ? 'AUTO'
    : has
        .filter((rat) => wanted.includes(rat))
        .map((rat) => preferences[rat])
        .join(':');
