import { OWN_PREFIX } from '@agency-graph/contract';
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  type DefinitionNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Joins } from './joins.js';

/**
 * Asks for the ids of rows of which an agency is sent what another gave: the planner asks for no more of them than is
 * sent, and the record must name them. `rows` are types of rows, and interfaces of such, whose `id` always has a value.
 */
export function withSentRows(plan: QueryPlan, joins: Joins, rows: ReadonlySet<string>): QueryPlan {
  if (plan.node === undefined || plan.node.kind === 'Subscription' || rows.size === 0) return plan;
  const places = new Set<string>();
  eachFetch(plan.node, [], (fetch, path) => {
    for (const one of fetch.requires ?? []) noteSent([one], keysOf(one, fetch.serviceName, joins), path, places);
    return fetch;
  });
  if (places.size === 0) return plan;
  return { ...plan, node: eachFetch(plan.node, [], (fetch, path) => named(fetch, path, { places, joins, rows })) };
}

/** A plan with each of its fetches changed; `path` has response keys alone. */
function eachFetch(
  node: PlanNode,
  path: readonly string[],
  change: (fetch: FetchNode, path: readonly string[]) => FetchNode,
): PlanNode {
  const inner = (one: PlanNode): PlanNode => eachFetch(one, path, change);
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(inner) };
    case 'Flatten':
      return { ...node, node: eachFetch(node.node, keysAlong(node.path), change) };
    case 'Condition': {
      const { ifClause, elseClause, ...condition } = node;
      return {
        ...condition,
        ...(ifClause === undefined ? {} : { ifClause: inner(ifClause) }),
        ...(elseClause === undefined ? {} : { elseClause: inner(elseClause) }),
      };
    }
    case 'Fetch':
      return change(node, path);
    default:
      return node;
  }
}

/** List levels are `@`, and types stand as `|[A,B]` behind a key or a level. */
const keysAlong = (path: readonly (string | number)[]): string[] =>
  path.map((part) => String(part).split('|')[0]!).filter((key) => key !== '' && key !== '@');

const keysOf = (one: QueryPlanSelectionNode, subgraph: string, { keys }: Joins): readonly SelectionNode[] =>
  one.kind === 'InlineFragment' && one.typeCondition !== undefined
    ? (keys.get(`${subgraph} ${one.typeCondition}`) ?? []).flatMap(({ selections }) => selections)
    : [];

/** Notes the places of objects of which more is sent than belongs to a key. */
function noteSent(
  sent: readonly QueryPlanSelectionNode[],
  keys: readonly SelectionNode[],
  path: readonly string[],
  places: Set<string>,
): void {
  for (const one of sent) {
    if (one.kind === 'InlineFragment') noteSent(one.selections, keys, path, places);
    else if (one.name !== '__typename') {
      const same = keys.filter((key): key is FieldNode => key.kind === Kind.FIELD && key.name.value === one.name);
      if (same.length === 0) places.add(path.join('.'));
      const inner = same.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
      noteSent(one.selections ?? [], inner, [...path, one.alias ?? one.name], places);
    }
  }
}

interface Naming {
  readonly places: ReadonlySet<string>;
  readonly joins: Joins;
  readonly rows: ReadonlySet<string>;
}

function named(fetch: FetchNode, at: readonly string[], { places, joins, rows }: Naming): FetchNode {
  const { serviceName, operationKind, requires, outputRewrites = [] } = fetch;
  const renamed = new Map(
    outputRewrites.flatMap((one) => (one.kind === 'KeyRenamer' ? [[one.path.at(-1)!, one.renameKeyTo]] : [])),
  );
  let isNamed = false;
  /** Entities are named where they were first given. */
  const select = (set: SelectionSetNode, type: string, path: readonly string[], isFirst: boolean): SelectionSetNode => {
    const selections = set.selections.map((node): SelectionNode => {
      if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined) return node;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition?.name.value ?? type;
        return { ...node, selectionSet: select(node.selectionSet, on, path, isFirst) };
      }
      const facts = joins.fields.get(`${type}.${node.name.value}`);
      if (facts === undefined) return node;
      const key = (node.alias ?? node.name).value;
      return {
        ...node,
        selectionSet: select(node.selectionSet, facts.type, [...path, renamed.get(key) ?? key], true),
      };
    });
    const isGiven = joins.fields.get(`${type}.id`)?.givenBy.has(serviceName) === true;
    if (!isFirst || !isGiven || !rows.has(type) || !places.has(path.join('.')) || selections.some(isRowId))
      return { ...set, selections };
    isNamed = true;
    return { ...set, selections: [...selections, ROW_ID] };
  };
  const selected = (definition: DefinitionNode): DefinitionNode => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const { selectionSet } = definition;
    if (requires === undefined) {
      const root = operationKind === 'mutation' ? 'Mutation' : 'Query';
      return { ...definition, selectionSet: select(selectionSet, root, at, false) };
    }
    const entities = selectionSet.selections.map((node): SelectionNode =>
      node.kind === Kind.FIELD && node.selectionSet !== undefined
        ? { ...node, selectionSet: select(node.selectionSet, '', at, false) }
        : node,
    );
    return { ...definition, selectionSet: { ...selectionSet, selections: entities } };
  };
  const document = parse(fetch.operation, { noLocation: true });
  const changed = { ...document, definitions: document.definitions.map(selected) };
  return isNamed ? { ...fetch, operation: print(changed) } : fetch;
}

const ROW_ID: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: `${OWN_PREFIX}id` },
  name: { kind: Kind.NAME, value: 'id' },
};

const isRowId = (node: SelectionNode): boolean => node.kind === Kind.FIELD && node.alias?.value === ROW_ID.alias!.value;
