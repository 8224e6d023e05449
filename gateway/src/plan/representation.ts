import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { PlanSchema } from './compile.js';
import { newFetched, type Fetched } from './fetched.js';

/** What an entity is asked for by; null where the object lacks something it takes. */
export type Representation = (entity: Fetched) => Fetched | null;

/** Compiles a fetch's `requires`: picks key and required fields, by type, from what was fetched before. */
export function compileRepresentation(requires: readonly QueryPlanSelectionNode[], schema: PlanSchema): Representation {
  const pick = compile(requires, schema);
  return (entity) => {
    const made = newFetched();
    return pick(entity, made) && typeof made['__typename'] === 'string' ? made : null;
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

/** False where the object lacks something. */
type Pick = (entity: Fetched, into: Fetched) => boolean;

function compile(selections: readonly QueryPlanSelectionNode[], schema: PlanSchema): Pick {
  const parts = selections.map((selection) => part(selection, schema));
  if (parts.length === 1) return parts[0]!;
  return (entity, into) => {
    for (let at = 0; at < parts.length; at += 1) if (!parts[at]!(entity, into)) return false;
    return true;
  };
}

function part(selection: QueryPlanSelectionNode, schema: PlanSchema): Pick {
  if (selection.kind === 'InlineFragment') {
    const { typeCondition } = selection;
    const pick = compile(selection.selections, schema);
    const types = typeCondition === undefined ? null : schema.possibleTypes(typeCondition);
    return (entity, into) => (types !== null && !types.has(entity['__typename'] as string) ? true : pick(entity, into));
  }
  // Fetched under a name that nothing else has, sent on under its own.
  const { name, alias: key = name } = selection;
  if (selection.selections === undefined) {
    return (entity, into) => {
      const value = entity[key];
      if (value === undefined) return false;
      into[name] = value;
      return true;
    };
  }
  const pick = compile(selection.selections, schema);
  return (entity, into) => {
    const value = entity[key];
    if (typeof value !== 'object') return false;
    into[name] = pickNested(value, pick, into[name]);
    return true;
  };
}

/** `before` is what was picked for the same name already: a key and a requirement may each want parts of one object. */
function pickNested(value: unknown, pick: Pick, before: unknown): unknown {
  if (Array.isArray(value)) {
    const known: readonly unknown[] = Array.isArray(before) ? before : [];
    return value.map((one, at) => pickNested(one, pick, known[at]));
  }
  if (typeof value !== 'object' || value === null) return null;
  const into = typeof before === 'object' && before !== null ? (before as Fetched) : newFetched();
  return pick(value as Fetched, into) ? into : null;
}
