import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type FieldNode, type SelectionNode } from 'graphql';
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
  const carried = new Map<string, readonly JoinKey[]>();
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
    const keys = keyFields(type).flatMap(selectionsOf);
    if (keys.length === 0) continue;
    // Several parts of a representation may be of one type.
    carried.set(type, merged([...(carried.get(type) ?? []), ...carriedOf(selection.selections, keys)]));
  }
  const joinKeys = named(carried);
  return {
    document: { ...document, definitions: document.definitions.map((node) => addTo(node, joinKeys)) },
    joinKeys: byEachType(joinKeys, possibleTypes),
  };
}

const selectionsOf = (fields: string): readonly SelectionNode[] =>
  parse(`{${fields}}`).definitions.flatMap((node) =>
    'selectionSet' in node ? (node.selectionSet?.selections ?? []) : [],
  );

/** What a representation carries of an entity's keys: of what is required beside them its agency may know nothing. */
function carriedOf(selections: readonly QueryPlanSelectionNode[], keys: readonly SelectionNode[]): readonly JoinKey[] {
  return selections.flatMap((one): JoinKey[] => {
    if (one.kind !== 'Field') return [];
    const { name: field, selections: inner } = one;
    const same = keys.filter((key) => key.kind === Kind.FIELD && key.name.value === field) as readonly FieldNode[];
    if (same.length === 0) return [];
    if (inner === undefined) return [{ field, key: field, within: null }];
    const within = carriedOf(
      inner,
      same.flatMap(({ selectionSet }) => selectionSet?.selections ?? []),
    );
    return within.length === 0 ? [] : [{ field, key: field, within }];
  });
}

/** Each field once, with all that is carried of its objects. */
function merged(keys: readonly JoinKey[]): JoinKey[] {
  return [...Map.groupBy(keys, ({ field }) => field).values()].map((same) => {
    const within = same.flatMap((one) => one.within ?? []);
    return { ...same[0]!, within: within.length === 0 ? null : merged(within) };
  });
}

/** Gives each type's fields names of their own: two types' of one name may be of two types, which one name may not be. */
function named(carried: ReadonlyMap<string, readonly JoinKey[]>): ReadonlyMap<string, readonly JoinKey[]> {
  const times = new Map<string, number>();
  const nameOf = (field: string): string => {
    const before = times.get(field) ?? 0;
    times.set(field, before + 1);
    return `${OWN_PREFIX}key${before === 0 ? '' : before}_${field}`;
  };
  return new Map([...carried].map(([type, keys]) => [type, keys.map((one) => ({ ...one, key: nameOf(one.field) }))]));
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

const aliased = ({ field, key, within }: JoinKey): FieldNode => ({
  kind: Kind.FIELD,
  ...(key !== field && { alias: { kind: Kind.NAME, value: key } }),
  name: { kind: Kind.NAME, value: field },
  ...(within !== null && { selectionSet: { kind: Kind.SELECTION_SET, selections: within.map(aliased) } }),
});
