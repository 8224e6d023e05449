import { ApolloGateway } from '@apollo/gateway';
import { gatewaySdl, type Executor } from '@agency-graph/composition';
import { Supergraph } from '@apollo/federation-internals';
import { isAbstractType, type GraphQLSchema } from 'graphql';
import type { StockSchema } from '../execute/apollo.js';
import type { PlanSchema } from '../plan/compile.js';
import type { Planning } from '../plan/plan.js';
import { createCarefulPlanning } from './careful-planning.js';
import { createPlanning } from './planning.js';

/** What Apollo's gateway holds of one supergraph: what clients see, what is planned against, and the planner. */
export interface LoadedSupergraph {
  /** The whole schema, hidden row fields included, as the stock executor takes it. */
  readonly stockSchema: StockSchema;
  /** What clients validate against and introspect. */
  readonly apiSchema: GraphQLSchema;
  readonly planSchema: PlanSchema;
  readonly planning: Planning;
}

/**
 * Loads a supergraph through `ApolloGateway` and its public interface only. The copy it is given lacks `for: SECURITY`
 * on the three access links, which it would refuse; the rules are compiled from the original, by the caller.
 */
export async function loadSupergraph(supergraphSdl: string, executor: Executor): Promise<LoadedSupergraph> {
  const gateway = new ApolloGateway({
    supergraphSdl: gatewaySdl(supergraphSdl),
    // Off by default in production; it costs only a load.
    validateSupergraph: true,
    // Never asked: agencies are asked by our own client, over the wire.
    buildService: () => ({
      process: () => Promise.reject(new Error('agencies are not asked through the stock data source')),
    }),
  });
  let loaded: { apiSchema: GraphQLSchema; coreSupergraphSdl: string } | undefined;
  gateway.onSchemaLoadOrUpdate((context) => {
    loaded = context;
  });
  await gateway.load();
  await gateway.stop();
  if (loaded === undefined) throw new Error('the supergraph was loaded without a schema');
  const supergraph = Supergraph.build(loaded.coreSupergraphSdl);
  const full = supergraph.schema.toGraphQLJSSchema();
  return {
    apiSchema: loaded.apiSchema,
    stockSchema: { graphql: full, federation: supergraph.schema },
    planSchema: {
      executor,
      possibleTypes: possibleTypes(full),
      interfaceObjects: interfaceObjects(supergraph),
      keyFields: keyFields(supergraph),
    },
    planning:
      executor === 'apollo'
        ? createPlanning(loaded.coreSupergraphSdl, null)
        : createCarefulPlanning(loaded.coreSupergraphSdl),
  };
}

function possibleTypes(schema: GraphQLSchema): (type: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (name) => {
    let types = known.get(name);
    if (types === undefined) {
      const type = schema.getType(name);
      const names = isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [];
      types = new Set([name, ...names]);
      known.set(name, types);
    }
    return types;
  };
}

/** By subgraph, the types that are interfaces elsewhere and objects there. */
function interfaceObjects(supergraph: Supergraph): (subgraph: string) => ReadonlySet<string> {
  const known = new Map(
    supergraph
      .subgraphs()
      .values()
      .map(({ name, schema }) => {
        const objects = [...schema.objectTypes()].filter((type) => type.hasAppliedDirective('interfaceObject'));
        return [name, new Set(objects.map((type) => type.name))] as const;
      }),
  );
  return (subgraph) => known.get(subgraph) ?? new Set();
}

/** Top-level scalar fields of a type's `@key`s, by subgraph. */
function keyFields(supergraph: Supergraph): (subgraph: string, type: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  for (const subgraph of supergraph.subgraphs()) {
    for (const type of subgraph.schema.objectTypes()) {
      const keys = type
        .appliedDirectivesOf('key')
        .map((key) => String((key.arguments() as { fields?: unknown }).fields ?? ''));
      const names = keys.flatMap((fields) =>
        fields
          .replaceAll(/\{[^}]*\}/g, ' ')
          .split(/\s+/)
          .filter(Boolean),
      );
      known.set(`${subgraph.name}\n${type.name}`, [...new Set(names)]);
    }
  }
  return (subgraph, type) => known.get(`${subgraph}\n${type}`) ?? [];
}
