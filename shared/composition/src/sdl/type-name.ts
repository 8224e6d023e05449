import { Kind, type TypeNode } from 'graphql';

/** The named type under lists and non-null marks. */
export const namedType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
