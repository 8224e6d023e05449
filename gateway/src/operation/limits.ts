import { OWN_PREFIX, TWIN_PREFIX } from '@agency-graph/contract';
import {
  BREAK,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
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
  /** Of fields that share a name with one another, as graphql-js counts the steps: it is what stops there. */
  comparisons: 500_000,
  /** Fragments, each as often as it is spread, and levels of fields and fragments within one another. */
  fragments: 1_000,
  nesting: 64,
  /** Levels of lists and objects within one another in a literal: as many as variables may have. */
  literalDepth: 32,
  operationName: 128,
  variables: 100,
} as const;

/** Names that must never become keys of an answer, and what those begin with that the gateway keeps for its own. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'representations']);
const RESERVED_PREFIXES = [OWN_PREFIX, TWIN_PREFIX, '__'] as const;

/** Whether a name could be taken for one of ours, or of the language's, where it becomes a key of an answer. */
const isReserved = (name: string): boolean =>
  RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));

/** What is measured of an operation, in the order in which it is held against its limit, and how one is told of it. */
const MEASURED = {
  selections: 'selections',
  depth: 'levels deep',
  fragments: 'fragments',
  nesting: 'levels of fields and fragments',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'root fields',
} as const satisfies Partial<Record<keyof typeof OPERATION_LIMITS, string>>;

type Measure = keyof typeof MEASURED;
type Size = Readonly<Record<Measure, number>>;

const EMPTY: Size = { selections: 0, depth: 0, fragments: 0, nesting: 0, aliases: 0, directives: 0, rootFields: 0 };

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Refuses an operation that is too large. Call after validation, so that fragments are known and have no cycles. */
export function checkLimits(operation: OperationDefinitionNode, fragments: Fragments): void {
  checkCount('operationName', operation.name?.value.length ?? 0, 'characters in its name');
  if (operation.name !== undefined) checkName(operation.name.value);
  for (const name of fragments.keys()) checkName(name);
  const variables = operation.variableDefinitions ?? [];
  checkCount('variables', variables.length, 'variables');
  for (const { variable } of variables) checkName(variable.name.value);
  checkKeys(operation.selectionSet, fragments, new Set());
  checkSize(operation, fragments);
}

/** Refuses reserved names where they become keys of an answer, in time linear in the text: a fragment is looked at once. */
function checkKeys({ selections }: SelectionSetNode, fragments: Fragments, seen: Set<string>): void {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      // attacker-controlled: an alias `__typename` would let a value pass for the type of its object.
      if (node.alias !== undefined) checkName(node.alias.value);
      else if (RESERVED.has(node.name.value)) checkName(node.name.value);
    }
    if (node.kind !== Kind.FRAGMENT_SPREAD) {
      if (node.selectionSet !== undefined) checkKeys(node.selectionSet, fragments, seen);
    } else if (!seen.has(node.name.value)) {
      seen.add(node.name.value);
      checkKeys(fragments.get(node.name.value)!.selectionSet, fragments, seen);
    }
  }
}

function checkSize(operation: OperationDefinitionNode, fragments: Fragments): void {
  const { selectionSet, variableDefinitions = [] } = operation;
  const selected = measureSelections(selectionSet, fragments, new Map());
  const directives = [operation, ...variableDefinitions].reduce((sum, node) => sum + directivesOf(node), 0);
  const size: Size = { ...selected, directives: selected.directives + directives };
  const { introspectionDepth, ...limits } = OPERATION_LIMITS;
  const most: Size = onlyMeta(selectionSet) ? { ...limits, depth: introspectionDepth } : limits;
  for (const [measure, says] of Object.entries(MEASURED) as [Measure, string][])
    checkCount(measure, size[measure], says, most[measure]);
}

function checkCount(
  limit: keyof typeof OPERATION_LIMITS,
  has: number,
  says: string,
  most: number = OPERATION_LIMITS[limit],
): void {
  if (has > most) tooLarge(limit, `${has} ${says}, of at most ${most}`, { has, most });
}

/** Whether only `__schema`, `__type` and `__typename` are asked for at the top, none of them in a fragment. */
const onlyMeta = ({ selections }: SelectionSetNode): boolean =>
  selections.every((node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'));

/**
 * How large a selection is with its fragments expanded, in time linear in the text: a fragment is measured once and its
 * size, in `known`, reused wherever it is spread (CVE-2025-32030).
 */
function measureSelections({ selections }: SelectionSetNode, fragments: Fragments, known: Map<string, Size>): Size {
  const size: Record<Measure, number> = { ...EMPTY };
  for (const node of selections) {
    const inner = measureInside(node, fragments, known);
    const fields = node.kind === Kind.FIELD ? 1 : 0;
    size.selections += fields + inner.selections;
    size.depth = Math.max(size.depth, fields + inner.depth);
    size.fragments += 1 - fields + inner.fragments;
    size.nesting = Math.max(size.nesting, 1 + inner.nesting);
    size.aliases += (node.kind === Kind.FIELD && node.alias !== undefined ? 1 : 0) + inner.aliases;
    size.directives += directivesOf(node) + inner.directives;
    size.rootFields += node.kind === Kind.FIELD ? 1 : inner.rootFields;
  }
  return size;
}

function measureInside(node: SelectionNode, fragments: Fragments, known: Map<string, Size>): Size {
  if (node.kind !== Kind.FRAGMENT_SPREAD)
    return node.selectionSet === undefined ? EMPTY : measureSelections(node.selectionSet, fragments, known);
  const name = node.name.value;
  let size = known.get(name);
  if (size === undefined) {
    const fragment = fragments.get(name)!;
    const selected = measureSelections(fragment.selectionSet, fragments, known);
    size = { ...selected, directives: selected.directives + directivesOf(fragment) };
    known.set(name, size);
  }
  return size;
}

const directivesOf = ({ directives }: { readonly directives?: readonly unknown[] | undefined }): number =>
  directives?.length ?? 0;

/** Selections and fragments of a whole text once its fragments are expanded, as far as an operation may have them. */
export function expandedSize(document: DocumentNode, fragments: Fragments): number {
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
  if (isReserved(name)) tooLarge('name', `the name "${name.slice(0, 32)}" is reserved`);
}

const tooLarge = (limit: keyof typeof OPERATION_LIMITS | 'name', says: string, counted?: Counted): never =>
  exceeded(limit, `The operation is too large: ${says}.`, counted);

/** How much there is of something, and how much there may be. */
export interface Counted {
  readonly has: number;
  readonly most: number;
}

/** Refuses what is beyond a limit, by the limit's name and in one sentence; with what was counted, where it was to the end. */
export function exceeded(limit: string, says: string, counted?: Counted): never {
  throw new Refusal('LIMIT_EXCEEDED', says, { limit, ...counted });
}

/** Refuses a literal that is nested too deeply, before anything looks into it. */
export function checkLiterals(document: DocumentNode): void {
  const most = OPERATION_LIMITS.literalDepth;
  let depth = 0;
  const within = {
    enter: () => {
      depth += 1;
      if (depth > most) tooLarge('literalDepth', `at most ${most} levels of lists and objects in a value`);
    },
    leave: () => {
      depth -= 1;
    },
  };
  visit(document, { ListValue: within, ObjectValue: within });
}

/** Refuses a text with more fields than an operation may have, before anything looks at pairs of them. */
export function checkFieldCount(document: DocumentNode): void {
  const most = OPERATION_LIMITS.selections;
  let fields = 0;
  visit(document, {
    Field: () => {
      fields += 1;
      return fields > most ? BREAK : undefined;
    },
  });
  if (fields > most) tooLarge('selections', `at most ${most} selections`);
}
