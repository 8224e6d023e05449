import { createHash } from 'node:crypto';
import { Kind, print, stripIgnoredCharacters, visit, type DocumentNode } from 'graphql';

/** An operation's text without the values that stood in it, and those values. */
export interface OperationText {
  readonly text: string;
  /** base64url SHA-256 of the text. */
  readonly hash: string;
  /** As they were written, in their order: they may name persons, so they are sealed. */
  readonly literals: readonly string[];
}

/** Takes strings and numbers out of a document: two operations that differ by them alone are one. */
export function operationText(document: DocumentNode): OperationText {
  const literals: string[] = [];
  const emptied = visit(document, {
    StringValue: (node) => {
      literals.push(print(node));
      return { kind: Kind.STRING, value: '' };
    },
    IntValue: (node) => {
      literals.push(node.value);
      return { ...node, value: '0' };
    },
    FloatValue: (node) => {
      literals.push(node.value);
      return { ...node, value: '0.0' };
    },
  });
  const text = stripIgnoredCharacters(print(emptied));
  return { text, hash: createHash('sha256').update(text).digest('base64url'), literals };
}
