import { ControlError } from '../../base/errors.ts';
import type { ModuleIdentity } from '../../connectivity/index.ts';
import type { DriverDefinition } from '../define-driver.ts';
import { harmOf, quirksOf, withQuirks } from './apply-quirks.ts';
import { readQuirks } from './check-quirks.ts';
import type { AnyQuirkBook, AppliedQuirk, UserQuirk } from './quirk.ts';

type Family<Dialect> = Pick<DriverDefinition<never, Dialect>, 'name' | 'quirks' | 'dialectOf'>;

/** The quirks of one module: those of its family, and then those that the user gave. */
export class ModuleQuirks<Dialect> {
  readonly #family: Family<Dialect>;
  readonly #own: readonly UserQuirk[];

  /**
   * @param given of any families; those of others are left to them
   * @param where whose they are, for messages
   * @throws ControlError `EINVAL` when one of this family is not right
   */
  constructor(family: Family<Dialect>, given: readonly UserQuirk[] = [], where: string = family.name) {
    this.#family = family;
    const own = given.filter((quirk) => quirk?.family === family.name);
    const books = new Map<string, AnyQuirkBook>(family.quirks && [[family.name, family.quirks]]);
    const plain = own.map(({ source: _, ...quirk }) => quirk);
    const [problem] = readQuirks(plain, books).problems;
    if (problem !== undefined) {
      const [index, ...rest] = problem.path;
      const at = [own[Number(index)]?.id ?? `quirk ${index}`, ...rest].join('.');
      throw new ControlError('EINVAL', `${at}: ${problem.message}`, {
        where,
        ...(problem.hint !== undefined && { hint: problem.hint }),
      });
    }
    this.#own = own;
  }

  /** Which apply to a module, and why. */
  of(identity: ModuleIdentity): readonly AppliedQuirk[] {
    return quirksOf(this.#family.quirks, identity, this.#own);
  }

  /** What is particular to a module, quirks and all. */
  dialectOf(identity: ModuleIdentity): Dialect {
    return withQuirks(this.#family.dialectOf(identity), this.of(identity));
  }

  /** What a command line of the application's does to a module, in words; undefined where it is known to do no harm. */
  warningFor(text: string, identity: ModuleIdentity): string | undefined {
    const quirk = harmOf(text, this.of(identity));
    return quirk && `${text.trim()} does harm to this module: ${quirk.symptom} (quirk ${quirk.id}, ${quirk.reference})`;
  }
}
