import { Kind, parse, type ConstDirectiveNode } from 'graphql';

/** Types of a schema whose rows hang on organisation paths: those whose row label names scopes. */
export const typesOnPaths = (sdl: string): readonly string[] =>
  parse(sdl, { noLocation: true }).definitions.flatMap((node) =>
    (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    node.directives?.some(namesScopes)
      ? [node.name.value]
      : [],
  );

const namesScopes = ({ name, arguments: given }: ConstDirectiveNode): boolean =>
  name.value === 'rowLabel' &&
  (given ?? []).some(
    // GraphQL takes one value for a list of one.
    (one) => one.name.value === 'scopes' && (one.value.kind === Kind.LIST ? one.value.values.length > 0 : true),
  );
