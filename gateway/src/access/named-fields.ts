import { isObjectType, Kind, valueFromASTUntyped, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { Operation } from '../operation/operation.js';
import { Refusal } from '../refusals.js';
import type { Scope } from './scope.js';

/**
 * Refuses an operation that names, in an argument of a root field, a field that does not exist for the caller: in the
 * same words whether it exists for others or for nobody. It depends on values, so it is never remembered; a value that
 * was made up is nobody's.
 */
export function refuseUnseenNames(
  { node, kind, values }: Operation,
  { policy, sight }: Scope,
  schema: GraphQLSchema,
  madeUp: ReadonlySet<string>,
): void {
  if (policy.namesFields.size === 0) return;
  const root = kind === 'mutation' ? 'Mutation' : 'Query';
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const one of selections) {
      if (one.kind === Kind.INLINE_FRAGMENT) walk(one.selectionSet);
      if (one.kind !== Kind.FIELD) continue;
      for (const { name, value } of one.arguments ?? []) {
        const type = policy.namesFields.get(`${root}.${one.name.value}(${name.value}:)`);
        if (type === undefined || (value.kind === Kind.VARIABLE && madeUp.has(value.name.value))) continue;
        // attacker-controlled: whatever it is, only the very name of a field is looked for.
        const named: unknown = valueFromASTUntyped(value, values);
        if (!hasField(schema, type, named) || !sight.sees(`${type}.${named}`))
          throw new Refusal('BAD_REQUEST', `Argument "${name.value}" names no field of ${type}.`);
      }
    }
  };
  walk(node.selectionSet);
}

/** Fields by which rows are judged are none of the API. */
function hasField(schema: GraphQLSchema, type: string, name: unknown): name is string {
  const known = schema.getType(type);
  return typeof name === 'string' && isObjectType(known) && Object.hasOwn(known.getFields(), name);
}
