import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from 'graphql';
import type { Place } from '../problem.js';
import { readLinks, type Links } from './links.js';
import { namedType } from './type-name.js';

/** One agency's SDL, read once: types with their extensions joined, directives told apart by identity. */
export interface Subgraph {
  readonly name: string;
  readonly document: DocumentNode;
  readonly links: Links;
  readonly types: ReadonlyMap<string, SubgraphType>;
  /** Types whose labels and keys this agency decides (supergraph.yaml). */
  readonly owns: ReadonlySet<string>;
  /** Coordinates of other agencies that it may answer for (supergraph.yaml). */
  readonly takesOver: ReadonlySet<string>;
  /** Where supergraph.yaml speaks of the agency. */
  readonly place?: Place;
}

type TypeKind = 'object' | 'interface' | 'union' | 'input' | 'enum' | 'scalar';
type RootOperation = 'query' | 'mutation' | 'subscription';

export interface SubgraphType {
  readonly name: string;
  readonly kind: TypeKind;
  readonly root?: RootOperation;
  /** The definition and its extensions, in order. */
  readonly nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly directives: readonly ConstDirectiveNode[];
  readonly interfaces: readonly string[];
  readonly fields: ReadonlyMap<string, SubgraphField>;
}

export interface SubgraphField {
  readonly name: string;
  /** `Type.field`. */
  readonly coordinate: string;
  readonly node: FieldDefinitionNode | InputValueDefinitionNode;
  readonly directives: readonly ConstDirectiveNode[];
  readonly arguments: readonly InputValueDefinitionNode[];
}

/** Fields that the federation machinery adds to a printed subgraph schema. */
const MACHINERY = new Set(['Query._service', 'Query._entities', '_Service.sdl']);

/** Reads a parsed SDL. */
export const readSubgraph = (
  name: string,
  document: DocumentNode,
  said: { readonly owns?: readonly string[]; readonly takesOver?: readonly string[]; readonly place?: Place } = {},
): Subgraph => {
  const roots = rootTypes(document);
  const nodes = new Map<string, (TypeDefinitionNode | TypeExtensionNode)[]>();
  for (const node of document.definitions)
    if (isTypeNode(node)) nodes.set(node.name.value, [...(nodes.get(node.name.value) ?? []), node]);
  return Object.freeze({
    name,
    document,
    links: readLinks(document),
    types: new Map([...nodes].map(([typeName, each]) => [typeName, readType(typeName, each, roots.get(typeName))])),
    owns: new Set(said.owns),
    takesOver: new Set(said.takesOver),
    ...(said.place && { place: said.place }),
  });
};

const readType = (
  name: string,
  nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[],
  root: RootOperation | undefined,
): SubgraphType => {
  const kind = KINDS[(nodes[0] as TypeDefinitionNode).kind];
  const fields = nodes.flatMap((node): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] =>
    'fields' in node ? (node.fields ?? []) : [],
  );
  return {
    name,
    kind,
    ...(root && { root }),
    nodes,
    directives: nodes.flatMap((node) => node.directives ?? []),
    interfaces: nodes.flatMap((node) =>
      'interfaces' in node ? (node.interfaces ?? []).map((each) => each.name.value) : [],
    ),
    fields: new Map(
      fields
        .map((node) => readField(name, node))
        .filter((field) => !MACHINERY.has(field.coordinate))
        .map((field) => [field.name, field]),
    ),
  };
};

const readField = (type: string, node: FieldDefinitionNode | InputValueDefinitionNode): SubgraphField => ({
  name: node.name.value,
  coordinate: `${type}.${node.name.value}`,
  node,
  directives: node.directives ?? [],
  arguments: 'arguments' in node ? (node.arguments ?? []) : [],
});

/** Applications of a specification's directive, whatever it is called here. */
export const applied = (
  links: Links,
  directives: readonly ConstDirectiveNode[],
  name: string,
  ...specs: readonly string[]
): readonly ConstDirectiveNode[] =>
  directives.filter((node) => {
    const identity = links.identify(node.name.value);
    return identity?.name === name && specs.includes(identity.spec);
  });

/** The type of a name's values in this subgraph: leaf types that are not defined here are built-in scalars. */
export const isInputObject = (subgraph: Subgraph, typeName: string): boolean =>
  subgraph.types.get(typeName)?.kind === 'input';

type TypeNodeKind = (TypeDefinitionNode | TypeExtensionNode)['kind'];

const KINDS: Readonly<Record<TypeNodeKind, TypeKind>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
};

const isTypeNode = (node: { readonly kind: Kind }): node is TypeDefinitionNode | TypeExtensionNode =>
  node.kind in KINDS;

const rootTypes = (document: DocumentNode): ReadonlyMap<string, RootOperation> => {
  const named = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.operationTypes ?? []) : [],
  );
  const roots = new Map<string, RootOperation>(named.map((each) => [each.type.name.value, each.operation]));
  const byDefault = [
    ['Query', 'query'],
    ['Mutation', 'mutation'],
    ['Subscription', 'subscription'],
  ] as const;
  for (const [type, operation] of byDefault) if (![...roots.values()].includes(operation)) roots.set(type, operation);
  return roots;
};

/** Whether a field gives a list of objects: of each of these there may be very many. */
export const isListOfObjects = ({ types }: Subgraph, { node: { type } }: Pick<SubgraphField, 'node'>): boolean => {
  const kind = types.get(namedType(type))?.kind;
  return isList(type) && (kind === 'object' || kind === 'interface' || kind === 'union');
};

const isList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE);
