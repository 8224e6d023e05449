import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { PlanSchema } from './compile.js';

/** An object of the answer while it is put together: no prototype, keys by response name. */
export type Fetched = Record<string, unknown>;

/** Copies from a hostile `source` into `target` what was selected, and nothing else. */
export type Reader = (source: unknown, target: Fetched) => void;

/** Compiles the selection of a query to a reader; for `_entities`, read each entity with `entityReader`. */
export function compileReader(document: DocumentNode, schema: PlanSchema): Reader {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('a fetch without an operation');
  const entities = operation.selectionSet.selections[0];
  const isEntities = entities?.kind === Kind.FIELD && entities.name.value === '_entities';
  return compile(isEntities ? entities.selectionSet! : operation.selectionSet, fragments, schema);
}

function compile(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: PlanSchema,
): Reader {
  const parts = set.selections.map((node): ((source: Fetched, target: Fetched) => void) => {
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      const inner = node.selectionSet === undefined ? null : compile(node.selectionSet, fragments, schema);
      return (source, target) => {
        if (!Object.hasOwn(source, key)) return;
        const value = source[key];
        target[key] = inner === null ? value : merge(value, target[key], inner);
      };
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node;
    const inner = compile(fragment.selectionSet, fragments, schema);
    const types = fragment.typeCondition === undefined ? null : schema.possibleTypes(fragment.typeCondition.name.value);
    return (source, target) => {
      const typename = source['__typename'];
      // Without a type name the planner knew the type: the keys that came are then those of this fragment.
      if (types === null || typeof typename !== 'string' || types.has(typename)) inner(source, target);
    };
  });
  return (source, target) => {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) return;
    for (const part of parts) part(source as Fetched, target);
  };
}

function merge(value: unknown, before: unknown, inner: Reader): unknown {
  if (Array.isArray(value)) {
    const known = Array.isArray(before) && before.length === value.length ? (before as unknown[]) : [];
    return value.map((one: unknown, index) => merge(one, known[index], inner));
  }
  if (typeof value !== 'object' || value === null) return value === null ? null : undefined;
  const target =
    typeof before === 'object' && before !== null && !Array.isArray(before)
      ? (before as Fetched)
      : (Object.create(null) as Fetched);
  inner(value, target);
  return target;
}
