import type { FetchNode } from '@apollo/query-planner';
import { Kind, type DocumentNode, type FieldNode, type SelectionNode } from 'graphql';
import { OWN_PREFIX } from '@agency-graph/contract';
import type { JoinedBy, JoinKey, PlanSchema } from './compile.js';

/**
 * Adds the key fields of each entity to an `_entities` query under names of our own, so that what comes back can be
 * joined by key: a subgraph that swaps, drops or repeats entities is found out.
 */
export function withJoinKeys(
  document: DocumentNode,
  { requires, inputRewrites = [] }: Pick<FetchNode, 'requires' | 'inputRewrites'>,
  keyFields: (type: string) => readonly string[],
  possibleTypes: PlanSchema['possibleTypes'],
): { readonly document: DocumentNode; readonly joinKeys: ReadonlyMap<string, JoinedBy> } {
  const joinKeys = new Map<string, JoinKey[]>();
  if (requires === undefined) return { document, joinKeys: new Map() };
  // A type that is asked for through an interface object is unknown to the subgraph: the representation says the interface.
  const knownAs = new Map(
    inputRewrites.flatMap((one) => (one.kind === 'ValueSetter' ? [[one.path[0], String(one.setValueTo)]] : [])),
  );
  for (const selection of requires) {
    if (selection.kind !== 'InlineFragment' || selection.typeCondition === undefined) continue;
    const own = selection.typeCondition;
    const type =
      knownAs.get(`... on ${own}`) ?? (keyFields(own).length > 0 ? own : (knownAs.values().next().value ?? own));
    const keys = new Set(keyFields(type));
    if (keys.size === 0) continue;
    const carried = selection.selections.flatMap((field) =>
      field.kind === 'Field' && field.selections === undefined && keys.has(field.name) ? [field.name] : [],
    );
    // Several parts of a representation may be of one type.
    const all = new Set([...(joinKeys.get(type) ?? []).map(({ field }) => field), ...carried]);
    joinKeys.set(
      type,
      [...all].map((field) => ({ field, key: `${OWN_PREFIX}key_${field}` })),
    );
  }
  return {
    document: { ...document, definitions: document.definitions.map((node) => addTo(node, joinKeys)) },
    joinKeys: byEachType(joinKeys, possibleTypes),
  };
}

/** What is asked for by an interface's key may be represented by any of its types, and comes back as one of them. */
function byEachType(
  joinKeys: ReadonlyMap<string, readonly JoinKey[]>,
  possibleTypes: PlanSchema['possibleTypes'],
): ReadonlyMap<string, JoinedBy> {
  const all = new Map<string, JoinedBy>();
  for (const [type, keys] of joinKeys)
    for (const one of possibleTypes(type))
      if (one === type || !joinKeys.has(one))
        // Of several interfaces' keys each may be the one that is sent.
        all.set(one, { types: possibleTypes(one), keys: [...(all.get(one)?.keys ?? []), ...keys] });
  return all;
}

function addTo(
  definition: DocumentNode['definitions'][number],
  joinKeys: ReadonlyMap<string, readonly JoinKey[]>,
): DocumentNode['definitions'][number] {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
  const selections = definition.selectionSet.selections.map((field): SelectionNode => {
    if (field.kind !== Kind.FIELD || field.selectionSet === undefined) return field;
    const typed = [...joinKeys].map(([type, keys]): SelectionNode => ({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
      selectionSet: { kind: Kind.SELECTION_SET, selections: [TYPENAME, ...keys.map(aliased)] },
    }));
    return {
      ...field,
      selectionSet: { ...field.selectionSet, selections: [...typed, ...field.selectionSet.selections] },
    };
  });
  return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const aliased = ({ field, key }: JoinKey): FieldNode => ({
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: key },
  name: { kind: Kind.NAME, value: field },
});
