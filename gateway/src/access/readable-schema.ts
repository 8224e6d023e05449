import {
  buildASTSchema,
  Kind,
  parse,
  printSchema,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import type { Scope } from './decide.js';

/** Makes the schema that one caller may introspect. */
export type ReadableSchema = (scope: Scope) => GraphQLSchema;

/**
 * Prepares a schema to be cut to what callers may read: for each, the fields they may read and the types that those
 * lead to. What is only requestable is found in the catalogue, what is hidden nowhere.
 */
export function createReadableSchema(schema: GraphQLSchema): ReadableSchema {
  const document = parse(printSchema(schema), { noLocation: true });
  const types = new Map<string, TypeDefinitionNode>();
  for (const node of document.definitions) if (isType(node)) types.set(node.name.value, node);
  const root = schema.getQueryType()?.name ?? 'Query';

  return (scope) => {
    const kept = new Map<string, TypeDefinitionNode>();
    const keep = (name: string): void => {
      const type = types.get(name);
      if (type === undefined || kept.has(name)) return;
      const narrowed = type.kind === Kind.OBJECT_TYPE_DEFINITION ? readableFields(type, scope) : type;
      kept.set(name, narrowed);
      for (const led of namesIn(narrowed)) keep(led);
    };
    keep(root);
    for (const node of document.definitions) if (node.kind === Kind.DIRECTIVE_DEFINITION) namesIn(node).forEach(keep);
    const definitions = document.definitions.flatMap((node): DefinitionNode[] => {
      if (!isType(node)) return [node];
      const narrowed = kept.get(node.name.value);
      return narrowed === undefined ? [] : [narrowed];
    });
    return buildASTSchema({ kind: Kind.DOCUMENT, definitions } satisfies DocumentNode, { assumeValid: true });
  };
}

function readableFields(type: ObjectTypeDefinitionNode, scope: Scope): ObjectTypeDefinitionNode {
  const readable = (field: FieldDefinitionNode): boolean =>
    scope.field(type.name.value, field.name.value).kind !== 'deny';
  return { ...type, fields: (type.fields ?? []).filter(readable) };
}

function namesIn(node: DefinitionNode): readonly string[] {
  const names = new Set<string>();
  visit(node, { NamedType: ({ name }) => void names.add(name.value) });
  return [...names];
}

const isType = (node: DefinitionNode): node is TypeDefinitionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION ||
  node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
  node.kind === Kind.UNION_TYPE_DEFINITION ||
  node.kind === Kind.ENUM_TYPE_DEFINITION ||
  node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ||
  node.kind === Kind.SCALAR_TYPE_DEFINITION;
