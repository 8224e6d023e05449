import { getResponseName, type QueryPlanSelectionNode } from '@apollo/query-planner';
import type { PlanSchema } from './compile.js';
import type { Fetched } from './reader.js';

/** What an entity is asked for by; null where the object lacks something it takes. */
export type Representation = (entity: Fetched) => Fetched | null;

/** Compiles a fetch's `requires`: picks key and required fields, by type, from what was fetched before. */
export function compileRepresentation(requires: readonly QueryPlanSelectionNode[], schema: PlanSchema): Representation {
  const pick = compile(requires, schema);
  return (entity) => {
    const made = pick(entity);
    return made !== null && typeof made['__typename'] === 'string' ? made : null;
  };
}

function compile(selections: readonly QueryPlanSelectionNode[], schema: PlanSchema): Representation {
  const parts = selections.map((selection): ((entity: Fetched, into: Fetched) => boolean) => {
    if (selection.kind === 'InlineFragment') {
      const inner = compile(selection.selections, schema);
      const types = selection.typeCondition === undefined ? null : schema.possibleTypes(selection.typeCondition);
      return (entity, into) => {
        if (types !== null && !types.has(String(entity['__typename']))) return true;
        const made = inner(entity);
        if (made === null) return false;
        Object.assign(into, made);
        return true;
      };
    }
    const key = getResponseName(selection);
    const inner = selection.selections === undefined ? null : compile(selection.selections, schema);
    return (entity, into) => {
      const value = entity[key];
      if (value === undefined) return false;
      into[key] = inner === null ? value : pickNested(value, inner);
      return true;
    };
  });
  return (entity) => {
    const into: Fetched = Object.create(null) as Fetched;
    return parts.every((part) => part(entity, into)) ? into : null;
  };
}

function pickNested(value: unknown, inner: Representation): unknown {
  if (Array.isArray(value)) return value.map((one) => pickNested(one, inner));
  return typeof value === 'object' && value !== null ? inner(value as Fetched) : null;
}
