import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { PlanSchema } from './compile.js';
import { newFetched, type Fetched } from './fetched.js';

export interface Representation {
  /** What an entity is asked for by; null where it, or an object in it, lacks something this takes. */
  of(entity: Fetched): Fetched | null;
  /** The first thing that is lacking. */
  lacking(entity: Fetched): Lacking | null;
}

/** What an entity, or an object in it, has not. */
export interface Lacking {
  readonly object: Fetched;
  /** The response key that it should be under. */
  readonly key: string;
}

/** Compiles a fetch's `requires`: picks key and required fields, by type, from what was fetched before. */
export function compileRepresentation(requires: readonly QueryPlanSelectionNode[], schema: PlanSchema): Representation {
  const pick = compile(requires, schema);
  return {
    of: (entity) => {
      const made = newFetched();
      return pick(entity, made) === null && typeof made['__typename'] === 'string' ? made : null;
    },
    lacking: (entity) => pick(entity, newFetched()),
  };
}

/**
 * By type, the response keys of the leaves that representations consist of beside their type, keys of the entity first:
 * objects that have the same in all of them are asked for by the same text. Types whose representations take parts of
 * objects are not in it.
 */
export function findLeaves(
  requires: readonly QueryPlanSelectionNode[],
  schema: PlanSchema,
  isKey: (type: string, field: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const leaves = new Map<string, Map<string, string>>();
  const others = new Set<string>();
  for (const selection of requires) {
    if (selection.kind !== 'InlineFragment' || selection.typeCondition === undefined) return new Map();
    for (const type of schema.possibleTypes(selection.typeCondition)) {
      const known = leaves.get(type) ?? new Map<string, string>();
      leaves.set(type, known);
      for (const one of selection.selections) {
        if (one.kind !== 'Field' || one.selections !== undefined) others.add(type);
        else if ((one.alias ?? one.name) !== '__typename') known.set(one.alias ?? one.name, one.name);
      }
    }
  }
  return new Map(
    [...leaves].flatMap(([type, fields]) => {
      if (fields.size === 0 || others.has(type)) return [];
      const rank = ([, field]: readonly [string, string]): number => (isKey(type, field) ? 0 : 1);
      return [[type, [...fields].toSorted((a, b) => rank(a) - rank(b)).map(([key]) => key)]];
    }),
  );
}

/** Gives the first thing that is lacking; null where nothing is. */
type Pick = (entity: Fetched, into: Fetched) => Lacking | null;

function compile(selections: readonly QueryPlanSelectionNode[], schema: PlanSchema): Pick {
  const parts = selections.map((selection) => part(selection, schema));
  if (parts.length === 1) return parts[0]!;
  return (entity, into) => {
    for (let at = 0; at < parts.length; at += 1) {
      const lacking = parts[at]!(entity, into);
      if (lacking !== null) return lacking;
    }
    return null;
  };
}

function part(selection: QueryPlanSelectionNode, schema: PlanSchema): Pick {
  if (selection.kind === 'InlineFragment') {
    const { typeCondition } = selection;
    const pick = compile(selection.selections, schema);
    const types = typeCondition === undefined ? null : schema.possibleTypes(typeCondition);
    return (entity, into) => (types !== null && !types.has(entity['__typename'] as string) ? null : pick(entity, into));
  }
  // Fetched under a name that nothing else has, sent on under its own.
  const { name, alias: key = name } = selection;
  if (selection.selections === undefined) {
    return (entity, into) => {
      const value = entity[key];
      if (value === undefined) return { object: entity, key };
      into[name] = value;
      return null;
    };
  }
  const pick = compile(selection.selections, schema);
  return (entity, into) => {
    const value = entity[key];
    return typeof value === 'object' ? pickNested(value, pick, into, name) : { object: entity, key };
  };
}

/** An object or a list. */
type Places = Record<string | number, unknown>;

/**
 * Picks of an object, or of each of a list. What was picked into the same place already is kept: a key and a requirement
 * may each want parts of one object. Null in place of an object that lacks something would be another key than its own.
 */
function pickNested(value: unknown, pick: Pick, into: Places, place: string | number): Lacking | null {
  const before = into[place];
  if (Array.isArray(value)) {
    const list: unknown = Array.isArray(before) ? before : [];
    into[place] = list;
    for (let at = 0; at < value.length; at += 1) {
      const lacking = pickNested(value[at], pick, list as Places, at);
      if (lacking !== null) return lacking;
    }
    return null;
  }
  if (typeof value !== 'object' || value === null) {
    into[place] = null;
    return null;
  }
  const object = typeof before === 'object' && before !== null ? (before as Fetched) : newFetched();
  into[place] = object;
  return pick(value as Fetched, object);
}
