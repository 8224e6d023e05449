import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { isOn, type Toggle } from '../access/shape.js';
import type { PlanSchema } from './compile.js';
import { toggleOf } from './reader.js';

interface AskedOf {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly possibleTypes: PlanSchema['possibleTypes'];
  /** What response keys are called once they are rewritten. */
  readonly renamed: ReadonlyMap<string, string>;
}

type Values = Readonly<Record<string, unknown>>;

/** Selection sets of one response key, and toggles under each of which it is asked for. */
interface Selected {
  readonly sets: SelectionSetNode[];
  readonly dues: (readonly Toggle[])[];
}

/** What an agency is asked for of the objects at one place: what is missing when it does not answer. */
export class AskedKeys {
  readonly #selected: Selected;
  readonly #of: AskedOf;
  readonly #byType = new Map<string, ReadonlyMap<string, AskedKeys>>();

  constructor(selected: Selected, of: AskedOf) {
    this.#selected = selected;
    this.#of = of;
  }

  /** Of objects of one type: response keys, each with what is asked for below it. Whatever variables leave out is among them. */
  of(type: string): ReadonlyMap<string, AskedKeys> {
    let keys = this.#byType.get(type);
    if (keys === undefined) {
      const found = new Map<string, Selected>();
      for (const set of this.#selected.sets) this.#collect(set, type, [], found);
      keys = new Map([...found].map(([key, selected]) => [key, new AskedKeys(selected, this.#of)]));
      // attacker-controlled: an agency may name any type for one of an entity.
      if (keys.size > 0) this.#byType.set(type, keys);
    }
    return keys;
  }

  /** Whether anything is asked of objects of one type with these variables. */
  isDue(type: string, values: Values): boolean {
    return [...this.of(type).values()].some((one) => one.#selected.dues.some((toggles) => isOn(toggles, values)));
  }

  #collect(set: SelectionSetNode, type: string, toggles: readonly Toggle[], found: Map<string, Selected>): void {
    const { fragments, renamed } = this.#of;
    for (const node of set.selections) {
      const here = [...toggles, ...(node.directives ?? []).flatMap((one) => toggleOf(one) ?? [])];
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const name = renamed.get(key) ?? key;
        const selected = found.get(name) ?? { sets: [], dues: [] };
        found.set(name, selected);
        selected.dues.push(here);
        if (node.selectionSet !== undefined) selected.sets.push(node.selectionSet);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || this.#mayBe(type, condition))
        this.#collect(fragment.selectionSet, type, here, found);
    }
  }

  /** Whether what is said to be of a type, which may be an interface's name, may be of another. */
  #mayBe(type: string, other: string): boolean {
    const others = this.#of.possibleTypes(other);
    return others.has(type) || [...this.#of.possibleTypes(type)].some((one) => others.has(one));
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
  return new AskedKeys({ sets, dues: [[]] }, { ...of, fragments });
}
