import {
  createGeneration,
  type DirectiveParts,
  type Ask,
  type WrittenRows,
  type CallerFacts,
  type Generation,
  type RawAnswer,
} from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { graphql } from 'graphql';
import { answerFor } from './corridor.js';
import { schemaOf, supergraphOf, type Asked, type PlainSubgraphs } from './plain-subgraphs.js';
import { CALLER } from './small-graph.js';

export interface PlainError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface PlainAnswer {
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows the shape of what it asked
  readonly data: any;
  readonly errors: readonly PlainError[];
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly asked: readonly Asked[];
  /** What was checked; null where the request was refused as a whole. */
  readonly rows: WrittenRows | null;
  /** As Apollo's planner would have it executed; null where nothing was planned. */
  readonly plan: PlanNode | null;
}

type PlanNode = NonNullable<WrittenRows['intent']['plan']['compiled']['source']['node']>;

/** Real rooms from operation to answer over plain subgraphs, without sockets. */
export interface PlainGraph {
  readonly generation: Generation;
  /** Asks as somebody of these scopes; null shows no token. */
  ask(
    query: string,
    scopes?: readonly string[] | null,
    more?: {
      readonly variables?: Record<string, unknown>;
      readonly caller?: Partial<CallerFacts>;
      readonly refusals?: 'errors' | 'extensions' | 'disabled';
      /** Does something to what a subgraph answers, as a hostile or broken one would. */
      readonly tamper?: (subgraph: string, answer: RawAnswer) => RawAnswer;
    },
  ): Promise<PlainAnswer>;
}

export async function plainGraph(
  subgraphs: PlainSubgraphs,
  parts: Partial<DirectiveParts> = {},
  executor: 'compiled' | 'apollo' = 'compiled',
): Promise<PlainGraph> {
  const generation = await createGeneration(await loadSupergraph(supergraphOf(subgraphs)), null, executor, parts);
  const schemas = new Map(Object.entries(subgraphs).map(([name, each]) => [name, schemaOf(each)]));
  return {
    generation,
    async ask(query, scopes = [], { variables = {}, caller = {}, refusals, tamper = untouched } = {}) {
      const asked: Asked[] = [];
      const open =
        (subgraph: string): Ask =>
        async (question) => {
          asked.push({ subgraph, query: question.query, variables: question.variables });
          const result = await graphql({
            schema: schemas.get(subgraph)!,
            source: question.query,
            variableValues: question.variables,
          });
          const answer = JSON.parse(
            JSON.stringify({ data: null, errors: [], extensions: null, ...result }),
          ) as RawAnswer;
          return tamper(subgraph, answer);
        };
      const facts = { ...CALLER, authenticated: scopes !== null, scopes: new Set(scopes ?? []), ...caller };
      const { answer, rows } = await answerFor({ generation, caller: facts, query, variables, open, refusals });
      const body = JSON.parse(answer.body.toString()) as Partial<PlainAnswer>;
      return {
        data: body.data,
        errors: body.errors ?? [],
        extensions: body.extensions ?? {},
        asked,
        rows,
        plan: rows?.intent.plan.compiled.source.node ?? null,
      };
    },
  };
}

const untouched = (_: string, answer: RawAnswer): RawAnswer => answer;
