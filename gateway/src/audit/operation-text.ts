import { createHash } from 'node:crypto';
import {
  Kind,
  print,
  stripIgnoredCharacters,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLSchema,
  type NameNode,
} from 'graphql';
import { nameWithoutId } from '../operation-name.js';

/** An operation's text without the values that stood in it, and those values. */
export interface EmptiedText {
  readonly text: string;
  /** base64url SHA-256 of the text. */
  readonly hash: string;
  /** What each of its operations is called in the text, by the name that its client gave it. */
  readonly names: ReadonlyMap<string, string>;
  /**
   * The names of variables, by which a request has its values, and what was written, each in its order: they may name
   * persons, so they are sealed.
   */
  readonly literals: readonly string[];
}

/**
 * Takes all that is written for an argument, and names of the client's making, out of a document, as anybody may be named
 * in them: two operations that differ by them alone are one. Each value leaves one of its kind, and what stays beside them
 * are names of the schema.
 */
export function operationText(document: DocumentNode, schema: GraphQLSchema): EmptiedText {
  const values: string[] = [];
  const aliases = numbered('a', fieldsIn(document));
  const variables = numbered('v');
  const fragments = numbered('f');
  const keys = numbered('k');
  const names = new Map<string, string>();
  const info = new TypeInfo(schema);

  const emptying: ASTVisitor = {
    OperationDefinition(node) {
      if (node.name === undefined) return undefined;
      let value = nameWithoutId(node.name.value);
      while (new Set(names.values()).has(value)) value += '_';
      names.set(node.name.value, value);
      return { ...node, name: { ...node.name, value } };
    },
    FragmentDefinition: (node) => ({ ...node, name: fragments.of(node.name) }),
    FragmentSpread: (node) => ({ ...node, name: fragments.of(node.name) }),
    Field: (node) => (node.alias === undefined ? undefined : { ...node, alias: aliases.of(node.alias) }),
    Variable: (node) => ({ ...node, name: variables.of(node.name) }),
    StringValue: (node) => {
      values.push(print(node));
      return { kind: Kind.STRING, value: '' };
    },
    IntValue: (node) => {
      values.push(node.value);
      return { ...node, value: '0' };
    },
    FloatValue: (node) => {
      values.push(node.value);
      return { ...node, value: '0.0' };
    },
    BooleanValue: (node) => {
      // Whether a field is asked for at all is no value that is given to an agency.
      if (info.getDirective()) return undefined;
      values.push(String(node.value));
      return { ...node, value: true };
    },
    EnumValue: (node) => {
      values.push(node.value);
      return { ...node, value: '_' };
    },
    ObjectField: (node) => {
      // A scalar takes whatever keys are written.
      if (info.getInputType() !== undefined) return undefined;
      values.push(node.name.value);
      return { ...node, name: keys.of(node.name) };
    },
  };
  const emptied = visit(document, visitWithTypeInfo(info, emptying));
  const text = stripIgnoredCharacters(print(emptied));
  const literals = [...variables.replaced().map((name) => `$${name}`), ...values];
  return { text, hash: createHash('sha256').update(text).digest('base64url'), names, literals };
}

function fieldsIn(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, { Field: ({ name }) => void names.add(name.value) });
  return names;
}

/** Names by the order in which they are met, none of which is taken. */
function numbered(letter: string, taken: ReadonlySet<string> = new Set()) {
  const known = new Map<string, string>();
  let next = 0;
  return {
    of(node: NameNode): NameNode {
      let value = known.get(node.value);
      while (value === undefined) {
        const free = `${letter}${next}`;
        next += 1;
        if (!taken.has(free)) known.set(node.value, (value = free));
      }
      return { ...node, value };
    },
    replaced: (): readonly string[] => [...known.keys()],
  };
}
