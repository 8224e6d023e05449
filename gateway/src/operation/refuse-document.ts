import { BREAK, GraphQLError, Kind, visit, type ASTNode, type DocumentNode, type ValueNode } from 'graphql';
import { Refusal } from '../refusals.js';

/** Kinds of literals. */
const VALUES: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** Refuses a text that does not parse. Says what was found by its kind: a literal may be personal data. */
export const refuseText = (error: GraphQLError): Refusal =>
  refusal('GRAPHQL_PARSE_FAILED', error, error.message.replace(/ (String|BlockString|Int|Float) "[^]*"\.?$/, ' a $1.'));

/** Refuses a document that does not fit the schema. A value that does not fit is told by the place where it stands. */
export function refuseDocument(error: GraphQLError, document: DocumentNode): Refusal {
  const value = error.nodes?.find(({ kind }) => VALUES.has(kind));
  const says =
    value === undefined ? error.message : `The value of "${placeOf(value, document)}" does not fit its type.`;
  return refusal('GRAPHQL_VALIDATION_FAILED', error, says);
}

/** Refuses a number that an agency could not be asked for as it is written. */
export const refuseNumber = (number: ValueNode, document: DocumentNode): Refusal =>
  refusal(
    'GRAPHQL_VALIDATION_FAILED',
    new GraphQLError('', { nodes: number }),
    `The number in "${placeOf(number, document)}" cannot be passed on as it is written: give fewer digits or, where its type takes one, a string.`,
  );

const refusal = (
  code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED',
  { locations }: GraphQLError,
  says: string,
): Refusal => new Refusal(code, says, locations === undefined ? {} : { locations });

/** The argument that a literal is given to, and the input fields on the way: `filter.status`. */
function placeOf(value: ASTNode, document: DocumentNode): string {
  const names: string[] = [];
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (node !== value) return undefined;
      for (const one of [...ancestors, parent]) {
        if (one === undefined || !('kind' in one)) continue;
        if (one.kind === Kind.ARGUMENT || one.kind === Kind.OBJECT_FIELD) names.push(one.name.value);
        if (one.kind === Kind.VARIABLE_DEFINITION) names.push(`$${one.variable.name.value}`);
      }
      return BREAK;
    },
  });
  return names.join('.');
}
