import { isSpent, TAKEN } from '../allowance.js';
import type { FetchStep, JoinKey } from '../plan/compile.js';
import type { Fetched } from '../plan/fetched.js';
import type { Reading } from '../plan/reader.js';
import type { RowsFacts } from './execute.js';
import { misformed, tellsOf, tooMuch, unavailable, type AnchoredError, type FieldError } from './field-error.js';
import { holdsInexact, idOf } from './leaf-text.js';
import type { RawAnswer } from './subgraph-client.js';
import { isOwn, readErrors, type ReadError } from './subgraph-errors.js';

/** An entity that is asked for once, and every object of the answer that waits for it. */
export interface AskedEntity {
  /** Its representation, as text: what it is known by. */
  readonly text: string;
  readonly representation: Fetched;
  readonly targets: Fetched[];
}

/** What came for the entities of one fetch, in the order asked; an error's `at` is the place of its entity there. */
export interface EntityAnswer {
  readonly entities: readonly unknown[];
  readonly errors: readonly (ReadError & { readonly at: number | null })[];
}

/** What a fetch asks for: each entity once, however often it occurs, and none by a key that may be another's. */
export function gatherEntities(
  step: FetchStep,
  cursor: readonly Fetched[],
  rows: Pick<RowsFacts, 'errors' | 'allowance' | 'misformed'>,
): readonly AskedEntity[] {
  const places = new Map<string, AskedEntity>();
  /** By type and first leaf. */
  const byFirst = new Map<string, Map<unknown, AskedEntity>>();
  // Of the type that came last: most cursors have one type only.
  let type: string | undefined;
  let leaves: readonly string[] | undefined;
  let alike: Map<unknown, AskedEntity> | undefined;
  for (const target of cursor) {
    if (target['__typename'] !== type) {
      type = target['__typename'] as string;
      leaves = step.leaves.get(type);
      alike = byFirst.get(type);
      if (alike === undefined) byFirst.set(type, (alike = new Map()));
    }
    const before = leaves && alike!.get(target[leaves[0]!]);
    if (before !== undefined && areAlike(target, before.targets[0]!, leaves!)) {
      before.targets.push(target);
      continue;
    }
    const representation = step.representation!.of(target);
    if (representation === null) {
      if (rows.errors.size > 0) tellLacking(step, target, rows);
      continue;
    }
    step.inputRewrites?.(representation);
    if (hasNoKey(representation, step)) continue;
    const inexact = inexactKeyOf(representation, step);
    if (inexact !== null) {
      const agency = step.sourceOf(target['__typename'] as string, inexact) ?? '';
      if (agency !== '') rows.misformed(agency);
      tellOnce(step, target, misformed(agency), rows);
      continue;
    }
    const text = JSON.stringify(representation);
    let asked = places.get(text);
    if (asked === undefined) places.set(text, (asked = { text, representation, targets: [] }));
    asked.targets.push(target);
    if (leaves !== undefined) alike!.set(target[leaves[0]!], asked);
  }
  return [...places.values()];
}

/**
 * What could not be had of an entity, or of an object in it, is why that is not asked for: nobody may have asked for the
 * object, or for the key.
 */
function tellLacking(step: FetchStep, target: Fetched, rows: Pick<RowsFacts, 'errors' | 'allowance'>): void {
  const lacking = step.representation!.lacking(target);
  if (lacking === null) return;
  const told = rows.errors.at(lacking.object);
  const whole = told.filter(({ rest }) => rest.length === 0);
  const reason =
    whole.find((one) => tellsOf(one, lacking.object, lacking.key)) ??
    told.find(({ rest }) => rest[0] === lacking.key) ??
    whole[0] ??
    // An entity that does not come for the sake of one field is without the others too.
    told.find(({ asked }) => asked?.of(lacking.object['__typename'] as string).has(lacking.key));
  if (reason !== undefined) tellOnce(step, target, reason.error, rows);
}

/** Several agencies may each have been to be asked for one object. attacker-controlled: for very many, one error tells of all. */
function tellOnce(
  { asked }: FetchStep,
  target: Fetched,
  error: FieldError,
  { errors, allowance }: Pick<RowsFacts, 'errors' | 'allowance'>,
): void {
  const isTold = (one: FieldError): boolean =>
    one === error || ('message' in one && 'message' in error && one.message === error.message);
  const isSame = (one: AnchoredError): boolean =>
    one.rest.length === 0 && isTold(one.error) && (one.asked === asked || isSpent(allowance));
  if (errors.at(target).some(isSame)) return;
  allowance.left -= TAKEN.error;
  errors.add(target, [], error, asked);
}

/** Whether two objects that have the same first leaf have the same in all of these. */
function areAlike(one: Fetched, other: Fetched, leaves: readonly string[]): boolean {
  for (let at = 1; at < leaves.length; at += 1) if (one[leaves[at]!] !== other[leaves[at]!]) return false;
  return true;
}

/** Nothing is known by a key that is null. One whose objects hold nothing is left to its agency to judge. */
function hasNoKey(representation: Fetched, { joinKeys }: FetchStep): boolean {
  const keys = joinKeys.get(representation['__typename'] as string)?.keys ?? [];
  const sent = keys.filter(({ field }) => representation[field] !== undefined);
  if (sent.length === 0 || sent.some(({ field }) => representation[field] !== null)) return false;
  return Object.values(representation).every((value) => typeof value !== 'object' || value === null);
}

function inexactKeyOf(representation: Fetched, { joinKeys }: FetchStep): string | null {
  const joined = joinKeys.get(representation['__typename'] as string);
  if (joined === undefined) return null;
  for (const { field } of joined.keys) if (holdsInexact(representation[field])) return field;
  return null;
}

/**
 * Joins what came by key. An entity of another type or with another key than asked for is thrown away with an alarm and
 * an error: a subgraph that swaps rows leaks nothing, and who asked knows that something is missing. Null stands for no answer, or one of another length.
 */
export function joinEntities(
  step: FetchStep,
  asked: readonly AskedEntity[],
  answer: EntityAnswer | null,
  rows: RowsFacts,
): void {
  if (answer === null) {
    for (const { targets } of asked) tellNotRead(step, targets, rows);
    return;
  }
  const reading = newReading(rows);
  asked.forEach(({ representation, targets }, index) => {
    const entity = answer.entities[index];
    if (entity === undefined) return;
    if (entity === null) noteUnknown(step, targets, rows);
    else if (!isAskedFor(entity, representation, step)) {
      rows.alarms.push(`${step.subgraph}: an entity of another key than asked for`);
      rows.misformed(step.subgraph);
      tellNotRead(step, targets, rows);
    } else if (!readInto(step, entity, targets, reading, rows)) tellNotRead(step, targets, rows);
  });
  const told = new Set<number>();
  for (const { at, path, error } of answer.errors) {
    const targets = at === null ? undefined : asked[at]?.targets;
    if (targets === undefined) continue;
    rows.allowance.left -= targets.length * TAKEN.error;
    // attacker-controlled: a hundred errors about the one entity that ten thousand objects wait for. One is told anyhow.
    if (isSpent(rows.allowance) && told.has(at!)) continue;
    told.add(at!);
    for (const target of targets) rows.errors.add(target, pathIn(step, path), error, step.asked);
  }
  // attacker-controlled: of a hundred errors about all of ten thousand entities one is enough.
  const general = answer.errors.find(({ at }) => at === null);
  if (general !== undefined)
    for (const { targets } of asked)
      for (const target of targets) rows.errors.add(target, [], general.error, step.asked);
  tellLeftOut(step, reading, rows);
}

/** No error for who asked: nothing was found. */
function noteUnknown({ subgraph }: FetchStep, targets: readonly Fetched[], { unknown }: RowsFacts): void {
  for (const target of targets) {
    const by = unknown.get(target);
    if (by === undefined) unknown.set(target, new Set([subgraph]));
    else by.add(subgraph);
  }
}

function tellNotRead({ subgraph, asked }: FetchStep, targets: readonly Fetched[], rows: RowsFacts): void {
  const nothing = notRead(subgraph, rows);
  for (const target of targets) rows.errors.add(target, [], nothing, asked);
}

/** With which one answer is read. */
export const newReading = ({ allowance, intent }: Pick<RowsFacts, 'allowance' | 'intent'>): Reading => ({
  allowance,
  leftOut: [],
  values: intent.plan.permitted.operation.values,
});

/** Where in an answer is what an agency's path leads to: a key that the planner gave has its own name again there. */
export const pathIn = ({ renamed }: Pick<FetchStep, 'renamed'>, path: ReadError['path']): ReadError['path'] =>
  renamed.size === 0 ? path : path.map((part) => (typeof part === 'string' ? (renamed.get(part) ?? part) : part));

/** What an agency was asked for and left out is no null of its own. Where it said itself why, that is enough. */
export function tellLeftOut(
  { subgraph, renamed }: FetchStep,
  { leftOut }: Reading,
  { errors, misformed: tell }: Pick<RowsFacts, 'errors' | 'misformed'>,
): void {
  const nothing = unavailable(subgraph);
  for (const { object, key: asked } of leftOut ?? []) {
    const key = asked === null ? null : (renamed.get(asked) ?? asked);
    // Another agency may have given it.
    if (key !== null && object[key] !== undefined) continue;
    if (errors.at(object).some((one) => tellsOf(one, object, key))) continue;
    tell(subgraph);
    // What the gateway asked for on its own account has no place in an answer: the object that lacks it has.
    errors.add(object, key === null || isOwn(key) ? [] : [key], nothing);
  }
}

/** Reads what a fetch gave into its targets; false where it is nested too deeply, or more than may be read. */
export function readInto(
  step: FetchStep,
  given: unknown,
  targets: readonly Fetched[],
  reading: Reading,
  { allowance, alarms }: Pick<RowsFacts, 'allowance' | 'alarms'>,
): boolean {
  // Of very many entities each would throw.
  if (isSpent(allowance)) return false;
  try {
    for (const target of targets) {
      step.read(given, target, reading);
      step.outputRewrites?.(target);
    }
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (isSpent(allowance)) alarms.push(`${step.subgraph}: more than one request may hold`);
    return false;
  }
}

/** Why nothing of an agency's answer was read. */
export const notRead = (subgraph: string, { allowance }: Pick<RowsFacts, 'allowance'>, wasAsked = true): FieldError =>
  isSpent(allowance) ? tooMuch(subgraph, wasAsked) : unavailable(subgraph, wasAsked);

/** What an answer says of so many entities under each of these keys; null where it says nothing of them. */
export function readEntities(
  answer: RawAnswer | null,
  lists: readonly { readonly key: string; readonly count: number }[],
  subgraph: string,
  rows: RowsFacts,
): readonly (EntityAnswer | null)[] {
  if (answer === null) return lists.map(() => null);
  // attacker-controlled: read once, however many lists were asked for.
  const said = answer.errors.length === 0 ? NOTHING : byFirstKey(readErrors(answer.errors, subgraph));
  return lists.map(({ key, count }) => {
    const errors = entityErrors(said, key);
    const entities = entitiesUnder(answer.data, key, count, subgraph, rows);
    if (entities !== null) return { entities, errors };
    if (said.size === 0) rows.misformed(subgraph);
    // None came; an error about all of them tells why.
    const general = errors.filter(({ at }) => at === null);
    return general.length === 0 ? null : { entities: [], errors: general };
  });
}

/** Errors of an answer by the first key of their paths; undefined where they are about all of it. */
type Said = ReadonlyMap<string | number | undefined, readonly ReadError[]>;

const NOTHING: Said = new Map();

const byFirstKey = (errors: readonly ReadError[]): Said => Map.groupBy(errors, ({ path }) => path[0]);

/** The list that an agency answered under a key, when it is as long as what was asked; else null. */
function entitiesUnder(
  data: unknown,
  key: string,
  count: number,
  subgraph: string,
  rows: RowsFacts,
): readonly unknown[] | null {
  const list = typeof data === 'object' && data !== null ? (data as Fetched)[key] : undefined;
  if (!Array.isArray(list)) return null;
  if (list.length === count) return list as unknown[];
  rows.alarms.push(`${subgraph}: another number of entities than asked for`);
  rows.misformed(subgraph);
  return null;
}

/** Errors about the entities under a key; of those about all of an answer one is enough. */
function entityErrors(said: Said, key: string): EntityAnswer['errors'] {
  if (said.size === 0) return [];
  const ofAll = said.get(undefined)?.slice(0, 1) ?? [];
  return [...(said.get(key) ?? []), ...ofAll].map(({ path, error }) => {
    const [, at] = path;
    return typeof at === 'number' ? { at, path: path.slice(2), error } : { at: null, path: [], error };
  });
}

/** The values by which entities are asked for, by type. */
export function keysOf(asked: readonly AskedEntity[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { representation } of asked) {
    const type = representation['__typename'] as string;
    let known = keys.get(type);
    if (known === undefined) keys.set(type, (known = new Set()));
    for (const name of Object.keys(representation)) {
      const id = idOf(representation[name]);
      if (id !== null && name !== '__typename') known.add(id);
    }
  }
  return keys;
}

function isAskedFor(entity: unknown, representation: Fetched, step: FetchStep): boolean {
  if (typeof entity !== 'object' || entity === null || Array.isArray(entity)) return false;
  const type = representation['__typename'];
  const joined = typeof type === 'string' ? step.joinKeys.get(type) : undefined;
  // By a key that the subgraph does not declare for it.
  if (joined === undefined) return true;
  const given = entity as Fetched;
  if (!joined.types.has(given['__typename'] as string)) return false;
  return hasAll(given, representation, joined.keys);
}

/** Whether an entity, or an object of its key, has in it what was sent. */
function hasAll(given: Fetched, sent: Fetched, keys: readonly JoinKey[]): boolean {
  for (let at = 0; at < keys.length; at += 1) {
    const { field, key, within } = keys[at]!;
    const part = sent[field];
    // By another key: of several parts of a representation, one type's may carry what another's does not.
    if (part === undefined) continue;
    if (within === null ? !isSame(given[key], part) : !isMadeOf(given[key], part, within)) return false;
  }
  return true;
}

/** The same of an object of a key, or of a list of them. */
function isMadeOf(value: unknown, sent: unknown, within: readonly JoinKey[]): boolean {
  if (typeof value !== 'object' || value === null || typeof sent !== 'object' || sent === null) return value === sent;
  if (!Array.isArray(sent)) return !Array.isArray(value) && hasAll(value as Fetched, sent as Fetched, within);
  return (
    Array.isArray(value) &&
    value.length === sent.length &&
    sent.every((one, at) => isMadeOf((value as unknown[])[at], one, within))
  );
}

/** Whether two values are one key: also one that is a list, or an object of a scalar's. */
function isSame(value: unknown, sent: unknown): boolean {
  if (value === sent) return true;
  // attacker-controlled: an object in place of a key may have no text, or one of its own making.
  if (isPlain(value) || isPlain(sent)) return isPlain(value) && isPlain(sent) && String(value) === String(sent);
  if (typeof value !== 'object' || value === null || typeof sent !== 'object' || sent === null) return false;
  if (Array.isArray(value) !== Array.isArray(sent)) return false;
  const names = Object.keys(sent);
  // No deeper than what was sent, which was bounded when it was read.
  return (
    names.length === Object.keys(value).length &&
    names.every((name) => Object.hasOwn(value, name) && isSame((value as Fetched)[name], (sent as Fetched)[name]))
  );
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
