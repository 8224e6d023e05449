import { Kind, type ValueNode } from 'graphql';

/** A literal of an SDL as a plain value; enum values and numbers as their text. */
export const constantOf = (node: ValueNode): unknown => {
  switch (node.kind) {
    case Kind.LIST:
      return node.values.map(constantOf);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, constantOf(field.value)]));
    case Kind.NULL:
    case Kind.VARIABLE:
      return null;
    default:
      return node.value;
  }
};
