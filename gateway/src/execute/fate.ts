import { rowKey, type Shape, type ShapeEntry } from '../access/shape.js';
import type { Fetched } from '../plan/fetched.js';
import { sourceOf } from '../source-of.js';
import type { RowsFacts } from './execute.js';
import type { AnchoredError } from './field-error.js';
import type { JudgedRow } from './judge-row.js';
import { idOf } from './leaf-text.js';
import type { MergedSelection } from './merged-selection.js';
import { SHOWN, type Fate } from './seen.js';

/** Fields refused on single rows: which object, which response key, which coordinate. */
export type Withheld = ReadonlyMap<Fetched, ReadonlyMap<string, string>>;

/**
 * What became of an object that is kept: by the errors about it, what is withheld of it, what agencies that know nothing
 * of it were to give, and what those were that failed and is `ungiven`.
 */
export function fateOf(
  object: Fetched,
  type: string,
  selection: MergedSelection,
  rows: RowsFacts,
  withheld: Withheld,
  ungiven: readonly string[],
): Fate {
  const { shape, entries } = selection;
  const { errors: told, unknown, intent } = rows;
  const isRoot = shape === intent.plan.permitted.shape;
  const unknownTo = unknown.size === 0 ? undefined : unknown.get(object);
  if (withheld.size === 0 && told.size === 0 && unknownTo === undefined && !isRoot) return SHOWN;
  const held = withheld.get(object);
  // That rows were left out is no failure of their agency.
  const errors = told.at(object).filter(({ error }) => error.code !== 'UNAUTHORIZED_FIELD_OR_TYPE');
  const missing = isRoot ? missingAt(object, entries) : lackingOf(unknownTo ?? NOBODY, object, type, selection, rows);
  if (held === undefined && errors.length + missing.length + ungiven.length === 0) return SHOWN;
  const failed = [...new Set([...failedAt(object, entries, errors), ...ungiven])].toSorted();
  const lacking = missing.filter((key) => !failed.includes(key));
  return { ...SHOWN, withheld: [...(held?.keys() ?? [])].toSorted(), failed, missing: lacking };
}

export const NOBODY: ReadonlySet<string> = new Set();
const NO_KEYS: readonly string[] = [];

/** Response keys that some agencies were to give to an object, and under which there is nothing. */
export function lackingOf(
  agencies: ReadonlySet<string>,
  object: Fetched,
  type: string,
  { shapes }: MergedSelection,
  { intent }: Pick<RowsFacts, 'intent'>,
): readonly string[] {
  if (agencies.size === 0) return NO_KEYS;
  const isOfThese = (shape: Shape, key: string): boolean => agencies.has(sourceOf(intent.plan, shape, type, key) ?? '');
  return shapes.flatMap((shape) =>
    [...new Set(shape.entries.map(({ field }) => field.key))]
      .filter((key) => (object[key] ?? null) === null && isOfThese(shape, key))
      .toSorted(),
  );
}

/** With the agencies that failed where an object is, by the errors about it. */
export function withFailing(failing: ReadonlySet<string>, told: readonly AnchoredError[]): ReadonlySet<string> {
  const more = told.flatMap(({ rest, error }) => (rest.length === 0 && 'agency' in error ? [error.agency] : []));
  return more.length === 0 ? failing : new Set([...failing, ...more]);
}

/** Response keys of an object that its agency did not give, by the errors about it. */
function failedAt(
  object: Fetched,
  entries: readonly ShapeEntry[],
  errors: ReturnType<RowsFacts['errors']['at']>,
): string[] {
  // An error about the object as a whole is about all that it was asked for and has not; what came all the same is shown.
  const asAWhole = errors.some(({ rest }) => rest.length === 0);
  const told = new Set(errors.map(({ rest }) => rest[0]));
  const keys = entries.flatMap(({ field: { key } }) =>
    (asAWhole && object[key] === undefined) || (told.has(key) && isNothing(object[key])) ? [key] : [],
  );
  return [...new Set(keys)].toSorted();
}

/** Response keys under which an object, or any object of a list, was asked for and none came. */
const missingAt = (object: Fetched, entries: readonly ShapeEntry[]): string[] =>
  entries
    .filter(({ field }) => field.selection !== null && !field.refused && isNothing(object[field.key]))
    .map(({ field }) => field.key);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** What an object says that it is. attacker-controlled: what can be of one type only is of that type, whatever it says. */
export const typeOf = (object: Fetched, { type, possible }: Shape): unknown =>
  possible === null ? type : (object['__typename'] ?? type);

/** The row that an object is; an unknown or withheld one has no key. */
export function rowOf(object: Fetched, type: string): JudgedRow | null {
  const id = idOf(object[ROW_ID]);
  return id === null ? null : { type, id, object };
}

const ROW_ID = rowKey('id');
