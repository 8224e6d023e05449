import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { requiringField, type Joins } from './joins.js';
import { namesIn } from './twins/field-set.js';

/** A field that is asked for without what it requires, and where. */
interface Misplaced {
  readonly fetch: FetchNode;
  readonly document: DocumentNode;
  readonly field: FieldNode;
  readonly within: SelectionSetNode;
  readonly type: string;
  readonly path: readonly string[];
  /** Names of what it requires that are asked for beside it, of a subgraph that does not give them. */
  readonly strays: readonly string[];
}

/**
 * Where a requirement is itself made of others, the planner can merge the fetch of the one into an earlier fetch of the
 * same subgraph, before there is what it requires. Such a field is taken out and asked for once that is there: before
 * the fetch that needs it, or at the end.
 */
export function completePlan(plan: QueryPlan, joins: Joins): QueryPlan {
  if (plan.node === undefined || plan.node.kind === 'Subscription' || joins.required.size === 0) return plan;
  let node: PlanNode = plan.node;
  // Each round places one field; a field placed is never misplaced again.
  for (let round = 0; round < MOST_MISPLACED; round += 1) {
    const misplaced = findMisplaced(node, [], joins);
    if (misplaced === null) return { ...plan, node };
    node = placeAnew(node, misplaced, joins);
  }
  throw new Error('more fields of the plan lack what they require than can be mended');
}

const MOST_MISPLACED = 50;

function findMisplaced(node: PlanNode, path: readonly string[], joins: Joins): Misplaced | null {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return firstOf(node.nodes, (one) => findMisplaced(one, path, joins));
    case 'Flatten':
      return findMisplaced(node.node, node.path.map(String), joins);
    case 'Condition':
      return firstOf([node.ifClause, node.elseClause], (one) => one && findMisplaced(one, path, joins));
    case 'Fetch':
      return misplacedIn(node, path, joins);
    default:
      return null;
  }
}

function misplacedIn(fetch: FetchNode, path: readonly string[], joins: Joins): Misplaced | null {
  const { fields } = joins;
  const document = parse(fetch.operation, { noLocation: true });
  const operation = document.definitions[0] as OperationDefinitionNode;
  const { serviceName: subgraph } = fetch;
  /** `sent` are names of what comes with an object of a type or is provided with it; `beside`, what else is asked of it. */
  const search = (
    set: SelectionSetNode,
    type: string,
    at: readonly string[],
    sent: (type: string) => ReadonlySet<string>,
    beside: SelectionSetNode,
  ): Misplaced | null =>
    firstOf(set.selections, (node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return null;
      if (node.kind === Kind.INLINE_FRAGMENT)
        return search(node.selectionSet, node.typeCondition?.name.value ?? type, at, sent, beside);
      const { name, alias, selectionSet } = node;
      const required = joins.required.get(requiringField(subgraph, type, name.value));
      if (required !== undefined) {
        const asked = new Set(topNames(beside, type, joins));
        const isGiven = (one: string): boolean =>
          asked.has(one) && fields.get(`${type}.${one}`)?.givenBy.has(subgraph) !== false;
        const needs = topNames(required, type, joins);
        const isComplete = (one: string): boolean => isGiven(one) && givesBelow(subgraph, one, required, type, joins);
        if (!needs.every((one) => sent(type).has(one) || isComplete(one))) {
          const strays = needs.filter((one) => asked.has(one) && !isGiven(one));
          return { fetch, document, field: node, within: set, type, path: at, strays };
        }
      }
      const facts = fields.get(`${type}.${name.value}`);
      if (selectionSet === undefined || facts === undefined) return null;
      const lists = Array.from({ length: facts.lists }, () => '@');
      // What is provided deeper down is provided there, under names that no requirement has.
      const provided = new Set(namesIn(facts.provides.get(subgraph) ?? NOTHING));
      const here = [...at, (alias ?? name).value, ...lists];
      return search(selectionSet, facts.type, here, () => provided, selectionSet);
    });
  if (fetch.requires === undefined) {
    const root = fetch.operationKind === 'mutation' ? 'Mutation' : 'Query';
    return search(operation.selectionSet, root, path, () => new Set(), NOTHING);
  }
  const { requires } = fetch;
  const { selectionSet } = operation.selectionSet.selections[0] as FieldNode;
  return search(selectionSet!, '', path, (type) => sentNames(requires, type, joins), selectionSet!);
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** Names of the own fields of an object of a type in a set, under fragments too. */
const topNames = (set: SelectionSetNode, type: string, joins: Joins): string[] =>
  topFields(set, type, joins).flatMap(({ name }) => (name.value === '__typename' ? [] : [name.value]));

/** Own fields of an object of a type in a set, under fragments too. */
const topFields = (set: SelectionSetNode, type: string, joins: Joins): FieldNode[] =>
  set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    const isForIt = node.kind === Kind.INLINE_FRAGMENT && mayBeOne(type, node.typeCondition?.name.value, joins);
    return isForIt ? topFields(node.selectionSet, type, joins) : [];
  });

/** Whether a subgraph gives by itself all that is required below one field of an object of a type. */
const givesBelow = (subgraph: string, name: string, required: SelectionSetNode, type: string, joins: Joins): boolean =>
  topFields(required, type, joins).every((field) => {
    const facts = joins.fields.get(`${type}.${field.name.value}`);
    if (field.name.value !== name || field.selectionSet === undefined || facts === undefined) return true;
    return gives(subgraph, field.selectionSet, facts.type, joins);
  });

/** Whether a subgraph gives by itself all fields of a set of an object of a type, at any depth. */
const gives = (subgraph: string, set: SelectionSetNode, type: string, joins: Joins): boolean =>
  set.selections.every((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return true;
    if (node.kind === Kind.INLINE_FRAGMENT)
      return gives(subgraph, node.selectionSet, node.typeCondition?.name.value ?? type, joins);
    const facts = joins.fields.get(`${type}.${node.name.value}`);
    if (facts === undefined) return true;
    return (
      facts.givenBy.has(subgraph) &&
      (node.selectionSet === undefined || gives(subgraph, node.selectionSet, facts.type, joins))
    );
  });

/** Names of what a representation of a type has at its top. */
function sentNames(nodes: readonly QueryPlanSelectionNode[], type: string, joins: Joins): ReadonlySet<string> {
  const namesOf = (all: readonly QueryPlanSelectionNode[]): string[] =>
    all.flatMap((node) => {
      if (node.kind === 'Field') return [node.name];
      return mayBeOne(type, node.typeCondition, joins) ? namesOf(node.selections) : [];
    });
  return new Set(namesOf(nodes));
}

/** Whether one object may be of both types. */
const mayBeOne = (type: string, other: string | undefined, { objectTypes }: Joins): boolean =>
  type === other || other === undefined || !objectTypes.has(type) || !objectTypes.has(other);

function placeAnew(root: PlanNode, misplaced: Misplaced, joins: Joins): PlanNode {
  const { fetch, document, field, within, type, path, strays } = misplaced;
  const key = keyOf(fetch.serviceName, misplaced, joins);
  const needs = joins.required.get(requiringField(fetch.serviceName, type, field.name.value))!;
  const lost = needs.selections.filter(
    (one) => one.kind === Kind.FIELD && strays.includes(one.name.value),
  ) as FieldNode[];
  const givers = lost.map((one) => {
    const subgraph = giverOf(one.name.value, misplaced, joins);
    return { subgraph, field: one, key: keyOf(subgraph, misplaced, joins) };
  });
  const stays = (one: SelectionNode): boolean =>
    one !== field && !(one.kind === Kind.FIELD && one.alias === undefined && strays.includes(one.name.value));
  const keys = [...new Map([key, ...givers.map((one) => one.key)].flat().map((one) => [print(one), one])).values()];
  const without: FetchNode = {
    ...fetch,
    ...operationWith(document, (set) =>
      set === within ? { ...set, selections: [...set.selections.filter(stays), TYPENAME, ...keys] } : set,
    ),
  };
  const found = givers.map((one) => entityFetch(one.subgraph, one.field, misplaced, [TYPENAME, ...one.key]));
  const later = entityFetch(fetch.serviceName, field, misplaced, [TYPENAME, ...key, ...needs.selections]);
  const steps = [...found, later].map((node): PlanNode => ({ kind: 'Flatten', path: [...path], node }));
  const asked: PlanNode = steps.length === 1 ? steps[0]! : { kind: 'Sequence', nodes: steps };
  /** Whether it is asked for by the time that a node begins. */
  let isAsked = false;
  /** Of what does not come one after another, each begins where the first does. */
  const placeApart = (nodes: readonly PlanNode[], isSure: boolean): PlanNode[] => {
    const before = isAsked;
    let after = before;
    const placed = nodes.map((node) => {
      isAsked = before;
      const one = place(node);
      after ||= isAsked && isSure;
      return one;
    });
    isAsked = after;
    return placed;
  };
  const place = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case 'Sequence':
        return { ...node, nodes: node.nodes.map(place) };
      case 'Parallel':
        return { ...node, nodes: placeApart(node.nodes, true) };
      case 'Condition': {
        const { ifClause, elseClause, ...condition } = node;
        return {
          ...condition,
          ...(ifClause === undefined ? {} : { ifClause: placeApart([ifClause], false)[0]! }),
          ...(elseClause === undefined ? {} : { elseClause: placeApart([elseClause], false)[0]! }),
        };
      }
      case 'Flatten': {
        const inner = node.node;
        const needsIt =
          inner.kind === 'Fetch' &&
          inner.requires !== undefined &&
          sentNames(inner.requires, type, joins).has(field.name.value);
        if (!isAsked && needsIt && node.path.join('.') === path.join('.')) {
          isAsked = true;
          return { kind: 'Sequence', nodes: [asked, node] };
        }
        return { ...node, node: place(inner) };
      }
      default:
        return node === fetch ? without : node;
    }
  };
  const mended = place(root);
  return isAsked ? mended : { kind: 'Sequence', nodes: [mended, asked] };
}

/** Selections of a key by which a subgraph can be asked, of what the one at hand gives itself. */
function keyOf(subgraph: string, { fetch, type, field }: Misplaced, joins: Joins): readonly SelectionNode[] {
  const { keys, fields } = joins;
  const isHere = (name: string): boolean => fields.get(`${type}.${name}`)?.givenBy.has(fetch.serviceName) === true;
  const key = (keys.get(`${subgraph} ${type}`) ?? []).find((set) => topNames(set, type, joins).every(isHere));
  if (key === undefined) throw new Error(`${type} has no key by which ${field.name.value} could be asked for later`);
  return key.selections;
}

function giverOf(name: string, misplaced: Misplaced, joins: Joins): string {
  const givenBy = joins.fields.get(`${misplaced.type}.${name}`)?.givenBy ?? new Set<string>();
  const giver = [...givenBy].find((subgraph) => joins.keys.has(`${subgraph} ${misplaced.type}`));
  if (giver === undefined) throw new Error(`nobody gives ${misplaced.type}.${name} by a key`);
  return giver;
}

function entityFetch(
  subgraph: string,
  field: FieldNode,
  { fetch, document, type }: Misplaced,
  sent: readonly SelectionNode[],
): FetchNode {
  const used = variablesIn(field);
  const definitions = (document.definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];
  const given = definitions.filter(({ variable }) => used.has(variable.name.value)).map((one) => print(one));
  const variables = ['$representations: [_Any!]!', ...given].join(' ');
  return {
    kind: 'Fetch',
    serviceName: subgraph,
    requires: [{ kind: 'InlineFragment', typeCondition: type, selections: sent.map(planSelection) }],
    variableUsages: [...used],
    operation: `query(${variables}) { _entities(representations: $representations) { ... on ${type} { ${print(field)} } } }`,
    operationName: fetch.operationName,
    operationKind: 'query' as FetchNode['operationKind'],
  };
}

const planSelection = (node: SelectionNode): QueryPlanSelectionNode => {
  if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error('a field set names no fragment');
  const selections = node.selectionSet?.selections.map(planSelection);
  if (node.kind === Kind.FIELD)
    return { kind: 'Field', name: node.name.value, ...(selections === undefined ? {} : { selections }) };
  const on = node.typeCondition === undefined ? {} : { typeCondition: node.typeCondition.name.value };
  return { kind: 'InlineFragment', ...on, selections: selections! };
};

/** A fetch's operation with some selection sets changed, and with the variables that are left. */
function operationWith(
  document: DocumentNode,
  change: (set: SelectionSetNode) => SelectionSetNode,
): Pick<FetchNode, 'operation' | 'variableUsages'> {
  const changed = visit(document, {
    SelectionSet: { enter: (set) => (change(set) === set ? undefined : change(set)) },
  });
  const { selectionSet } = changed.definitions[0] as OperationDefinitionNode;
  const used = variablesIn(selectionSet);
  const kept = visit(changed, {
    VariableDefinition: (definition) => (used.has(definition.variable.name.value) ? undefined : null),
  });
  return { operation: print(kept), variableUsages: [...used].filter((name) => name !== 'representations') };
}

function variablesIn(node: FieldNode | SelectionSetNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(node, { Variable: ({ name }) => void used.add(name.value) });
  return used;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function firstOf<T, R>(all: readonly T[], find: (one: T) => R | null | undefined): R | null {
  for (const one of all) {
    const found = find(one);
    if (found !== null && found !== undefined) return found;
  }
  return null;
}
