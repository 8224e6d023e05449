import { ApolloGateway } from '@apollo/gateway';
import { gatewaySdl, mergedLabels, type LabelTable } from '@agency-graph/composition';
import { baseType, Supergraph } from '@apollo/federation-internals';
import { isEnumType, printSchema, type GraphQLSchema } from 'graphql';
import { createHash } from 'node:crypto';
import { readDemands, type Demands } from '../access/standard-directives.js';
import type { StockSchema } from '../execute/apollo.js';
import type { HiddenNames } from '../hidden-names.js';
import { readCosts, type Costs } from '../operation/costs.js';
import { contributorsOf, resolversOf } from './contributors.js';
import { readFieldsOf, type ReadField } from './read-fields.js';
import { namesAskedBy } from './twins/twin-supergraph.js';

/** A supergraph that Apollo's gateway accepts, and all that is read of it: plain data, which one thread can hand to another. */
export interface LoadedSupergraph {
  readonly version: string;
  /** As the planner and the stock executor take it. */
  readonly sdl: string;
  /** What clients validate against and introspect. */
  readonly apiSdl: string;
  readonly labels: LabelTable;
  /** What the standard access directives ask. */
  readonly demands: Demands;
  readonly costs: Costs;
  /** `Type.field` → the subgraphs that give it. */
  readonly contributors: ReadonlyMap<string, readonly string[]>;
  /** Type → the subgraphs that have it otherwise than as a reference. */
  readonly resolvers: ReadonlyMap<string, ReadonlySet<string>>;
  /** By abstract type, the names of the objects that it may stand for, those that clients see none of too. */
  readonly possibleTypes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly hidden: HiddenNames;
  /** By subgraph, the types that are interfaces elsewhere and objects there. */
  readonly interfaceObjects: ReadonlyMap<string, ReadonlySet<string>>;
  /** By `subgraph Type`, what its `@key`s select; of interfaces too. */
  readonly keyFields: ReadonlyMap<string, readonly string[]>;
  /** By coordinate, the fields that others are computed from. */
  readonly readFields: ReadonlyMap<string, ReadField>;
  /** Names by which keys and requirements ask for fields. */
  readonly namesAskedBy: ReadonlySet<string>;
}

/**
 * Loads a supergraph through `ApolloGateway` and its public interface only: most of a second in which a thread does
 * nothing else. The copy it is given lacks `for: SECURITY` on the three access links, which it would refuse; what the
 * rules are compiled from is read of the original.
 */
export async function loadSupergraph(supergraphSdl: string): Promise<LoadedSupergraph> {
  const gateway = new ApolloGateway({
    supergraphSdl: gatewaySdl(supergraphSdl),
    // Off by default in production; it costs only a load.
    validateSupergraph: true,
    // Never asked: agencies are asked by our own client, over the wire.
    buildService: () => ({
      process: () => Promise.reject(new Error('agencies are not asked through the stock data source')),
    }),
  });
  let loaded: { readonly sdl: string; readonly apiSchema: GraphQLSchema } | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    loaded = { sdl: coreSupergraphSdl, apiSchema };
  });
  await gateway.load();
  await gateway.stop();
  if (loaded === undefined) throw new Error('the supergraph was loaded without a schema');
  const { sdl, apiSchema } = loaded;
  const supergraph = Supergraph.build(sdl);
  return {
    sdl,
    apiSdl: printSchema(apiSchema),
    version: createHash('sha256').update(supergraphSdl).digest('base64url').slice(0, 22),
    labels: mergedLabels(supergraphSdl),
    demands: readDemands(supergraphSdl),
    costs: readCosts(supergraphSdl),
    contributors: contributorsOf(supergraphSdl),
    resolvers: resolversOf(supergraphSdl),
    possibleTypes: possibleTypes(supergraph),
    hidden: hiddenNames(supergraph, apiSchema),
    interfaceObjects: interfaceObjects(supergraph),
    keyFields: keyFields(supergraph),
    readFields: readFieldsOf(supergraphSdl, (coordinate) => typeOf(supergraph, coordinate)),
    namesAskedBy: namesAskedBy(sdl),
  };
}

/** What the stock executor takes of a supergraph; built where it is asked for, on the thread that executes. */
export function stockSchemaOf({ sdl }: LoadedSupergraph): StockSchema {
  const { schema } = Supergraph.build(sdl);
  return { graphql: schema.toGraphQLJSSchema(), federation: schema };
}

function possibleTypes({ schema }: Supergraph): LoadedSupergraph['possibleTypes'] {
  const abstract = [...schema.interfaceTypes(), ...schema.unionTypes()];
  return new Map(
    abstract.map((type) => {
      const objects = type.kind === 'InterfaceType' ? type.possibleRuntimeTypes() : type.types();
      return [type.name, new Set(objects.map(({ name }) => name))];
    }),
  );
}

function hiddenNames(supergraph: Supergraph, api: GraphQLSchema): HiddenNames {
  const isSeen = (type: string, value: string): boolean => {
    const seen = api.getType(type);
    return !isEnumType(seen) || seen.getValue(value) !== undefined;
  };
  const ofEnums = [...supergraph.schema.enumTypes()].map(({ name, values }) => {
    return [name, values.map((value) => value.name).filter((value) => !isSeen(name, value))] as const;
  });
  const ofOthers = [...possibleTypes(supergraph)].map(([name, types]) => {
    return [name, [...types].filter((type) => api.getType(type) === undefined)] as const;
  });
  return new Map([...ofEnums, ...ofOthers].flatMap(([name, all]) => (all.length === 0 ? [] : [[name, new Set(all)]])));
}

function interfaceObjects(supergraph: Supergraph): LoadedSupergraph['interfaceObjects'] {
  return new Map(
    supergraph
      .subgraphs()
      .values()
      .map(({ name, schema }) => {
        const objects = [...schema.objectTypes()].filter((type) => type.hasAppliedDirective('interfaceObject'));
        return [name, new Set(objects.map((type) => type.name))];
      }),
  );
}

function keyFields(supergraph: Supergraph): LoadedSupergraph['keyFields'] {
  const known = new Map<string, readonly string[]>();
  for (const subgraph of supergraph.subgraphs()) {
    for (const type of [...subgraph.schema.objectTypes(), ...subgraph.schema.interfaceTypes()]) {
      const keys = type
        .appliedDirectivesOf('key')
        .map((key) => String((key.arguments() as { fields?: unknown }).fields ?? ''));
      if (keys.length > 0) known.set(`${subgraph.name} ${type.name}`, keys);
    }
  }
  return known;
}

/** Named type of what a field of an object type gives. */
function typeOf({ schema }: Supergraph, coordinate: string): string {
  const [name = '', field = ''] = coordinate.split('.');
  const type = schema.type(name);
  const found = type?.kind === 'ObjectType' ? type.field(field)?.type : undefined;
  return found === undefined ? '' : baseType(found).name;
}
