import type { GraphQLSchema } from 'graphql';
import type { AgencyRequest } from './request.js';

/** Resolves what another subgraph refers to: the key's fields in, the row or `null` out. */
export type ReferenceResolver = (
  // oxlint-disable-next-line typescript/no-explicit-any -- representations are as open as the wire
  reference: any,
  // oxlint-disable-next-line typescript/no-explicit-any -- each subgraph has its own database and loaders
  request: AgencyRequest<any, any>,
) => unknown;

export interface SubgraphDefinition {
  readonly name: string;
  /** Classes with `@Resolver`. */
  readonly resolvers: readonly Function[];
  /** Classes with `@ObjectType` that no field of this subgraph leads to: entities reached by reference only. */
  readonly orphanedTypes?: readonly Function[];
  /** Type name → how a reference is resolved; every `@Key` type needs one, a `@StubKey` type must not have one. */
  readonly referenceResolvers: Readonly<Record<string, ReferenceResolver>>;
}

/** A subgraph's schema, to serve, and its SDL, to publish. The same classes always give the same SDL. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/** Builds the schema from the classes and checks it; throws a sentence that says what to mend. */
export declare function buildSubgraph(definition: SubgraphDefinition): Subgraph;

/** Writes the SDL to `file` (`schema.graphql` beside the subgraph's package.json), or with `check` throws when it differs. */
export declare function printSubgraph(subgraph: Subgraph, file: string | URL, options?: { check?: boolean }): void;

/** What a published schema may not lack, as `coordinate: what is missing`: descriptions everywhere, labels on every field. */
export declare function lintSchema(sdl: string): readonly string[];
