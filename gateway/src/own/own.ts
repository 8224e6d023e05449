import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { Intent } from '../audit/record.js';
import type { Ask } from '../execute/subgraph-client.js';
import type { Caller } from '../identity/caller.js';
import { OWN_SDL, OWN_SUBGRAPH } from './schema.js';

/** The gateway's own subgraph, executed in process for the caller of the request. */
export function createOwnSubgraph(): { readonly name: string; open(intent: Intent): Ask } {
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(OWN_SDL),
      resolvers: { Query: { viewer: (_: unknown, __: unknown, caller: Caller) => viewer(caller) } },
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
