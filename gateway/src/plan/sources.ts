import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** Which agency a plan takes each field of the answer from. */
export interface Sources {
  /**
   * By its path: response keys, without list levels, joined by dots. `on` are, for each key, the types of which the
   * object may be that it stands on, where that is known. Where several give it, the first.
   */
  get(path: string, on?: readonly Types[]): string | undefined;
  /** By the path of a plan to objects of one type, and the field's key there. */
  at(path: readonly string[], type: string, key: string): string | undefined;
}

/** Names of concrete types; null for any. */
type Types = ReadonlySet<string> | null;

/** Response keys, each with the types of objects that it was asked of; and the types that the next is asked of. */
interface Place {
  readonly keys: readonly string[];
  readonly on: readonly Types[];
  readonly next: Types;
}

const ROOT: Place = { keys: [], on: [], next: null };

/** Finds the sources of a plan's fields; `possibleTypes` are the concrete types that a type condition lets through. */
export function sourcesOf(plan: QueryPlan, possibleTypes: (type: string) => ReadonlySet<string>): Sources {
  const known = new Map<string, { readonly on: readonly Types[]; readonly agency: string }[]>();

  const fetched = (node: FetchNode, from: Place): void => {
    const document = parse(node.operation);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const one of document.definitions)
      if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
    const select = (set: SelectionSetNode, place: Place): void => {
      for (const one of set.selections) {
        if (one.kind !== Kind.FIELD) {
          const fragment = one.kind === Kind.FRAGMENT_SPREAD ? fragments.get(one.name.value)! : one;
          const type = fragment.typeCondition?.name.value;
          select(fragment.selectionSet, type === undefined ? place : narrowed(place, possibleTypes(type)));
        } else if (node.requires !== undefined && one.name.value === '_entities') select(one.selectionSet!, place);
        else {
          const here = below(place, one.alias?.value ?? one.name.value);
          const path = here.keys.join('.');
          const given = known.get(path) ?? [];
          known.set(path, given);
          given.push({ on: here.on, agency: node.serviceName });
          if (one.selectionSet !== undefined) select(one.selectionSet, here);
        }
      }
    };
    for (const one of document.definitions) if (one.kind === Kind.OPERATION_DEFINITION) select(one.selectionSet, from);
  };

  const walk = (node: PlanNode, place: Place): void => {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        for (const one of node.nodes) walk(one, place);
        return;
      case 'Flatten':
        return walk(node.node, placeAt(node.path));
      case 'Condition':
        for (const one of [node.ifClause, node.elseClause]) if (one !== undefined) walk(one, place);
        return;
      case 'Fetch':
        return fetched(node, place);
      default:
    }
  };
  if (plan.node !== undefined && plan.node.kind !== 'Subscription') walk(plan.node, ROOT);
  const get = (path: string, on: readonly Types[] = []): string | undefined => {
    const given = known.get(path);
    return (given?.find((one) => one.on.every((types, at) => meet(types, on[at] ?? null))) ?? given?.[0])?.agency;
  };
  return {
    get,
    at(path, type, key) {
      const { keys, on } = placeAt(path);
      return get([...keys, key].join('.'), [...on, new Set([type])]);
    },
  };
}

const below = ({ keys, on, next }: Place, key: string): Place => ({
  keys: [...keys, key],
  on: [...on, next],
  next: null,
});

const narrowed = (place: Place, types: ReadonlySet<string>): Place => ({
  ...place,
  next: place.next === null ? types : new Set([...place.next].filter((one) => types.has(one))),
});

const meet = (a: Types, b: Types): boolean => a === null || b === null || [...a].some((one) => b.has(one));

/** Where a plan's path leads, which has list levels as `@` and types as `|[A,B]` behind a key or a level. */
const placeAt = (path: readonly (string | number)[]): Place =>
  path.reduce<Place>((place, part) => {
    const [key = '', types] = String(part).split('|');
    const here = key === '' || key === '@' ? place : below(place, key);
    return types === undefined ? here : narrowed(here, new Set(types.slice(1, -1).split(',')));
  }, ROOT);
