import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { take, TAKEN, type Allowance } from '../allowance.js';
import type { PlanSchema } from './compile.js';
import { DEEPEST, MISFIT, sizeOf, tooDeep, newFetched, type Fetched } from './fetched.js';

/**
 * Copies from a hostile `source` into `target` what was selected, and nothing else. Throws a `RangeError` where it is
 * nested deeper than anything may be, or more than is allowed.
 */
export type Reader = (source: unknown, target: Fetched, allowance: Allowance) => void;

/** Compiles the selection of a query to a reader; of an `_entities` query, to the reader of one entity. */
export function compileReader(document: DocumentNode, subgraph: string, schema: PlanSchema): Reader {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('a fetch without an operation');
  const entities = operation.selectionSet.selections[0];
  const isEntities = entities?.kind === Kind.FIELD && entities.name.value === '_entities';
  const parts: PartsOf = { fragments, schema, interfaceObjects: schema.interfaceObjects(subgraph) };
  return compile(isEntities ? entities.selectionSet! : operation.selectionSet, parts);
}

/** What a selection set is read with. */
interface PartsOf {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly schema: PlanSchema;
  /** Names that say less of an object's type than may be known already. */
  readonly interfaceObjects: ReadonlySet<string>;
}

const TYPENAME = '__typename';

/** A selection set in three lists, so that reading is loops over arrays. */
interface Parts {
  readonly leaves: string[];
  readonly objects: { readonly key: string; readonly read: Reader }[];
  readonly typed: { readonly types: ReadonlySet<string>; readonly read: Reader }[];
}

function compile(set: SelectionSetNode, within: PartsOf): Reader {
  const { leaves: selected, objects, typed } = partsOf(set, within);
  const { interfaceObjects } = within;
  const hasType = interfaceObjects.size > 0 && selected.includes(TYPENAME);
  // A key may be selected again within what is toggled.
  const leaves = [...new Set(selected)].filter((key) => !hasType || key !== TYPENAME);
  // What is asked for is written also where it is not given.
  const named = [...leaves, ...objects.map(({ key }) => key)].reduce((sum, key) => sum + key.length + TAKEN.field, 0);
  return (source, target, allowance) => {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) return;
    const from = source as Fetched;
    if (hasType && (target[TYPENAME] === undefined || !interfaceObjects.has(from[TYPENAME] as string)))
      target[TYPENAME] = from[TYPENAME];
    let size = named;
    for (let at = 0; at < leaves.length; at += 1) {
      const key = leaves[at]!;
      const value = from[key];
      if (!isGiven(value)) continue;
      if (typeof value === 'string') size += value.length;
      else if (typeof value === 'object' && value !== null) size += sizeOf(value);
      target[key] = value;
    }
    take(allowance, size);
    for (let at = 0; at < objects.length; at += 1) {
      const { key, read } = objects[at]!;
      const value = from[key];
      if (isGiven(value)) target[key] = value === null ? null : merge(value, target[key], read, DEEPEST, allowance);
    }
    if (typed.length === 0) return;
    const typename = from[TYPENAME];
    for (const { types, read } of typed) {
      // Without a type name the planner knew the type: the keys that came are then those of this fragment.
      if (typeof typename !== 'string' || types.has(typename)) read(source, target, allowance);
    }
  };
}

/** JSON has neither; a function is what a name such as `valueOf` finds on an object that lacks it. */
const isGiven = (value: unknown): boolean => value !== undefined && typeof value !== 'function';

function partsOf(set: SelectionSetNode, within: PartsOf): Parts {
  const parts: Parts = { leaves: [], objects: [], typed: [] };
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      if (node.selectionSet === undefined) parts.leaves.push(key);
      else parts.objects.push({ key, read: compile(node.selectionSet, within) });
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? within.fragments.get(node.name.value)! : node;
    if (fragment.typeCondition === undefined) {
      const inner = partsOf(fragment.selectionSet, within);
      parts.leaves.push(...inner.leaves);
      parts.objects.push(...inner.objects);
      parts.typed.push(...inner.typed);
    } else {
      const types = within.schema.possibleTypes(fragment.typeCondition.name.value);
      parts.typed.push({ types, read: compile(fragment.selectionSet, within) });
    }
  }
  return parts;
}

function merge(value: unknown, before: unknown, read: Reader, levels: number, allowance: Allowance): unknown {
  if (Array.isArray(value)) {
    if (levels === 0) throw tooDeep();
    take(allowance, TAKEN.object + value.length * TAKEN.item);
    const known = Array.isArray(before) && before.length === value.length ? (before as unknown[]) : null;
    const list: unknown[] = [];
    for (let at = 0; at < value.length; at += 1) list.push(merge(value[at], known?.[at], read, levels - 1, allowance));
    return list;
  }
  if (typeof value !== 'object' || value === null) return value === null ? null : MISFIT;
  const isKnown = typeof before === 'object' && before !== null && !Array.isArray(before);
  if (!isKnown) take(allowance, TAKEN.object);
  const target = isKnown ? (before as Fetched) : newFetched();
  read(value, target, allowance);
  return target;
}
