import type { RowCondition } from './row-condition.js';

/** How a language puts each kind of condition; lists come joined. */
interface Phrases {
  readonly every: string;
  readonly none: string;
  readonly and: string;
  readonly or: string;
  readonly under: (paths: string) => string;
  readonly level: (most: string) => string;
  readonly without: string;
  readonly within: (compartments: string) => string;
  readonly compartmented: string;
  readonly own: string;
  readonly naming: (values: string) => string;
  readonly whose: (field: string, values: string) => string;
}

const PHRASES = {
  en: {
    every: 'every row',
    none: 'no row',
    and: 'and',
    or: 'or',
    under: (paths) => `under ${paths}`,
    level: (most) => `level at most ${most}`,
    without: 'without compartments',
    within: (compartments) => `compartments within ${compartments}`,
    compartmented: 'with compartments',
    own: 'your own record',
    naming: (values) => `that name ${values}`,
    whose: (field, values) => `whose ${field} is ${values}`,
  },
  fr: {
    every: 'toutes les lignes',
    none: 'aucune ligne',
    and: 'et',
    or: 'ou',
    under: (paths) => `sous ${paths}`,
    level: (most) => `niveau ${most} au plus`,
    without: 'sans compartiment',
    within: (compartments) => `compartiments parmi ${compartments}`,
    compartmented: 'avec compartiments',
    own: 'votre propre fiche',
    naming: (values) => `qui nomment ${values}`,
    whose: (field, values) => `dont ${field} est ${values}`,
  },
  vi: {
    every: 'mọi dòng',
    none: 'không dòng nào',
    and: 'và',
    or: 'hoặc',
    under: (paths) => `thuộc ${paths}`,
    level: (most) => `độ mật không quá ${most}`,
    without: 'không có ngăn mật',
    within: (compartments) => `ngăn mật trong số ${compartments}`,
    compartmented: 'có ngăn mật',
    own: 'hồ sơ của chính bạn',
    naming: (values) => `có nêu ${values}`,
    whose: (field, values) => `có ${field} là ${values}`,
  },
} as const satisfies Readonly<Record<string, Phrases>>;

/** A condition in one clause of a language, for `extensions.access.conditions`. Never names a row or a hidden field. */
export function describeRowCondition(condition: RowCondition, language: keyof typeof PHRASES = 'en'): string {
  const says: Phrases = PHRASES[language];
  const either = (values: readonly string[]): string => values.join(` ${says.or} `);
  const part = (one: RowCondition): string =>
    one.kind === 'any' || one.kind === 'all' ? `(${describe(one)})` : describe(one);
  const describe = (one: RowCondition): string => {
    switch (one.kind) {
      case 'always':
        return says.every;
      case 'never':
        return says.none;
      case 'all':
        return distinct(one.of.map(part)).join(` ${says.and} `);
      case 'any':
        return distinct(one.of.map(part)).join(` ${says.or} `);
      case 'under':
        return says.under(either(one.paths));
      case 'level':
        return says.level(one.atMost);
      case 'holds':
        return one.compartments.length === 0 ? says.without : says.within(one.compartments.join(', '));
      case 'compartmented':
        return says.compartmented;
      case 'ids':
        return says.own;
      case 'oneOf':
        return isHidden(one.field) ? says.naming(either(one.values)) : says.whose(one.field, either(one.values));
      default:
        return one satisfies never;
    }
  };
  return describe(condition);
}

/** Row fields are named `row…`; they are no client's business. */
const isHidden = (field: string): boolean => field.startsWith('row');

/** Hidden fields have no names here, so conditions on several of them may read the same. */
const distinct = (parts: readonly string[]): readonly string[] => [...new Set(parts)];
