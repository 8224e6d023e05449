import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import {
  Kind,
  parse,
  print,
  printSchema,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
} from 'graphql';

const FEDERATION_LINK = /* GraphQL */ `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@composeDirective", "@external", "@inaccessible", "@key", "@listSize", "@requires", "@shareable"]
    )
`;

const ROOTS: Readonly<Record<string, string>> = { Query: 'What can be asked.', Mutation: 'What can be done.' };

/**
 * Prints a type-graphql schema with its directives, links and label definitions: root types first, then by name, so
 * that the same classes always give the same text.
 */
export function printSdl(schema: GraphQLSchema): string {
  const shared = parse(LABEL_DEFINITIONS).definitions;
  const known = new Set(shared.map(nameOf));
  const own = withDirectives(parse(printSchema(schema)), schema).definitions.filter((node) => !known.has(nameOf(node)));
  const definitions = [
    ...parse(FEDERATION_LINK).definitions,
    ...parse(LABEL_LINK).definitions,
    ...shared,
    ...own.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
  ];
  return `${print({ kind: Kind.DOCUMENT, definitions })}\n`;
}

/** graphql's printer leaves directives out; type-graphql keeps them on `astNode`. */
function withDirectives(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  return visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
        const description = node.description ?? describe(ROOTS[node.name.value]);
        return { ...node, ...(description && { description }), directives: directivesAt(schema, [node.name.value]) };
      }
      if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
        return { ...node, directives: directivesAt(schema, [node.name.value]) };
      }
      if (node.kind === Kind.STRING) return { ...node, block: node.value.includes('\n') };
      if (node.kind === Kind.FIELD_DEFINITION || node.kind === Kind.INPUT_VALUE_DEFINITION) {
        const around = ancestors.flatMap((one) => (Array.isArray(one) ? [] : namesOf(one as ASTNode)));
        const directives = [...(node.directives ?? []), ...directivesAt(schema, [...around, node.name.value])];
        if (node.kind === Kind.INPUT_VALUE_DEFINITION) return { ...node, directives };
        return { ...node, directives, arguments: (node.arguments ?? []).toSorted(byArgumentName) };
      }
      return undefined;
    },
  });
}

/** The directives written on a type, a field or input field, or an argument (`[type, field?, argument?]`). */
function directivesAt(schema: GraphQLSchema, path: readonly string[]): readonly ConstDirectiveNode[] {
  const [typeName, fieldName, argumentName] = path;
  const type = schema.getType(typeName as string);
  if (fieldName === undefined) return type?.astNode?.directives ?? [];
  const field = type !== undefined && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  if (argumentName === undefined) return field?.astNode?.directives ?? [];
  const argument =
    field !== undefined && 'args' in field ? field.args.find(({ name }) => name === argumentName) : undefined;
  return argument?.astNode?.directives ?? [];
}

const namesOf = (node: ASTNode): string[] => ('name' in node && node.name?.kind === Kind.NAME ? [node.name.value] : []);

const describe = (text: string | undefined) =>
  text === undefined ? undefined : ({ kind: Kind.STRING, value: text } as const);

/** By name, paging last: parameter decorators run from last to first, which is no order to print in. */
function byArgumentName(a: InputValueDefinitionNode, b: InputValueDefinitionNode): number {
  const key = ({ name }: InputValueDefinitionNode): string => `${PAGING.indexOf(name.value)}${name.value}`;
  return key(a) < key(b) ? -1 : 1;
}
const PAGING = ['first', 'after'];

const nameOf = (node: DefinitionNode): string =>
  'name' in node && node.name !== undefined ? `${node.kind} ${node.name.value}` : node.kind;

const orderOf = (node: DefinitionNode): string => {
  const name = 'name' in node ? (node.name?.value ?? '') : '';
  const root = Object.keys(ROOTS).indexOf(name);
  return root < 0 ? `~${name}` : `${root}`;
};
