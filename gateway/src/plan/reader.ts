import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isOn, type Toggle } from '../access/shape.js';
import { take, TAKEN, type Allowance } from '../allowance.js';
import type { PlanSchema } from './compile.js';
import { DEEPEST, MISFIT, sizeOf, tooDeep, newFetched, type Fetched } from './fetched.js';

/** What an answer is read with. */
export interface Reading {
  readonly allowance: Allowance;
  /** What was asked for within the answer and is not there; null where it may not have been asked for. */
  readonly leftOut: LeftOut[] | null;
  /** Of the variables that toggles look at. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** An object, and a key that it should have: with null for a value, where there is none. */
export interface LeftOut {
  readonly object: Fetched;
  /** Null for what is beyond those that are noted one by one: any of the object. */
  readonly key: string | null;
}

/**
 * Copies from a hostile `source` into `target` what was selected, and nothing else. Throws a `RangeError` where it is
 * nested deeper than anything may be, or more than is allowed.
 */
export type Reader = (source: unknown, target: Fetched, reading: Reading) => void;

/**
 * Compiles the selection of a query to a reader; of an `_entities` query, to the reader of one entity. `isRoot` says whether
 * it is of the root of the answer.
 */
export function compileReader(document: DocumentNode, subgraph: string, schema: PlanSchema, isRoot: boolean): Reader {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('a fetch without an operation');
  const entities = operation.selectionSet.selections[0];
  const isEntities = entities?.kind === Kind.FIELD && entities.name.value === '_entities';
  const parts: PartsOf = { fragments, schema, interfaceObjects: schema.interfaceObjects(subgraph) };
  // What is left out at the root is found where all that was asked for there is looked at.
  if (isEntities) return compile(entities.selectionSet!, parts, ALWAYS);
  return compile(operation.selectionSet, parts, isRoot ? AT_ROOT : ALWAYS, true);
}

/** What a selection set is read with. */
interface PartsOf {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly schema: PlanSchema;
  /** Names that say less of an object's type than may be known already. */
  readonly interfaceObjects: ReadonlySet<string>;
}

const TYPENAME = '__typename';

/** When a selection is answered for every object that it is read for. */
interface Answered {
  /** Under these; null where that is not known. */
  readonly toggles: readonly Toggle[] | null;
  /** At the root what is left out is not looked at here. */
  readonly isRoot: boolean;
}

const ALWAYS: Answered = { toggles: [], isRoot: false };
const AT_ROOT: Answered = { toggles: [], isRoot: true };
const PERHAPS: Answered = { toggles: null, isRoot: false };

/** A response key, and toggles under each of which it must be there. */
interface Key {
  readonly key: string;
  readonly dues: readonly (readonly Toggle[])[];
}

/** A selection set in three lists, so that reading is loops over arrays. */
interface Parts {
  readonly leaves: Key[];
  readonly objects: (Key & { readonly read: Reader })[];
  readonly typed: { readonly types: ReadonlySet<string>; readonly read: Reader }[];
}

/** `ofOne` says whether the selection is of one object, whose type is known: no condition makes a difference. */
function compile(set: SelectionSetNode, within: PartsOf, answered: Answered, ofOne = false): Reader {
  const { leaves: selected, objects, typed } = partsOf(set, within, answered, ofOne);
  const { interfaceObjects } = within;
  const hasType = interfaceObjects.size > 0 && selected.some(({ key }) => key === TYPENAME);
  // A key may be selected several times, each under toggles of its own.
  const byKey = Map.groupBy(selected, ({ key }) => key);
  const leaves = [...byKey.keys()].filter((key) => !hasType || key !== TYPENAME);
  const duesOf = leaves.map((leaf) => byKey.get(leaf)!.flatMap(({ dues }) => dues));
  // What is asked for is written also where it is not given.
  const named = [...leaves, ...objects.map(({ key }) => key)].reduce((sum, key) => sum + key.length + TAKEN.field, 0);
  return (source, target, reading) => {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) return;
    const from = source as Fetched;
    if (hasType && (target[TYPENAME] === undefined || !interfaceObjects.has(from[TYPENAME] as string)))
      target[TYPENAME] = from[TYPENAME];
    let size = named;
    for (let at = 0; at < leaves.length; at += 1) {
      const key = leaves[at]!;
      const value = from[key];
      if (!isGiven(value)) {
        leaveOut(target, key, duesOf[at]!, reading);
        continue;
      }
      if (typeof value === 'string') size += value.length;
      else if (typeof value === 'object' && value !== null) size += sizeOf(value);
      target[key] = value;
    }
    take(reading.allowance, size);
    for (let at = 0; at < objects.length; at += 1) {
      const { key, read, dues } = objects[at]!;
      const value = from[key];
      if (isGiven(value)) target[key] = value === null ? null : merge(value, target[key], read, DEEPEST, reading);
      else leaveOut(target, key, dues, reading);
    }
    if (typed.length === 0) return;
    const typename = from[TYPENAME];
    for (const { types, read } of typed) {
      // Without a type name the planner knew the type: the keys that came are then those of this fragment.
      if (typeof typename !== 'string') read(source, target, unsure(reading));
      else if (types.has(typename)) read(source, target, reading);
    }
  };
}

const unsure = ({ allowance, values }: Reading): Reading => ({ allowance, leftOut: null, values });

function leaveOut(object: Fetched, key: string, dues: Key['dues'], { allowance, leftOut, values }: Reading): void {
  if (leftOut === null || !isAnyOn(dues, values)) return;
  // attacker-controlled: as many as there are fields in an answer. Beyond so many one stands for all of its object.
  const isNoted = leftOut.length < MOST_NOTED;
  if (!isNoted) {
    const last = leftOut.at(-1)!;
    if (object[key] !== undefined || (last.object === object && last.key === null)) return;
  }
  take(allowance, TAKEN.error);
  leftOut.push({ object, key: isNoted ? key : null });
}

/** Asked also of every key that is rightly not there. */
function isAnyOn(dues: Key['dues'], values: Reading['values']): boolean {
  for (let at = 0; at < dues.length; at += 1) if (isOn(dues[at]!, values)) return true;
  return false;
}

/** Keys left out of one answer that are noted one by one: as many as are told so. */
const MOST_NOTED = 1_000;

/** JSON has neither; a function is what a name such as `valueOf` finds on an object that lacks it. */
const isGiven = (value: unknown): boolean => value !== undefined && typeof value !== 'function';

function partsOf(set: SelectionSetNode, within: PartsOf, answered: Answered, ofOne: boolean): Parts {
  const parts: Parts = { leaves: [], objects: [], typed: [] };
  for (const node of set.selections) {
    const here = under(answered, node);
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      // A type is missed where it is needed.
      const dues = here.toggles === null || here.isRoot || node.name.value === TYPENAME ? [] : [here.toggles];
      if (node.selectionSet === undefined) parts.leaves.push({ key, dues });
      else parts.objects.push({ key, dues, read: compile(node.selectionSet, within, { ...here, isRoot: false }) });
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? within.fragments.get(node.name.value)! : node;
    if (fragment.typeCondition === undefined || ofOne) {
      const inner = partsOf(fragment.selectionSet, within, here, ofOne);
      parts.leaves.push(...inner.leaves);
      parts.objects.push(...inner.objects);
      parts.typed.push(...inner.typed);
    } else {
      const condition = fragment.typeCondition.name.value;
      const types = within.schema.possibleTypes(condition);
      // What is of an interface elsewhere may not be of it to this subgraph.
      const isObject = types.size === 1 || within.interfaceObjects.has(condition);
      parts.typed.push({ types, read: compile(fragment.selectionSet, within, isObject ? here : PERHAPS) });
    }
  }
  return parts;
}

/** What is answered within a selection that has toggles of its own. */
function under({ toggles, isRoot }: Answered, { directives = [] }: SelectionNode): Answered {
  const own = directives.map(toggleOf);
  const areKnown = toggles !== null && own.every((one) => one !== null);
  return { isRoot, toggles: areKnown ? [...toggles, ...own] : null };
}

/** Null for another directive, which may do anything. */
export function toggleOf({ name, arguments: given = [] }: DirectiveNode): Toggle | null {
  const condition = given.find((one) => one.name.value === 'if')?.value;
  if (name.value !== 'include' && name.value !== 'skip') return null;
  if (condition?.kind === Kind.BOOLEAN) return { include: name.value === 'include', by: condition.value };
  if (condition?.kind !== Kind.VARIABLE) return null;
  return { include: name.value === 'include', by: { variable: condition.name.value } };
}

function merge(value: unknown, before: unknown, read: Reader, levels: number, reading: Reading): unknown {
  if (Array.isArray(value)) {
    if (levels === 0) throw tooDeep();
    take(reading.allowance, TAKEN.object + value.length * TAKEN.item);
    const known = Array.isArray(before) && before.length === value.length ? (before as unknown[]) : null;
    const list: unknown[] = [];
    for (let at = 0; at < value.length; at += 1) list.push(merge(value[at], known?.[at], read, levels - 1, reading));
    return list;
  }
  if (typeof value !== 'object' || value === null) return value === null ? null : MISFIT;
  const isKnown = typeof before === 'object' && before !== null && !Array.isArray(before);
  if (!isKnown) take(reading.allowance, TAKEN.object);
  const target = isKnown ? (before as Fetched) : newFetched();
  read(value, target, reading);
  return target;
}
