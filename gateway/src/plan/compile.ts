import { queryHash } from '@agency-graph/contract';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit, type DocumentNode } from 'graphql';
import { askedKeys, type AskedKeys } from './asked-keys.js';
import { findBatches, type BatchPart } from './batches.js';
import { withJoinKeys } from './join-keys.js';
import { questionText, type QuestionText } from './question-text.js';
import { compileReader, type Reader } from './reader.js';
import { compileRepresentation, findLeaves, type Representation } from './representation.js';
import { compileRewrites, type Rewrite } from './rewrites.js';
import { SharedBy, type SharedFields } from './shared-fields.js';
import { sourcesOf, type Sources } from './sources.js';

/** What compiling needs to know of the supergraph. */
export interface PlanSchema {
  /** Which executor the plan is for. */
  readonly executor: 'compiled' | 'apollo';
  /**
   * Names of the concrete types of an object, interface or union, and its own: a subgraph in which an interface is an
   * `@interfaceObject` knows no other.
   */
  possibleTypes(type: string): ReadonlySet<string>;
  /** Interfaces that are objects to a subgraph: it may give their names for types. */
  interfaceObjects(subgraph: string): ReadonlySet<string>;
  /** What the keys select by which a subgraph resolves a type, an interface too. */
  keyFields(subgraph: string, type: string): readonly string[];
  /**
   * Of an object type's field that others are computed from: the named type that it gives, and by subgraph coordinates of
   * what that computes from it.
   */
  readField(
    coordinate: string,
  ): { readonly returns: string; readonly readers: ReadonlyMap<string, readonly string[]> } | undefined;
  /** Subgraphs that give what rows of a type are judged by: theirs is to say of a row whether it may be seen. */
  judgesOf(type: string): ReadonlySet<string>;
}

/** One request to one agency, compiled. */
export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly question: QuestionText;
  /** Where it is asked together with others; null where it is asked alone. */
  readonly part: BatchPart | null;
  /** Agency that gave a field of the objects at the cursor, by their type and its key. */
  readonly sourceOf: (type: string, key: string) => string | undefined;
  /** Null for a root fetch; else how representations are made of the objects at the cursor. */
  readonly representation: Representation | null;
  /** By type, the leaves that say how an object is asked for; other types take their whole representation. */
  readonly leaves: ReadonlyMap<string, readonly string[]>;
  /** By the type that a representation names: entities are joined by key, never by position. */
  readonly joinKeys: ReadonlyMap<string, JoinedBy>;
  readonly inputRewrites: Rewrite | null;
  readonly outputRewrites: Rewrite | null;
  /** What response keys are called once they are rewritten, where that is otherwise. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly read: Reader;
  /** What is missing of the objects at the cursor when nothing comes for them; null for a root fetch. */
  readonly asked: AskedKeys | null;
  /** Whether variables may leave out any of that. */
  readonly isToggled: boolean;
  /** Response keys of a root fetch: what is missing when it fails. */
  readonly keys: readonly string[];
}

/** How what came is known to be what was asked for. */
export interface JoinedBy {
  /** It is of one of these. */
  readonly types: ReadonlySet<string>;
  /** Response keys that repeat its key. */
  readonly keys: readonly JoinKey[];
}

export interface JoinKey {
  readonly field: string;
  readonly key: string;
  /** Of a field whose values are objects, what of them belongs to the key; null for a leaf. */
  readonly within: readonly JoinKey[] | null;
}

export type Step =
  | FetchStep
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | { readonly kind: 'flatten'; readonly path: readonly string[]; readonly step: Step }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly then: Step | null;
      readonly otherwise: Step | null;
    };

export interface CompiledPlan {
  readonly root: Step | null;
  readonly fetches: number;
  /** Fields that these select. */
  readonly fields: number;
  /** Subgraph → hashes of every query text it may be asked under this plan. */
  readonly queryHashes: ReadonlyMap<string, readonly string[]>;
  /** Agency of each field of the answer, by path: for the record. */
  readonly sources: Sources;
  readonly judgesOf: PlanSchema['judgesOf'];
  /** By subgraph, what it is sent of objects beside their keys, to compute its own from: for the record. */
  readonly shared: ReadonlyMap<string, SharedFields>;
  /** Subgraphs that are asked to change something. */
  readonly changedBy: ReadonlySet<string>;
  /** As Apollo's planner made it, for the stock executor. */
  readonly source: QueryPlan;
}

/** A fetch as it was planned, and as it is asked. */
type FetchText = ReturnType<typeof withJoinKeys> & { readonly planned: DocumentNode };

/** Turns Apollo's query plan into steps that run without looking at a schema or a query text again. */
export function compilePlan(plan: QueryPlan, schema: PlanSchema): CompiledPlan {
  const queryHashes = new Map<string, string[]>();
  const changedBy = new Set<string>();
  let fetches = 0;
  let fields = 0;
  const texts = new Map<FetchNode, FetchText>();

  const textOf = (node: FetchNode): FetchText => {
    let text = texts.get(node);
    if (text === undefined) {
      const planned = parse(node.operation);
      const keyFields = (type: string): readonly string[] =>
        schema.executor === 'compiled' ? schema.keyFields(node.serviceName, type) : [];
      texts.set(node, (text = { planned, ...withJoinKeys(planned, node, keyFields, schema.possibleTypes) }));
    }
    return text;
  };

  const mayBeAsked = (subgraph: string, { query }: QuestionText): void => {
    const hashes = queryHashes.get(subgraph) ?? [];
    queryHashes.set(subgraph, hashes);
    const hash = queryHash(query);
    if (!hashes.includes(hash)) hashes.push(hash);
  };

  /** `at` is where the objects are that it begins with. */
  const step = (node: PlanNode, at: readonly string[]): Step => {
    switch (node.kind) {
      case 'Sequence':
        return { kind: 'sequence', steps: node.nodes.map((one) => step(one, at)) };
      case 'Parallel':
        return { kind: 'parallel', steps: node.nodes.map((one) => step(one, at)) };
      case 'Flatten': {
        const path = node.path.map(String);
        return { kind: 'flatten', path, step: step(node.node, path) };
      }
      case 'Condition':
        return {
          kind: 'condition',
          variable: node.condition,
          then: node.ifClause === undefined ? null : step(node.ifClause, at),
          otherwise: node.elseClause === undefined ? null : step(node.elseClause, at),
        };
      case 'Fetch':
        return fetch(node, at);
      default:
        throw new Error(`unsupported plan node ${node.kind}`);
    }
  };

  const fetch = (node: FetchNode, at: readonly string[]): FetchStep => {
    fetches += 1;
    const requires = node.requires ?? null;
    if (requires !== null) sharedBy.fetch(node, at);
    const { planned, document, joinKeys } = textOf(node);
    let isToggled = false;
    visit(planned, { Field: () => void (fields += 1), Directive: () => void (isToggled = true) });
    const question = questionText({
      // The stock executor sends the planner's own text.
      query: schema.executor === 'compiled' ? stripIgnoredCharacters(print(document)) : node.operation,
      operationName: node.operationName,
      mutation: node.operationKind === 'mutation',
      variables: node.variableUsages ?? [],
    });
    const part = parts.get(node) ?? null;
    mayBeAsked(node.serviceName, question);
    if (question.mutation) changedBy.add(node.serviceName);
    if (part !== null) mayBeAsked(node.serviceName, part.batch.question);
    const renamed = new Map(
      (node.outputRewrites ?? []).flatMap((one) =>
        one.kind === 'KeyRenamer' ? [[one.path.at(-1)!, one.renameKeyTo] as const] : [],
      ),
    );
    return {
      kind: 'fetch',
      subgraph: node.serviceName,
      question,
      part,
      sourceOf: (type, key) => sources.at(at, type, key),
      representation: requires === null ? null : compileRepresentation(requires, schema),
      leaves: findLeaves(requires ?? [], schema, (type, field) => isKeyOf(joinKeys.get(type), field)),
      joinKeys,
      inputRewrites: compileRewrites(node.inputRewrites ?? [], schema),
      outputRewrites: compileRewrites(node.outputRewrites ?? [], schema),
      renamed,
      read: compileReader(planned, node.serviceName, schema, at.length === 0),
      asked: requires === null ? null : askedKeys(planned, { possibleTypes: schema.possibleTypes, renamed }),
      isToggled,
      keys: requires === null ? rootKeys(document) : [],
    };
  };

  const sources = sourcesOf(plan, schema.possibleTypes);
  const sharedBy = new SharedBy(schema, sources);
  if (plan.node?.kind === 'Subscription') throw new Error('subscriptions are not planned');
  const parts: ReadonlyMap<FetchNode, BatchPart> =
    plan.node === undefined || schema.executor === 'apollo'
      ? new Map()
      : findBatches(plan.node, (node) => textOf(node).document);
  const root = plan.node === undefined ? null : step(plan.node, []);
  const { judgesOf } = schema;
  const shared = sharedBy.all;
  return { root, fetches, fields, queryHashes, sources, judgesOf, shared, changedBy, source: plan };
}

const isKeyOf = (joined: JoinedBy | undefined, name: string): boolean =>
  joined?.keys.some(({ field }) => field === name) === true;

function rootKeys(document: DocumentNode): readonly string[] {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return (operation?.selectionSet.selections ?? []).flatMap((node) =>
    node.kind === Kind.FIELD ? [node.alias?.value ?? node.name.value] : [],
  );
}
