import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { Intent } from '../audit/record.js';
import type { Ask } from '../execute/subgraph-client.js';
import type { BreakGlassDesk } from '../break-glass/break-glass.js';
import type { ErasureDesk } from '../erasure/erasure.js';
import type { Caller } from '../identity/caller.js';
import type { Explainer } from '../explain.js';
import type { AccessesTo } from '../inquiry/accesses.js';
import { accessesResolvers } from './accesses.js';
import { breakGlassResolvers } from './break-glass.js';
import { erasureResolvers } from './erasure.js';
import { explainResolvers } from './explain.js';
import { OWN_SDL, OWN_SUBGRAPH } from './schema.js';

/** What the gateway's own fields stand on. */
export interface OwnParts {
  readonly desk: BreakGlassDesk;
  readonly erasure: ErasureDesk;
  readonly explainer: Explainer;
  readonly accessesTo: AccessesTo;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
}

/** The gateway's own subgraph, executed in process for the caller of the request. */
export function createOwnSubgraph({ desk, erasure, explainer, accessesTo, now }: OwnParts): {
  readonly name: string;
  open(intent: Intent): Ask;
} {
  const breakGlass = breakGlassResolvers(desk, now);
  const erasures = erasureResolvers(erasure, now);
  const explain = explainResolvers(explainer);
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(OWN_SDL),
      resolvers: {
        Query: {
          viewer: (_: unknown, __: unknown, caller: Caller) => viewer(caller),
          ...explain.Query,
          ...breakGlass.Query,
          ...erasures.Query,
        },
        Viewer: explain.Viewer,
        ...accessesResolvers(accessesTo),
        Mutation: { ...breakGlass.Mutation, ...erasures.Mutation },
      },
    },
  ]);
  return {
    name: OWN_SUBGRAPH,
    open:
      ({ caller }) =>
      async ({ query, variables, operationName }) => {
        const result = await graphql({
          schema,
          source: query,
          variableValues: variables,
          contextValue: caller,
          ...(operationName === undefined ? {} : { operationName }),
        });
        return { data: result.data ?? null, errors: result.errors ?? [], extensions: null };
      },
  };
}

const viewer = (caller: Caller) => ({
  account: caller.accountId,
  organisation: { __typename: 'Organisation', id: caller.organisation.id },
  zone: caller.zone,
  clearance: caller.clearance,
  functions: [...caller.functions].toSorted(),
  purposes: caller.purposes,
  agreements: caller.agreements.map(({ id, validTo }) => ({ id, validTo })),
});
