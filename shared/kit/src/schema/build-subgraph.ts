import { buildSubgraphSchema } from '@apollo/subgraph';
import { Kind, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { isId } from '../data/arguments.js';
import { withConditions } from './conditional-fields.js';
import { prepareMetadata } from './metadata.js';
import { printSdl } from './print-sdl.js';
import type { AgencyRequest } from '../serve/request.js';

/** Resolves what another subgraph refers to: the key's fields in, the row or `null` out. */
export type ReferenceResolver = (
  // oxlint-disable-next-line typescript/no-explicit-any -- representations are as open as the wire
  reference: any,
  // oxlint-disable-next-line typescript/no-explicit-any -- each subgraph has its own database and loaders
  request: AgencyRequest<any, any>,
) => unknown;

/** For an entity of another agency to which this subgraph contributes fields: what was referred to is the parent. */
export const asReferred: ReferenceResolver = (reference) => reference as unknown;

/**
 * The same for an entity known by its `id` alone, which is all that is kept of the reference. The keys come from other
 * agencies' rows: what cannot be an id finds nothing.
 */
export const asReferredById =
  (isKey: (value: unknown) => boolean = isId): ReferenceResolver =>
  ({ id }: { readonly id?: unknown }) =>
    isKey(id) ? { id } : null;

export interface SubgraphDefinition {
  readonly name: string;
  /** Classes with `@Resolver`. */
  readonly resolvers: readonly Function[];
  /** Classes with `@ObjectType` that no field of this subgraph leads to: entities reached by reference only. */
  readonly orphanedTypes?: readonly Function[];
  /** Type name → how a reference is resolved: exactly one for every `@Key` type, none for a `@StubKey` type. */
  readonly referenceResolvers: Readonly<Record<string, ReferenceResolver>>;
}

/** A subgraph's schema, to serve, and its SDL, to publish. The same classes always give the same SDL. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/** Builds the schema from the classes and checks it; throws a sentence that says what to mend. */
export function buildSubgraph(definition: SubgraphDefinition): Subgraph {
  const { name, resolvers, orphanedTypes = [], referenceResolvers } = definition;
  prepareMetadata();
  const schema = buildSchemaSync({
    resolvers: resolvers as [Function, ...Function[]],
    // Given even when empty: type-graphql's storage is global, and without it takes every class of the process.
    orphanedTypes: [...orphanedTypes],
    validate: false,
  });
  const sdl = printSdl(schema);
  const typeDefs = parse(sdl);
  checkReferences(name, typeDefs, referenceResolvers);
  const references = Object.entries(referenceResolvers).map(([type, resolve]) => ({
    [type]: { __resolveReference: resolve },
  }));
  const modules = [createResolversMap(schema), ...references].map((one, i) => ({
    typeDefs: i === 0 ? typeDefs : EMPTY,
    resolvers: one as never,
  }));
  return Object.freeze({
    name,
    sdl,
    schema: withConditions(buildSubgraphSchema(modules), typesWith('rowLabel', typeDefs), typesWith('key', typeDefs)),
  });
}

const typesWith = (directive: string, { definitions }: DocumentNode): ReadonlySet<string> =>
  new Set(
    definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.directives?.some(({ name }) => name.value === directive)
        ? [node.name.value]
        : [],
    ),
  );

const EMPTY: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

function checkReferences(
  name: string,
  typeDefs: DocumentNode,
  given: Readonly<Record<string, ReferenceResolver>>,
): void {
  const wanted = new Set(
    typeDefs.definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.directives?.some(isResolvableKey) ? [node.name.value] : [],
    ),
  );
  const missing = [...wanted].filter((type) => !Object.hasOwn(given, type));
  const strange = Object.keys(given).filter((type) => !wanted.has(type));
  const absent = strange.filter((type) => !isDefined(type, typeDefs));
  if (missing.length > 0) {
    throw new Error(
      `${name}: ${missing.join(', ')} has @Key but no referenceResolvers entry (asReferred, for another agency's entity)`,
    );
  }
  if (absent.length > 0) {
    throw new Error(
      `${name}: referenceResolvers names ${absent.join(', ')}, to which no field here leads: name the class in orphanedTypes`,
    );
  }
  if (strange.length > 0)
    throw new Error(`${name}: referenceResolvers names ${strange.join(', ')}, which has no @Key here`);
}

const isDefined = (type: string, { definitions }: DocumentNode): boolean =>
  definitions.some((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === type);

const isResolvableKey = (directive: {
  name: { value: string };
  arguments?: readonly unknown[] | undefined;
}): boolean => {
  const args = (directive.arguments ?? []) as readonly {
    name: { value: string };
    value: { kind: string; value?: unknown };
  }[];
  return (
    directive.name.value === 'key' && !args.some((arg) => arg.name.value === 'resolvable' && arg.value.value === false)
  );
};
