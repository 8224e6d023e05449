import {
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Exchange } from '../../system/support/recording-proxy.js';
import type { Reference } from '../reference/decide.js';
import type { Expected } from '../reference/evaluate.js';
import type { Answered } from './ask.js';

/** Marks of the synthetic world in text that few may read: `CANARY-<field>-<id>-<hmac8>`. */
const CANARY = /CANARY-\w+-[\w-]+?-[0-9a-f]{8}/g;

export const canariesIn = (text: string): readonly string[] => [...new Set(text.match(CANARY))];

/** Canaries that stand anywhere in an answer and that its caller may not read there. */
export function leakedTo(expected: Expected, { text, headers }: Answered): readonly string[] {
  const may = new Set(expected.kind === 'answer' ? canariesIn(JSON.stringify(expected.data)) : []);
  return canariesIn(`${text}\n${JSON.stringify(headers)}`).filter((one) => !may.has(one));
}

/** Everything of a request to an agency as text, its signed context in the clear. */
export const sentIn = ({ path, headers, body }: Exchange): string => {
  const context = String(headers['agency-context'] ?? '').split('.')[1] ?? '';
  return [path, JSON.stringify(headers), Buffer.from(context, 'base64url').toString(), body.toString()].join('\n');
};

/** Fields of rows that an agency was asked for though the caller may not read them; what joins and judges rows is no read. */
export function askedThoughRefused(exchange: Exchange, reference: Reference, graph: GraphQLSchema): readonly string[] {
  const { query } = JSON.parse(exchange.body.toString()) as { readonly query: string };
  const found = new Set<string>();
  const walk = ({ selections }: SelectionSetNode, type: GraphQLObjectType): void => {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.selectionSet, objectOf(graph, node.typeCondition?.name.value ?? type.name));
      } else if (node.kind === Kind.FIELD && node.name.value === '_entities') {
        walk(node.selectionSet!, type);
      } else if (node.kind === Kind.FIELD && node.name.value !== '__typename') {
        const field = type.getFields()[node.name.value]!;
        const at = `${type.name}.${field.name}`;
        const judges = field.astNode?.directives?.some(({ name }) => name.value === 'inaccessible') === true;
        if (!judges && !KEYS.has(at) && reference.classOf(at) !== 'readable') found.add(at);
        if (node.selectionSet) walk(node.selectionSet, objectOf(graph, getNamedType(field.type).name));
      } else if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error('agencies are asked without named fragments');
    }
  };
  for (const one of parse(query).definitions)
    if (one.kind === Kind.OPERATION_DEFINITION) walk(one.selectionSet, graph.getQueryType()!);
  return [...found];
}

const KEYS = new Set(['Organisation.id', 'AdminUnit.code', 'Member.id', 'Task.id', 'Document.id', 'FeedbackItem.id']);

function objectOf(graph: GraphQLSchema, name: string): GraphQLObjectType {
  const type = graph.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} has no fields`);
  return type;
}
