import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLResolveInfo } from 'graphql';
import type { Intent } from '../audit/record.js';
import type { Ask } from '../execute/subgraph-client.js';
import type { Patience } from '../patience.js';
import type { BreakGlassDesk } from '../break-glass/break-glass.js';
import type { ErasureDesk } from '../erasure/erasure.js';
import type { Caller } from '../identity/caller.js';
import { createExplainer } from '../explain.js';
import type { AccessesTo } from '../inquiry/accesses.js';
import type { Generation } from '../supergraph/generation.js';
import { accessesResolvers } from './accesses.js';
import { breakGlassResolvers } from './break-glass.js';
import { erasureResolvers } from './erasure.js';
import { EXPLAIN_RESOLVERS } from './explain.js';
import type { OwnContext } from './own-context.js';
import { OWN_SDL, OWN_SUBGRAPH } from '@agency-graph/composition';

/** What the gateway's own fields stand on. */
export interface OwnParts {
  readonly desk: BreakGlassDesk;
  readonly erasure: ErasureDesk;
  readonly accessesTo: AccessesTo;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
}

/** The gateway's own subgraph, executed in process for the caller of the request. */
export function createOwnSubgraph({ desk, erasure, accessesTo, now }: OwnParts): {
  readonly name: string;
  open(intent: Intent, generation: Generation, request: Patience): Ask;
} {
  const breakGlass = breakGlassResolvers(desk, now);
  const erasures = erasureResolvers(erasure, now);
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(OWN_SDL),
      resolvers: {
        Query: {
          viewer: (_: unknown, __: unknown, { caller }: OwnContext) => viewer(caller),
          ...EXPLAIN_RESOLVERS.Query,
          ...breakGlass.Query,
          ...erasures.Query,
        },
        Viewer: EXPLAIN_RESOLVERS.Viewer,
        ...accessesResolvers(accessesTo),
        Mutation: tellingUndone({ ...breakGlass.Mutation, ...erasures.Mutation }),
      },
    },
  ]);
  return {
    name: OWN_SUBGRAPH,
    open: ({ caller }, generation, request) => {
      const contextValue: OwnContext = {
        caller,
        request,
        explainer: createExplainer(generation),
        graph: generation.apiSchema,
        undone: new Set(),
      };
      return async ({ query, variables, operationName }) => {
        const result = await graphql({
          schema,
          source: query,
          variableValues: variables,
          contextValue,
          ...(operationName === undefined ? {} : { operationName }),
        });
        return {
          data: result.data ?? null,
          errors: result.errors ?? [],
          extensions: { undone: [...contextValue.undone] },
          arePlain: false,
        };
      };
    },
  };
}

type Mutate<Args> = (
  parent: unknown,
  args: Args,
  context: OwnContext,
  info: GraphQLResolveInfo,
) => Promise<{ readonly done: boolean }>;

/** Has it noted beside an answer that nothing was done, whatever of the answer was asked for. */
const tellingUndone = (mutations: Readonly<Record<string, Mutate<never>>>): Record<string, Mutate<unknown>> =>
  Object.fromEntries(
    Object.entries(mutations).map(([name, mutate]): [string, Mutate<unknown>] => [
      name,
      async (parent, args, context, info) => {
        const answer = await mutate(parent, args as never, context, info);
        if (!answer.done) context.undone.add(String(info.path.key));
        return answer;
      },
    ]),
  );

const viewer = (caller: Caller) => ({
  account: caller.accountId,
  organisation: { __typename: 'Organisation', id: caller.organisation.id },
  zone: caller.zone,
  clearance: caller.clearance,
  functions: [...caller.functions].toSorted(),
  purposes: caller.purposes,
  agreements: caller.agreements.map(({ id, validTo }) => ({ id, validTo })),
});
