import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { PlanSchema } from './compile.js';

interface AskedOf {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly possibleTypes: PlanSchema['possibleTypes'];
  /** What response keys are called once they are rewritten. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** What an agency is asked for of the objects at one place: what is missing when it does not answer. */
export class AskedKeys {
  readonly #sets: readonly SelectionSetNode[];
  readonly #of: AskedOf;
  readonly #byType = new Map<string, ReadonlyMap<string, AskedKeys>>();

  constructor(sets: readonly SelectionSetNode[], of: AskedOf) {
    this.#sets = sets;
    this.#of = of;
  }

  /** Of objects of one type: response keys, each with what is asked for below it. Whatever variables leave out is among them. */
  of(type: string): ReadonlyMap<string, AskedKeys> {
    let keys = this.#byType.get(type);
    if (keys === undefined) {
      const below = new Map<string, SelectionSetNode[]>();
      for (const set of this.#sets) this.#collect(set, type, below);
      keys = new Map([...below].map(([key, sets]) => [key, new AskedKeys(sets, this.#of)]));
      // attacker-controlled: an agency may name any type for one of an entity.
      if (keys.size > 0) this.#byType.set(type, keys);
    }
    return keys;
  }

  #collect(set: SelectionSetNode, type: string, below: Map<string, SelectionSetNode[]>): void {
    const { fragments, possibleTypes, renamed } = this.#of;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const name = renamed.get(key) ?? key;
        below.set(name, [...(below.get(name) ?? []), ...(node.selectionSet === undefined ? [] : [node.selectionSet])]);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || possibleTypes(condition).has(type))
        this.#collect(fragment.selectionSet, type, below);
    }
  }
}

/** What an `_entities` query asks for of each entity. */
export function askedKeys(document: DocumentNode, of: Omit<AskedOf, 'fragments'>): AskedKeys {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const sets: SelectionSetNode[] = [];
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else if (node.kind === Kind.OPERATION_DEFINITION)
      for (const one of node.selectionSet.selections)
        if (one.kind === Kind.FIELD && one.selectionSet !== undefined) sets.push(one.selectionSet);
  }
  return new AskedKeys(sets, { ...of, fragments });
}
