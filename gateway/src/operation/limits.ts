import { OWN_PREFIX, TWIN_PREFIX } from '@agency-graph/contract';
import {
  BREAK,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Refusal } from '../refusals.js';

/** What an operation may cost before anything is planned; counted after fragments are expanded. */
export const OPERATION_LIMITS = {
  characters: 15_000,
  tokens: 2_000,
  depth: 12,
  introspectionDepth: 16,
  aliases: 30,
  rootFields: 20,
  directives: 10,
  selections: 1_000,
  /** Fragments, each as often as it is spread, and levels of fields and fragments within one another. */
  fragments: 1_000,
  nesting: 64,
  operationName: 128,
  variables: 100,
} as const;

/** Names that must never become keys of an answer, and what those begin with that the gateway keeps for its own. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'representations']);
const RESERVED_PREFIXES = [OWN_PREFIX, TWIN_PREFIX, '__'] as const;

/** Whether a name could be taken for one of ours, or of the language's, where it becomes a key of an answer. */
const isReserved = (name: string): boolean =>
  RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));

interface Size {
  readonly selections: number;
  readonly depth: number;
  readonly fragments: number;
  readonly nesting: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields at the top of it. */
  readonly width: number;
}

/**
 * Refuses an operation that is too large, in time linear in the text: a fragment is measured once and its size reused
 * wherever it is spread (CVE-2025-32030). Call after validation, so that fragments have no cycles.
 */
export function checkLimits(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  limits: typeof OPERATION_LIMITS = OPERATION_LIMITS,
): void {
  const measured = new Map<string, Size>();

  const sizeOf = (set: SelectionSetNode): Size => {
    let selections = 0;
    let depth = 0;
    let fragmentsIn = 0;
    let nesting = 0;
    let aliases = 0;
    let directives = 0;
    let width = 0;
    for (const node of set.selections) {
      directives += node.directives?.length ?? 0;
      let inner: Size | undefined;
      if (node.kind === Kind.FIELD) {
        selections += 1;
        width += 1;
        // attacker-controlled: an alias `__typename` would let a value pass for the type of its object.
        if (node.alias !== undefined) checkName(node.alias.value);
        else if (RESERVED.has(node.name.value)) checkName(node.name.value);
        if (node.alias !== undefined) aliases += 1;
        inner = node.selectionSet && sizeOf(node.selectionSet);
        depth = Math.max(depth, 1 + (inner?.depth ?? 0));
      } else {
        inner = node.kind === Kind.INLINE_FRAGMENT ? sizeOf(node.selectionSet) : sizeOfFragment(node.name.value);
        depth = Math.max(depth, inner?.depth ?? 0);
        width += inner?.width ?? 0;
        fragmentsIn += 1;
      }
      nesting = Math.max(nesting, 1 + (inner?.nesting ?? 0));
      fragmentsIn += inner?.fragments ?? 0;
      selections += inner?.selections ?? 0;
      aliases += inner?.aliases ?? 0;
      directives += inner?.directives ?? 0;
    }
    return { selections, depth, fragments: fragmentsIn, nesting, aliases, directives, width };
  };

  const sizeOfFragment = (name: string): Size | undefined => {
    let size = measured.get(name);
    const fragment = fragments.get(name);
    if (size === undefined && fragment !== undefined) measured.set(name, (size = sizeOf(fragment.selectionSet)));
    return size;
  };

  if ((operation.name?.value.length ?? 0) > limits.operationName) {
    exceeded('operationName', `an operation name may have ${limits.operationName} characters`);
  }
  if (operation.name !== undefined) checkName(operation.name.value);
  for (const name of fragments.keys()) checkName(name);
  const variables = operation.variableDefinitions ?? [];
  if (variables.length > limits.variables) exceeded('variables', `at most ${limits.variables} variables`);
  for (const { variable } of variables) checkName(variable.name.value);
  const size = sizeOf(operation.selectionSet);
  const introspects = operation.selectionSet.selections.every(
    (node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
  );
  const depth = introspects ? limits.introspectionDepth : limits.depth;
  if (size.selections > limits.selections) exceeded('selections', `at most ${limits.selections} selections`);
  if (size.depth > depth) exceeded('depth', `at most ${depth} levels deep`);
  if (size.fragments > limits.fragments) exceeded('fragments', `at most ${limits.fragments} fragments`);
  if (size.nesting > limits.nesting) exceeded('nesting', `at most ${limits.nesting} levels of fields and fragments`);
  if (size.aliases > limits.aliases) exceeded('aliases', `at most ${limits.aliases} aliases`);
  if (size.directives > limits.directives) exceeded('directives', `at most ${limits.directives} directives`);
  if (size.width > limits.rootFields) exceeded('rootFields', `at most ${limits.rootFields} root fields`);
}

/** Selections and fragments of a whole text once its fragments are expanded, as far as an operation may have them. */
export function expandedSize(document: DocumentNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const known = new Map<string, number>();
  const sizeOf = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return sum + sizeOfFragment(node.name.value);
      return sum + 1 + (node.selectionSet === undefined ? 0 : sizeOf(node.selectionSet));
    }, 0);
  const sizeOfFragment = (name: string): number => {
    let size = known.get(name);
    if (size === undefined) known.set(name, (size = 1 + sizeOf(fragments.get(name)!.selectionSet)));
    return size;
  };
  const most = OPERATION_LIMITS.selections + OPERATION_LIMITS.fragments;
  return document.definitions.reduce(
    (sum, one) => sum + (one.kind === Kind.OPERATION_DEFINITION ? Math.min(most, sizeOf(one.selectionSet)) : 0),
    0,
  );
}

function checkName(name: string): void {
  if (isReserved(name)) exceeded('name', `the name "${name.slice(0, 32)}" is reserved`);
}

function exceeded(limit: string, says: string): never {
  throw new Refusal('LIMIT_EXCEEDED', `The operation is too large: ${says}.`, { limit });
}

/** Refuses a text with more fields than an operation may have, before anything looks at pairs of them. */
export function checkFieldCount(document: DocumentNode, limits: typeof OPERATION_LIMITS = OPERATION_LIMITS): void {
  let fields = 0;
  visit(document, {
    Field: () => {
      fields += 1;
      return fields > limits.selections ? BREAK : undefined;
    },
  });
  if (fields > limits.selections) exceeded('selections', `at most ${limits.selections} selections`);
}
