import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import type { PlanSchema } from './compile.js';
import { compileRepresentation, type Representation } from './representation.js';

/** How an entity is asked for when a toggle of the fetch is off. */
export interface Lenient {
  readonly represent: Representation;
  /** Whether these variables switch any field of the fetch off. */
  switchesOff(values: Readonly<Record<string, unknown>>): boolean;
}

/**
 * The planner fetches what a toggled field requires under the field's own toggle, yet lets the whole fetch require it.
 * When the toggle is off an entity lacks it rightly, and all its other fields are still to be asked for by its key.
 */
export function compileLenient(
  document: DocumentNode,
  requires: readonly QueryPlanSelectionNode[],
  subgraph: string,
  schema: PlanSchema,
): Lenient | null {
  const toggles: { readonly include: boolean; readonly variable: string }[] = [];
  visit(document, {
    Directive({ name: { value: name }, arguments: given }: DirectiveNode) {
      const by = given?.find((argument) => argument.name.value === 'if')?.value;
      if ((name === 'include' || name === 'skip') && by?.kind === Kind.VARIABLE)
        toggles.push({ include: name === 'include', variable: by.name.value });
    },
  });
  if (toggles.length === 0) return null;
  const isKey = (type: string, field: string): boolean =>
    field === '__typename' || type === '' || schema.keyFields(subgraph, type).includes(field);
  return {
    represent: compileRepresentation(requires, schema, (type, field) => !isKey(type, field)),
    switchesOff: (values) => toggles.some(({ include, variable }) => (values[variable] === true) !== include),
  };
}
