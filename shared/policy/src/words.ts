import type { Grant, Relation } from './content.js';
import type { Policy } from './policy.js';
import type { Language } from './said.js';

/** How a language puts the lines of the scope table. */
interface Phrases {
  readonly everyone: string;
  readonly or: string;
  readonly and: string;
  readonly block: (block: string) => string;
  readonly functions: (functions: string) => string;
  readonly organisations: (organisations: string) => string;
  readonly levels: (levels: string) => string;
  readonly rows: Readonly<Record<Relation, string>>;
  readonly where: (field: string, values: string) => string;
  readonly allFields: string;
  readonly butSensitive: string;
  readonly only: (fields: string) => string;
  readonly except: (fields: string) => string;
  readonly sharing: (sharing: string) => string;
  readonly anyPurpose: string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    everyone: 'everyone',
    or: 'or',
    and: 'and',
    block: (block) => `the ${block} block`,
    functions: (functions) => `function ${functions}`,
    organisations: (organisations) => `organisation ${organisations}`,
    levels: (levels) => `level ${levels}`,
    rows: {
      every: 'every row',
      unclassified: 'UNCLASSIFIED rows',
      'own-line': 'rows of the own line',
      self: 'the own record',
      'party-to': 'rows that name the own organisation',
      'first-party': 'rows that name the own organisation first',
    },
    where: (field, values) => `whose ${field} is ${values}`,
    allFields: 'all fields',
    butSensitive: 'SENSITIVE ones not',
    only: (fields) => fields,
    except: (fields) => `all but ${fields}`,
    sharing: (sharing) => `shared ${sharing} or more openly`,
    anyPurpose: 'any',
  },
  fr: {
    everyone: 'tous',
    or: 'ou',
    and: 'et',
    block: (block) => `le bloc ${block}`,
    functions: (functions) => `fonction ${functions}`,
    organisations: (organisations) => `organisation ${organisations}`,
    levels: (levels) => `niveau ${levels}`,
    rows: {
      every: 'toutes les lignes',
      unclassified: 'les lignes UNCLASSIFIED',
      'own-line': 'les lignes de sa propre ligne hiérarchique',
      self: 'sa propre fiche',
      'party-to': 'les lignes qui nomment sa propre organisation',
      'first-party': 'les lignes qui nomment en premier sa propre organisation',
    },
    where: (field, values) => `dont ${field} est ${values}`,
    allFields: 'tous les champs',
    butSensitive: 'sauf SENSITIVE',
    only: (fields) => fields,
    except: (fields) => `tous sauf ${fields}`,
    sharing: (sharing) => `partagés ${sharing} ou plus ouvertement`,
    anyPurpose: 'toute finalité',
  },
  vi: {
    everyone: 'mọi người',
    or: 'hoặc',
    and: 'và',
    block: (block) => `khối ${block}`,
    functions: (functions) => `chức năng ${functions}`,
    organisations: (organisations) => `tổ chức ${organisations}`,
    levels: (levels) => `cấp ${levels}`,
    rows: {
      every: 'mọi dòng',
      unclassified: 'dòng UNCLASSIFIED',
      'own-line': 'dòng thuộc tuyến của mình',
      self: 'hồ sơ của chính mình',
      'party-to': 'dòng có nêu tổ chức của mình',
      'first-party': 'dòng nêu tổ chức của mình đầu tiên',
    },
    where: (field, values) => `có ${field} là ${values}`,
    allFields: 'mọi trường',
    butSensitive: 'trừ SENSITIVE',
    only: (fields) => fields,
    except: (fields) => `mọi trường trừ ${fields}`,
    sharing: (sharing) => `chia sẻ ở mức ${sharing} hoặc mở hơn`,
    anyPurpose: 'mọi mục đích',
  },
};

/** Values as a choice: `A or B`. */
export const either = (values: readonly string[], language: Language): string =>
  values.join(` ${PHRASES[language].or} `);

/** To whom a line of the scope table is addressed. */
export function addresseeIn({ to }: Grant, language: Language): string {
  const says = PHRASES[language];
  if (to === 'everyone') return says.everyone;
  return [
    to.functions && says.functions(either(to.functions, language)),
    to.organisations && says.organisations(either(to.organisations, language)),
    to.levels && says.levels(either(to.levels, language)),
    // A function or an organisation says more than the block it is in.
    to.block !== undefined && !to.functions && !to.organisations ? says.block(to.block) : undefined,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Which rows of its type a line admits to. */
export function rowsIn({ rows, where = {} }: Grant, language: Language): string {
  const says = PHRASES[language];
  const narrowed = Object.entries(where).map(([field, values]) => says.where(field, either(values, language)));
  return [says.rows[rows], ...narrowed].join(' ');
}

/** Which fields a line grants. */
export function fieldsIn({ fields, sensitive }: Grant, language: Language): string {
  const says = PHRASES[language];
  if (fields !== 'all' && fields.only !== undefined) return says.only(fields.only.join(', '));
  const parts = [
    fields !== 'all' && fields.except !== undefined ? says.except(fields.except.join(', ')) : says.allFields,
    ...(fields !== 'all' && fields.sharing !== undefined ? [says.sharing(fields.sharing)] : []),
    ...(sensitive ? [] : [says.butSensitive]),
  ];
  return parts.join(', ');
}

/** For which purposes a line grants, by their names. */
export const purposesIn = ({ purposes }: Grant, policy: Policy, language: Language): string =>
  purposes === 'any'
    ? PHRASES[language].anyPurpose
    : purposes.map((code) => policy.purposes.get(code)?.[language] ?? code).join(', ');
