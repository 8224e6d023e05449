import type { FetchNode, PlanNode } from '@apollo/query-planner';
import {
  Kind,
  print,
  stripIgnoredCharacters,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { OWN_PREFIX } from '@agency-graph/contract';
import { questionText, type QuestionText } from './question-text.js';

/** Entity fetches to one agency that are due at one time, as one request with several `_entities`. */
export interface Batch {
  readonly question: QuestionText;
  /** How many fetches there are. */
  readonly fetches: number;
  /** Aliases of `_entities` in the question, with the variable that each takes its representations from. */
  readonly slots: readonly Slot[];
}

export interface Slot {
  readonly alias: string;
  readonly variable: string;
}

/** A fetch's part of a batch; fetches that ask the same of entities share a slot. */
export interface BatchPart {
  readonly batch: Batch;
  readonly slot: number;
}

/**
 * Finds the fetches that can be asked together. The waves are counted along the plan: what a sequence does one after
 * another is one wave each, what is parallel begins in the same. A fetch under a condition may never be due, so it is
 * left alone.
 */
export function findBatches(
  root: PlanNode,
  documentOf: (node: FetchNode) => DocumentNode,
): ReadonlyMap<FetchNode, BatchPart> {
  const parts = new Map<FetchNode, BatchPart>();
  for (const nodes of waves(root).values()) {
    const able = nodes.filter((node) => documentOf(node).definitions.length === 1);
    if (able.length < 2) continue;
    const operations = able.map((node) => operationOf(documentOf(node)));
    const slotOf = new Map<string, number>();
    const slots = able.map((node, at) => {
      // Rewrites change what came for one fetch, which must not be what another reads.
      const own = node.outputRewrites === undefined || node.outputRewrites.length === 0 ? '' : ` ${at}`;
      const key = `${print(entitiesOf(operations[at]!).selectionSet!)}${own}`;
      const slot = slotOf.get(key) ?? slotOf.size;
      slotOf.set(key, slot);
      return slot;
    });
    const batch = together(able[0]!, operations, slots);
    able.forEach((node, at) => parts.set(node, { batch, slot: slots[at]! }));
  }
  return parts;
}

/** Entity fetches by agency and wave. */
function waves(root: PlanNode): ReadonlyMap<string, FetchNode[]> {
  const found = new Map<string, FetchNode[]>();
  /** Returns the wave after the node's last. */
  const walk = (node: PlanNode, wave: number, certain: boolean): number => {
    switch (node.kind) {
      case 'Sequence':
        return node.nodes.reduce((at, one) => walk(one, at, certain), wave);
      case 'Parallel':
        return Math.max(wave, ...node.nodes.map((one) => walk(one, wave, certain)));
      case 'Flatten':
        return walk(node.node, wave, certain);
      case 'Condition':
        return Math.max(
          wave,
          ...[node.ifClause, node.elseClause].map((one) => (one === undefined ? wave : walk(one, wave, false))),
        );
      case 'Fetch':
        if (certain && node.requires !== undefined && node.operationKind === 'query') {
          const key = `${node.serviceName} ${wave}`;
          found.set(key, [...(found.get(key) ?? []), node]);
        }
        return wave + 1;
      default:
        return wave;
    }
  };
  walk(root, 0, true);
  return found;
}

function together(first: FetchNode, operations: readonly OperationDefinitionNode[], slotOf: readonly number[]): Batch {
  const slots = [...new Set(slotOf)].map((slot): Slot => ({
    alias: `${OWN_PREFIX}e${slot}`,
    variable: `${OWN_PREFIX}r${slot}`,
  }));
  const variables = new Map<string, VariableDefinitionNode>();
  const fields: FieldNode[] = [];
  operations.forEach((operation, at) => {
    const slot = slots[slotOf[at]!]!;
    for (const definition of operation.variableDefinitions ?? []) {
      const { value: name } = definition.variable.name;
      if (name !== REPRESENTATIONS) variables.set(name, definition);
      else variables.set(slot.variable, { ...definition, variable: variable(slot.variable) });
    }
    if (slotOf.indexOf(slotOf[at]!) !== at) return;
    const argument = { kind: Kind.ARGUMENT, name: name(REPRESENTATIONS), value: variable(slot.variable) } as const;
    fields.push({ ...entitiesOf(operation), alias: name(slot.alias), arguments: [argument] });
  });
  const merged: OperationDefinitionNode = {
    ...operations[0]!,
    variableDefinitions: [...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
  const question = questionText({
    query: stripIgnoredCharacters(print(merged)),
    operationName: first.operationName,
    mutation: false,
    variables: [...variables.keys()].filter((one) => !one.startsWith(OWN_PREFIX)),
  });
  return { question, fetches: slotOf.length, slots };
}

const REPRESENTATIONS = 'representations';
const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
const variable = (of: string) => ({ kind: Kind.VARIABLE, name: name(of) }) as const;

const operationOf = (document: DocumentNode): OperationDefinitionNode =>
  document.definitions[0] as OperationDefinitionNode;

const entitiesOf = (operation: OperationDefinitionNode): FieldNode => operation.selectionSet.selections[0] as FieldNode;
