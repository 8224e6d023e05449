import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { TWIN_PREFIX } from '@agency-graph/contract';
import { requiringField, type TwinPath, type Twins } from './twins.js';

/**
 * A plan over a twinned supergraph, as one over the real one: each twin is its original, asked for under the twin's
 * name and sent on under its own. What two fields require under one name goes in two fetches.
 */
export function untwinPlan(plan: QueryPlan, twins: Twins): QueryPlan {
  if (plan.node === undefined || plan.node.kind === 'Subscription' || twins.originals.size === 0) return plan;
  return { ...plan, node: untwinNode(plan.node, twins) };
}

function untwinNode(node: PlanNode, twins: Twins): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((one) => untwinNode(one, twins)) };
    case 'Flatten':
      return { ...node, node: untwinNode(node.node, twins) };
    case 'Condition': {
      const { ifClause, elseClause, ...condition } = node;
      return {
        ...condition,
        ...(ifClause === undefined ? {} : { ifClause: untwinNode(ifClause, twins) }),
        ...(elseClause === undefined ? {} : { elseClause: untwinNode(elseClause, twins) }),
      };
    }
    case 'Fetch': {
      const fetches = divide(node, twins).map((one) => untwinFetch(one, twins));
      return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: fetches };
    }
    default:
      return node;
  }
}

function untwinFetch(node: FetchNode, twins: Twins): FetchNode {
  const requires = node.requires === undefined ? {} : { requires: untwinSelections(node.requires, twins) };
  if (!node.operation.includes(TWIN_PREFIX)) return { ...node, ...requires };
  const document = visit(parse(node.operation, { noLocation: true }), {
    Field: (field: FieldNode): FieldNode | undefined => {
      const original = twins.originals.get(field.name.value);
      if (original === undefined) return undefined;
      const name = { kind: Kind.NAME, value: original.name } as const;
      return { ...field, alias: field.alias ?? field.name, name, arguments: original.arguments };
    },
  });
  return { ...node, ...requires, operation: stripIgnoredCharacters(print(document)) };
}

const untwinSelections = (nodes: readonly QueryPlanSelectionNode[], twins: Twins): QueryPlanSelectionNode[] =>
  nodes.map((node) => {
    const inner = node.selections === undefined ? {} : { selections: untwinSelections(node.selections, twins) };
    const original = node.kind === 'Field' ? twins.originals.get(node.name) : undefined;
    if (node.kind !== 'Field' || original === undefined) return { ...node, ...inner };
    return { ...node, ...inner, alias: node.name, name: original.name };
  });

/** Twins that may go in one representation, by the path that they stand for. */
type Together = Map<string, string>;

/** One fetch, or as many as what its fields require conflicts. */
function divide(node: FetchNode, twins: Twins): readonly FetchNode[] {
  if (node.requires === undefined) return [node];
  const document = parse(node.operation, { noLocation: true });
  const groups: Together[] = [];
  /** Which group a field goes in; whatever requires no twin goes in the first. */
  const groupOf = (type: string, field: string): number => {
    const paths = twins.required.get(requiringField(node.serviceName, type, field));
    if (paths === undefined) return 0;
    const found = groups.findIndex((group) => paths.every((path) => isAt(group, path) ?? true));
    const group = groups[found] ?? new Map<string, string>();
    if (found === -1) groups.push(group);
    for (const { original, text } of paths) group.set(original, text);
    return found === -1 ? groups.length - 1 : found;
  };
  const placed = new Map<FieldNode, number>();
  const place = (set: SelectionSetNode, type: string): void => {
    for (const one of set.selections) {
      if (one.kind === Kind.FIELD) placed.set(one, groupOf(type, one.name.value));
      else if (one.kind === Kind.INLINE_FRAGMENT) place(one.selectionSet, one.typeCondition?.name.value ?? type);
    }
  };
  const entities = entitiesOf(document);
  place(entities.selectionSet!, '');
  if (groups.length < 2) return [node];
  return groups.map((group, at) => {
    const selections = keep(entities.selectionSet!, (field) => placed.get(field) === at);
    const { operation, variables } = withEntities(document, selections);
    return { ...node, requires: only(node.requires!, group, groups), operation, variableUsages: variables };
  });
}

/** Whether a group has this twin where it has one at all; undefined where it has none. */
const isAt = (group: Together, { original, text }: TwinPath): boolean | undefined =>
  group.has(original) ? group.get(original) === text : undefined;

/** What a group's representations are made of: all but the other groups' twins. */
function only(
  nodes: readonly QueryPlanSelectionNode[],
  group: Together,
  groups: readonly Together[],
  above: readonly string[] = [],
): QueryPlanSelectionNode[] {
  return nodes.flatMap((node): QueryPlanSelectionNode[] => {
    const path = node.kind === 'Field' ? [...above, node.name] : above;
    const text = path.join('.');
    const isOthers = groups.some((other) => [...other.values()].includes(text)) && ![...group.values()].includes(text);
    if (node.kind === 'Field' && isOthers) return [];
    if (node.selections === undefined) return [node];
    const selections = only(node.selections, group, groups, path);
    return selections.length === 0 ? [] : [{ ...node, selections }];
  });
}

function keep(set: SelectionSetNode, isKept: (field: FieldNode) => boolean): SelectionSetNode {
  const selections = set.selections.flatMap((node): SelectionNode[] => {
    if (node.kind !== Kind.INLINE_FRAGMENT) return node.kind === Kind.FIELD && !isKept(node) ? [] : [node];
    const inner = keep(node.selectionSet, isKept);
    return inner.selections.length === 0 ? [] : [{ ...node, selectionSet: inner }];
  });
  return { ...set, selections };
}

function entitiesOf(document: DocumentNode): FieldNode {
  const operation = document.definitions[0];
  const entities = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined;
  if (entities?.kind !== Kind.FIELD || entities.selectionSet === undefined)
    throw new Error('an entity fetch selects entities');
  return entities;
}

/** The operation with other selections of its entities, and with those of its variables that they use. */
function withEntities(
  document: DocumentNode,
  selectionSet: SelectionSetNode,
): { readonly operation: string; readonly variables: string[] } {
  const entities = entitiesOf(document);
  const used = new Set<string>([REPRESENTATIONS]);
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const operation = visit(document, {
    VariableDefinition: (definition) => (used.has(definition.variable.name.value) ? undefined : null),
    Field: (field) => (field === entities ? { ...field, selectionSet } : undefined),
  });
  return { operation: print(operation), variables: [...used].filter((name) => name !== REPRESENTATIONS) };
}

const REPRESENTATIONS = 'representations';
