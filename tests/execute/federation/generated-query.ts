import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import type { Draw } from './generated-graph.js';

export interface GeneratedQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, boolean>>;
}

/** Aliases and directives that an operation may have, with room left. */
const MOST = { aliases: 20, directives: 8 } as const;

/** Draws an operation that is valid in the schema: aliases, toggles, fragments on interfaces, unions and types. */
export function generateQuery(schema: GraphQLSchema, draw: Draw): GeneratedQuery {
  let aliases = 0;
  let directives = 0;

  const toggle = (): string => {
    if (draw(8) > 0 || directives >= MOST.directives) return '';
    directives += 1;
    return ` @${draw(2) === 0 ? 'include' : 'skip'}(if: $${draw(2) === 0 ? 'yes' : 'no'})`;
  };

  const field = (type: GraphQLCompositeType, depth: number): string => {
    const all = isUnionType(type) ? [] : Object.values(type.getFields());
    const able = all.filter((one) => depth > 0 || isLeafType(getNamedType(one.type)));
    const chosen = able[draw(able.length + 1)];
    if (chosen === undefined) return '__typename';
    const named = getNamedType(chosen.type);
    const inner = isLeafType(named) ? '' : ` ${selection(named as GraphQLCompositeType, depth - 1)}`;
    // Two selections of one key must be alike, so whatever has an inside gets a key of its own.
    const alias = (inner !== '' || draw(6) === 0) && aliases < MOST.aliases ? `a${(aliases += 1)}: ` : '';
    return inner !== '' && alias === '' ? '__typename' : `${alias}${chosen.name}${toggle()}${inner}`;
  };

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const parts = Array.from({ length: 2 + draw(3) }, () => field(type, depth));
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    if (isAbstractType(type) || draw(5) === 0) {
      for (const one of types)
        if (draw(2) === 0) parts.push(`... on ${one.name}${toggle()} { ${field(one, depth)} ${field(one, depth)} }`);
      if (isObjectType(type) || isUnionType(type)) parts.push(`... on Named { label }`);
    }
    return `{ ${parts.join(' ')} }`;
  };

  const query = schema.getQueryType()!;
  const roots = Object.values(query.getFields());
  const parts = Array.from({ length: 1 + draw(3) }, (_, at) => {
    const root = roots[draw(roots.length)]!;
    return `r${at}: ${root.name} ${selection(getNamedType(root.type) as GraphQLCompositeType, 3)}`;
  });
  const variables = { yes: draw(2) === 0, no: draw(2) === 0 };
  return {
    text: `query Q($yes: Boolean! = true, $no: Boolean! = false) { ${parts.join(' ')} v: __typename @include(if: $yes) w: __typename @skip(if: $no) }`,
    variables,
  };
}
