import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { TWIN_PREFIX } from '@agency-graph/contract';
import { requiringField, type Joins } from '../joins.js';
import type { TwinPath, Twins } from './twins.js';

/**
 * A plan over a twinned supergraph, as one over the real one: each twin is its original, asked for under the twin's
 * name and sent on under its own. What two fields require under one name goes in two fetches.
 */
export function untwinPlan(plan: QueryPlan, twins: Twins, joins: Joins): QueryPlan {
  if (plan.node === undefined || plan.node.kind === 'Subscription') return plan;
  return { ...plan, node: untwinNode(plan.node, { twins, joins, isToggled: hasToggles(plan.node) }) };
}

/** What plans are mended with. */
interface Mending {
  readonly twins: Twins;
  readonly joins: Joins;
  /** Whether anything of the plan depends on a toggle, a field or a whole fetch. */
  readonly isToggled: boolean;
}

function hasToggles(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(hasToggles);
    case 'Flatten':
      return hasToggles(node.node);
    case 'Fetch':
      return /@(?:skip|include)\b/.test(node.operation);
    default:
      return node.kind === 'Condition';
  }
}

function untwinNode(node: PlanNode, mending: Mending): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((one) => untwinNode(one, mending)) };
    case 'Flatten':
      return { ...node, node: untwinNode(node.node, mending) };
    case 'Condition': {
      const { ifClause, elseClause, ...condition } = node;
      return {
        ...condition,
        ...(ifClause === undefined ? {} : { ifClause: untwinNode(ifClause, mending) }),
        ...(elseClause === undefined ? {} : { elseClause: untwinNode(elseClause, mending) }),
      };
    }
    case 'Fetch': {
      const { twins, joins } = mending;
      const fetches = divide(onOneLevel(node), mending).map((one) => untwinFetch(withKeys(one, joins), twins));
      return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: fetches };
    }
    default:
      return node;
  }
}

/** Of what is toggled, the planner nests a type's part of a representation in a part of that very type. */
const onOneLevel = (node: FetchNode): FetchNode =>
  node.requires === undefined ? node : { ...node, requires: node.requires.map(unnested) };

function unnested(node: QueryPlanSelectionNode): QueryPlanSelectionNode {
  if (node.kind === 'Field') return node;
  const inner = node.selections.map(unnested);
  const isSame = (one: QueryPlanSelectionNode): boolean =>
    one.kind === 'InlineFragment' && one.typeCondition === node.typeCondition;
  return { ...node, selections: inner.flatMap((one) => (isSame(one) ? one.selections! : [one])) };
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

/**
 * Through an interface object, the planner can leave the key to one type's part of a representation and what is required
 * to that of all types: a type of which no key was fetched is not asked for.
 */
function withKeys(node: FetchNode, { keys }: Joins): FetchNode {
  const known = (node.inputRewrites ?? []).find(({ kind }) => kind === 'ValueSetter');
  if (node.requires === undefined || known?.kind !== 'ValueSetter') return node;
  const sets = keys.get(`${node.serviceName} ${String(known.setValueTo)}`) ?? [];
  const hasKey = ({ selections = [] }: QueryPlanSelectionNode): boolean => {
    const given = new Set(selections.flatMap((one) => (one.kind === 'Field' ? [one.name] : [])));
    return sets.some((set) => pathsOf(set).every((path) => path.includes('.') || given.has(path)));
  };
  const keyed = node.requires.filter(hasKey);
  if (keyed.length === 0 || keyed.length === node.requires.length) return node;
  const others = node.requires.filter((one) => !hasKey(one)).flatMap(({ selections = [] }) => selections);
  return {
    ...node,
    requires: keyed.map((one) => ({ ...one, selections: [...(one.selections ?? []), ...others] })),
  };
}

/** Fields that may go in one fetch. */
interface Group {
  /** Requirement and toggles of all of them, where these go alone. */
  readonly alone: string | null;
  /** Twins that they require, by the path that each stands for. */
  readonly twins: Map<string, string>;
  /** Paths that they require. */
  readonly paths: Set<string>;
}

const togglesOf = ({ directives = [] }: FieldNode | InlineFragmentNode): string =>
  directives.map((one) => print(one)).join(' ');

const newGroup = (alone: string | null): Group => ({ alone, twins: new Map(), paths: new Set() });

/**
 * One fetch, or as many as what its fields require conflicts. A requirement goes alone where an entity may rightly lack
 * it that is to be asked for all the rest: when its field is toggled, the planner fetches it under the same toggle, and
 * may forget the toggle where the field itself is fetched; and through an interface object what one type's field is made
 * of is not fetched of another type.
 */
function divide(node: FetchNode, { twins, joins, isToggled }: Mending): readonly FetchNode[] {
  if (node.requires === undefined) return [node];
  const document = parse(node.operation, { noLocation: true });
  const isInterfaceObject = (node.inputRewrites ?? []).some(({ kind }) => kind === 'ValueSetter');
  const groups: Group[] = [newGroup(null)];
  const groupOf = (type: string, field: FieldNode, above: string): Group => {
    const of = requiringField(node.serviceName, type, field.name.value);
    const toggles = above + togglesOf(field);
    const set = joins.required.get(of);
    const required = twins.required.get(of) ?? [];
    if (set === undefined) return groups[0]!;
    const alone = isInterfaceObject || isToggled ? `${toggles} ${print(set)}` : null;
    const fits = (group: Group): boolean => group.alone === alone && required.every((path) => isAt(group, path));
    let group = groups.find(fits);
    if (group === undefined) groups.push((group = newGroup(alone)));
    for (const { original, text } of required) group.twins.set(original, text);
    for (const path of pathsOf(set)) group.paths.add(path);
    return group;
  };
  const placed = new Map<FieldNode, Group>();
  const place = (set: SelectionSetNode, type: string, above: string): void => {
    for (const one of set.selections) {
      if (one.kind === Kind.FIELD) placed.set(one, groupOf(type, one, above));
      else if (one.kind === Kind.INLINE_FRAGMENT)
        place(one.selectionSet, one.typeCondition?.name.value ?? type, above + togglesOf(one));
    }
  };
  const entities = entitiesOf(document);
  place(entities.selectionSet!, '', '');
  const used = groups.filter((group) => [...placed.values()].includes(group));
  if (used.length < 2) return [node];
  const isKept = keptPaths(node, joins);
  return used.map((group) => {
    const selections = keep(entities.selectionSet!, (field) => placed.get(field) === group);
    const { operation, variables } = withEntities(document, selections);
    const isOthers = (path: string): boolean =>
      !group.paths.has(path) && !isKept.has(path) && used.some(({ paths }) => paths.has(path));
    return { ...node, requires: without(node.requires!, isOthers), operation, variableUsages: variables };
  });
}

/** Whether a group has no other twin in the place of this one. */
const isAt = ({ twins }: Group, { original, text }: TwinPath): boolean => (twins.get(original) ?? text) === text;

/** Paths of the keys by which the types of a fetch are asked for. */
const keptPaths = (node: FetchNode, { keys }: Joins): ReadonlySet<string> => {
  const types = node.requires!.flatMap((one) => (one.kind === 'InlineFragment' ? [one.typeCondition] : []));
  return new Set(
    types.flatMap((type) => (keys.get(`${node.serviceName} ${type}`) ?? []).flatMap((set) => pathsOf(set))),
  );
};

const pathsOf = (set: SelectionSetNode, above: readonly string[] = []): string[] =>
  set.selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) return pathsOf(node.selectionSet, above);
    const path = [...above, node.name.value];
    return [path.join('.'), ...(node.selectionSet === undefined ? [] : pathsOf(node.selectionSet, path))];
  });

/** What representations are made of, less some paths. */
function without(
  nodes: readonly QueryPlanSelectionNode[],
  isLeftOut: (path: string) => boolean,
  above: readonly string[] = [],
): QueryPlanSelectionNode[] {
  return nodes.flatMap((node): QueryPlanSelectionNode[] => {
    const path = node.kind === 'Field' ? [...above, node.name] : above;
    if (node.kind === 'Field' && isLeftOut(path.join('.'))) return [];
    if (node.selections === undefined) return [node];
    const selections = without(node.selections, isLeftOut, path);
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
