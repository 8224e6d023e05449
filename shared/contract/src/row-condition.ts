import { COMPARTMENTS, SECRECY, type Compartment, type Secrecy } from './directives.js';
import { effectiveLevel } from './effective-level.js';

/**
 * Which rows of a type a caller may have: a closed algebra with three readings from one definition. The kit turns it
 * into SQL, the gateway compiles it (`rowPredicate`) and judges every returned row, and `describeRowCondition` puts it in
 * words. `field` names a hidden row field of the type (`rowSecrecy`, `rowCellPath` …), except that `ids` is about
 * the entity's own key. No clock in it: dates are values.
 */
export type RowCondition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'all'; readonly of: readonly RowCondition[] }
  | { readonly kind: 'any'; readonly of: readonly RowCondition[] }
  /** A path, or one of a list of paths, lies at or under one of `paths`, segment by segment. */
  | { readonly kind: 'under'; readonly field: string; readonly paths: readonly string[] }
  /**
   * The row's level is at most `atMost`. Where `until` names a date field and `lapsedBefore` is given, a row whose date
   * is earlier than `lapsedBefore` (`YYYY-MM-DD`) counts as UNCLASSIFIED (law 117/2025, art. 22).
   */
  | {
      readonly kind: 'level';
      readonly field: string;
      readonly until?: string;
      readonly lapsedBefore?: string;
      readonly atMost: Secrecy;
    }
  /** Every compartment of the row is among `compartments`. */
  | { readonly kind: 'holds'; readonly field: string; readonly compartments: readonly Compartment[] }
  /** The row has at least one compartment. */
  | { readonly kind: 'compartmented'; readonly field: string }
  /** The entity's key is one of these: a caller's own record, for instance. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  /** A row field, or one of a list, has one of these values. */
  | { readonly kind: 'oneOf'; readonly field: string; readonly values: readonly string[] };

export const ALWAYS: RowCondition = Object.freeze({ kind: 'always' });
export const NEVER: RowCondition = Object.freeze({ kind: 'never' });

/** Conjunction, with nested ones, repetitions and trivial cases folded: `all([])` admits every row. */
export function all(conditions: readonly RowCondition[]): RowCondition {
  const of = folded('all', conditions).filter((condition) => condition.kind !== 'always');
  if (of.some((condition) => condition.kind === 'never')) return NEVER;
  if (of.length === 0) return ALWAYS;
  return of.length === 1 ? of[0]! : { kind: 'all', of };
}

/** Disjunction, with nested ones, repetitions and trivial cases folded: `any([])` admits no row. */
export function any(conditions: readonly RowCondition[]): RowCondition {
  const of = absorbed(folded('any', conditions).filter((condition) => condition.kind !== 'never'));
  if (of.some((condition) => condition.kind === 'always')) return ALWAYS;
  if (of.length === 0) return NEVER;
  return of.length === 1 ? of[0]! : { kind: 'any', of };
}

function folded(kind: 'all' | 'any', conditions: readonly RowCondition[]): readonly RowCondition[] {
  const flat = conditions.flatMap((condition) => (condition.kind === kind ? condition.of : [condition]));
  return [...new Map(flat.map((condition) => [JSON.stringify(condition), condition])).values()];
}

/** `a or (a and b)` is `a`. */
function absorbed(disjuncts: readonly RowCondition[]): readonly RowCondition[] {
  const texts = new Set(disjuncts.map((condition) => JSON.stringify(condition)));
  return disjuncts.filter(
    (condition) =>
      !(condition.kind === 'all' && condition.of.some((part) => texts.has(JSON.stringify(part)))) &&
      !(condition.kind === 'oneOf' && disjuncts.some((other) => isWithin(condition, other))),
  );
}

/** Paths that another condition on the same field covers with all below them. */
const isWithin = ({ field, values }: RowCondition & { readonly kind: 'oneOf' }, other: RowCondition): boolean =>
  other.kind === 'under' &&
  other.field === field &&
  values.every((value) => other.paths.some((path) => isUnder(value, path)));

/** True when `path` is `scope` or lies under it; `TW.G07` never covers `TW.G070`. */
export function isUnder(path: string, scope: string): boolean {
  return path === scope || (path.startsWith(scope) && path[scope.length] === '.');
}

/** Whether a row is admitted: its values by field name, or by whatever key `keyOf` gave, and the entity's own key. */
export type RowPredicate = (row: Readonly<Record<string, unknown>>, key: string) => boolean;

const predicates = new WeakMap<RowCondition, RowPredicate>();

/**
 * Judges one row. `row` maps field names to what the subgraph returned, so every value is hostile: a missing or
 * ill-typed one makes its condition false.
 */
export function evaluateRowCondition(
  condition: RowCondition,
  row: Readonly<Record<string, unknown>>,
  key: string,
): boolean {
  let predicate = predicates.get(condition);
  if (predicate === undefined) predicates.set(condition, (predicate = rowPredicate(condition)));
  return predicate(row, key);
}

/** Compiles a condition to judge many rows by; `keyOf` says where in a row a field's value stands. */
export function rowPredicate(
  condition: RowCondition,
  keyOf: (field: string) => string = (field) => field,
): RowPredicate {
  switch (condition.kind) {
    case 'always':
      return () => true;
    case 'never':
      return () => false;
    case 'all': {
      const parts = condition.of.map((part) => rowPredicate(part, keyOf));
      return (row, key) => {
        for (const part of parts) if (!part(row, key)) return false;
        return true;
      };
    }
    case 'any': {
      const parts = condition.of.map((part) => rowPredicate(part, keyOf));
      return (row, key) => {
        for (const part of parts) if (part(row, key)) return true;
        return false;
      };
    }
    case 'under': {
      const { paths } = condition;
      return anyText(keyOf(condition.field), (path) => {
        for (const scope of paths) if (isUnder(path, scope)) return true;
        return false;
      });
    }
    case 'level': {
      const at = keyOf(condition.field);
      const until = condition.until === undefined ? null : keyOf(condition.until);
      // What is no level admits nothing.
      const most = placeOf(condition.atMost);
      if (until === null) return (row) => rank(row[at]) <= most;
      return (row) => rank(levelOf(row[at], row[until], condition.lapsedBefore)) <= most;
    }
    case 'holds': {
      const at = keyOf(condition.field);
      const held = new Set<unknown>(condition.compartments);
      const isHeld = (one: unknown): boolean => held.has(one);
      return (row) => {
        const value = row[at];
        return Array.isArray(value) && value.every(isHeld);
      };
    }
    case 'compartmented': {
      const at = keyOf(condition.field);
      return (row) => {
        const value = row[at];
        return Array.isArray(value) && value.length > 0;
      };
    }
    case 'ids': {
      const ids = new Set(condition.ids);
      return (_, key) => ids.has(key);
    }
    case 'oneOf': {
      const values = new Set(condition.values);
      return anyText(keyOf(condition.field), (text) => values.has(text));
    }
    default:
      return condition satisfies never;
  }
}

/** Whether a value, or one of a list of them, is a text for which this holds. */
const anyText = (at: string, holds: (text: string) => boolean): RowPredicate => {
  const isSo = (one: unknown): boolean => typeof one === 'string' && holds(one);
  return (row) => {
    const value = row[at];
    return Array.isArray(value) ? value.some(isSo) : isSo(value);
  };
};

/** The level that counts for a row, where it may lapse. */
const levelOf = (stored: unknown, until: unknown, lapsedBefore: string | undefined): unknown =>
  isLevel(stored) ? effectiveLevel(stored, until, lapsedBefore) : stored;

/** Where among the levels one stands, and -1 where it is none. Looked up by comparing: a map would hash each row's text first. */
const placeOf = (level: unknown): number => SECRECY.indexOf(level as Secrecy);
const isLevel = (value: unknown): value is Secrecy => placeOf(value) !== -1;
/** How secret a row is: as much as can be, where the subgraph's answer makes no sense. */
const rank = (level: unknown): number => {
  const place = placeOf(level);
  return place === -1 ? SECRECY.length - 1 : place;
};

/** The row fields that a condition looks at: what the gateway must fetch, hidden, to judge a row. */
export function fieldsOf(condition: RowCondition): ReadonlySet<string> {
  const fields = new Set<string>();
  const visit = (part: RowCondition): void => {
    if (part.kind === 'all' || part.kind === 'any') part.of.forEach(visit);
    else if ('field' in part) {
      fields.add(part.field);
      if (part.kind === 'level' && part.until !== undefined) fields.add(part.until);
    }
  };
  visit(condition);
  return fields;
}

/** How deep and wide a condition on the wire may be. */
export const ROW_CONDITION_LIMITS = { depth: 8, parts: 64, values: 1_000 } as const;

/** Reads a condition from the wire: the closed form above and nothing else, else a `TypeError` that says where. */
export function parseRowCondition(input: unknown, at = 'rows', depth = 0): RowCondition {
  if (depth > ROW_CONDITION_LIMITS.depth)
    throw new TypeError(`${at}: nested deeper than ${ROW_CONDITION_LIMITS.depth}`);
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new TypeError(`${at}: not a condition`);
  const value = input as Record<string, unknown>;
  switch (value['kind']) {
    case 'always':
    case 'never':
      only(value, at, ['kind']);
      return value['kind'] === 'always' ? ALWAYS : NEVER;
    case 'all':
    case 'any': {
      only(value, at, ['kind', 'of']);
      const of = value['of'];
      if (!Array.isArray(of) || of.length > ROW_CONDITION_LIMITS.parts)
        throw new TypeError(`${at}.of: not a short list`);
      return { kind: value['kind'], of: of.map((part, i) => parseRowCondition(part, `${at}.of[${i}]`, depth + 1)) };
    }
    case 'under':
      only(value, at, ['kind', 'field', 'paths']);
      return { kind: 'under', field: name(value, at), paths: strings(value['paths'], `${at}.paths`) };
    case 'level': {
      only(value, at, ['kind', 'field', 'until', 'lapsedBefore', 'atMost']);
      const atMost = member(value['atMost'], SECRECY, `${at}.atMost`);
      const until = value['until'] === undefined ? {} : { until: name(value, at, 'until') };
      const lapsedBefore = value['lapsedBefore'] === undefined ? {} : { lapsedBefore: day(value['lapsedBefore'], at) };
      return { kind: 'level', field: name(value, at), ...until, ...lapsedBefore, atMost };
    }
    case 'holds':
      only(value, at, ['kind', 'field', 'compartments']);
      return {
        kind: 'holds',
        field: name(value, at),
        compartments: strings(value['compartments'], `${at}.compartments`).map((one) =>
          member(one, COMPARTMENTS, `${at}.compartments`),
        ),
      };
    case 'compartmented':
      only(value, at, ['kind', 'field']);
      return { kind: 'compartmented', field: name(value, at) };
    case 'ids':
      only(value, at, ['kind', 'ids']);
      return { kind: 'ids', ids: strings(value['ids'], `${at}.ids`) };
    case 'oneOf':
      only(value, at, ['kind', 'field', 'values']);
      return { kind: 'oneOf', field: name(value, at), values: strings(value['values'], `${at}.values`) };
    default:
      throw new TypeError(`${at}.kind: unknown`);
  }
}

function only(value: Record<string, unknown>, at: string, keys: readonly string[]): void {
  const stranger = Object.keys(value).find((key) => !keys.includes(key));
  if (stranger !== undefined) throw new TypeError(`${at}: unknown key`);
}

/** Whether a condition on the wire may name a field so: the contract's form of a name. */
export const isRowFieldName = (field: string): boolean => /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(field);

function name(value: Record<string, unknown>, at: string, key = 'field'): string {
  const field = value[key];
  if (typeof field !== 'string' || !isRowFieldName(field)) throw new TypeError(`${at}.${key}: not a name`);
  return field;
}

function strings(input: unknown, at: string): readonly string[] {
  if (!Array.isArray(input) || input.length > ROW_CONDITION_LIMITS.values)
    throw new TypeError(`${at}: not a short list`);
  if (!input.every((one): one is string => typeof one === 'string' && one.length > 0 && one.length <= 200)) {
    throw new TypeError(`${at}: not a list of short strings`);
  }
  return input;
}

function member<T extends string>(input: unknown, values: readonly T[], at: string): T {
  const found = values.find((one) => one === input);
  if (found === undefined) throw new TypeError(`${at}: unknown value`);
  return found;
}

function day(input: unknown, at: string): string {
  if (typeof input !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(input))
    throw new TypeError(`${at}.lapsedBefore: not a date`);
  return input;
}
