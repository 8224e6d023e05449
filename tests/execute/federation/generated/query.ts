import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
  validate,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import type { Draw } from '../../../support/random.js';

export interface GeneratedQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Aliases and directives that an operation may have, with room left. */
const MOST = { aliases: 22, directives: 8 } as const;
/** Names of keys and of required fields, for fields that are something else. */
const TAKEN = ['id', 'code', 'ref', 'number', 'scaled', 'box', 'title', 'made', 'text'] as const;

const DEFINITIONS = ['$yes: Boolean! = true', '$no: Boolean! = false', '$n: Int! = 2', '$where: Where'] as const;

/** Draws an operation that is valid in the schema: aliases, arguments, toggles, fragments on interfaces, unions and types. */
export function generateQuery(schema: GraphQLSchema, draw: Draw): GeneratedQuery {
  for (;;) {
    const text = drawText(schema, draw);
    const variables = {
      yes: draw(2) === 0,
      no: draw(2) === 0,
      ...(draw(2) === 0 ? {} : { n: 1 + draw(3) }),
      ...[{}, { where: null }, { where: { at: draw(4) } }, { where: { in: [draw(4), draw(4)] } }][draw(4)],
    };
    // Two selections of one key that are not alike are no operation.
    if (validate(schema, parse(text)).length === 0) return { text, variables };
  }
}

function drawText(schema: GraphQLSchema, draw: Draw): string {
  let aliases = 0;
  let directives = 0;

  const toggle = (): string => {
    if (draw(8) > 0 || directives >= MOST.directives) return '';
    directives += 1;
    return ` @${draw(2) === 0 ? 'include' : 'skip'}(if: $${draw(2) === 0 ? 'yes' : 'no'})`;
  };

  const given = (all: readonly GraphQLArgument[]): string => {
    const set = all.flatMap((one): string[] => {
      if (!isRequiredArgument(one) && draw(2) === 0) return [];
      const literal =
        one.name === 'where' ? [`{at: ${draw(4)}}`, '{in: [0, 1, 3]}', '{}'][draw(3)]! : String(1 + draw(3));
      const variable = one.name === 'where' ? (isRequiredArgument(one) ? literal : '$where') : '$n';
      return [`${one.name}: ${draw(2) === 0 ? literal : variable}`];
    });
    return set.length === 0 ? '' : `(${set.join(' ')})`;
  };

  const alias = (needed: boolean): string => {
    if (aliases >= MOST.aliases || (!needed && draw(6) > 0)) return '';
    aliases += 1;
    return draw(7) === 0 ? `${TAKEN[draw(TAKEN.length)]!}: ` : `a${aliases}: `;
  };

  const field = (type: GraphQLCompositeType, depth: number): string => {
    const all = isUnionType(type) ? [] : Object.values(type.getFields());
    const able = all.filter((one) => depth > 0 || isLeafType(getNamedType(one.type)));
    const chosen = able[draw(able.length + 1)];
    if (chosen === undefined) return '__typename';
    const named = getNamedType(chosen.type);
    const inner = isLeafType(named) ? '' : ` ${selection(named as GraphQLCompositeType, depth - 1)}`;
    // Two selections of one key must be alike, so whatever has an inside or arguments gets mostly a key of its own.
    const needed = inner !== '' || chosen.args.length > 0;
    const key = alias(needed);
    return needed && key === '' ? '__typename' : `${key}${chosen.name}${given(chosen.args)}${toggle()}${inner}`;
  };

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const parts = Array.from({ length: 2 + draw(3) }, () => field(type, depth));
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    if (isAbstractType(type) || draw(5) === 0) {
      // Of several types at once, under one name, what one subgraph cannot give under one name.
      const isMixed = isAbstractType(type) && draw(2) === 0;
      for (const one of types) {
        const mixed = isMixed && 'mixed' in one.getFields() ? ' mixed' : '';
        if (draw(2) === 0 || mixed !== '')
          parts.push(`... on ${one.name}${toggle()} { ${field(one, depth)} ${field(one, depth)}${mixed} }`);
      }
      if (types.some((one) => one.getInterfaces().some(({ name }) => name === 'Named')))
        parts.push(`... on Named { label }`);
    }
    return `{ ${parts.join(' ')} }`;
  };

  const kind = draw(7) === 0 ? 'mutation' : 'query';
  const roots = Object.values((kind === 'query' ? schema.getQueryType() : schema.getMutationType())!.getFields());
  const parts = Array.from({ length: 1 + draw(3) }, (_, at) => {
    const root = roots[draw(roots.length)]!;
    const named = getNamedType(root.type);
    const inner = isLeafType(named) ? '' : selection(named as GraphQLCompositeType, draw(4) === 0 ? 3 : 2);
    return `r${at}: ${root.name}${given(root.args)}${draw(2) === 0 ? toggle() : ''} ${inner}`;
  });
  const body = parts.join(' ');
  const used = DEFINITIONS.filter((one) => body.includes(one.slice(0, one.indexOf(':'))) || /^\$(?:yes|no)/.test(one));
  return `${kind} Q(${used.join(' ')}) { ${body} v: __typename @include(if: $yes) w: __typename @skip(if: $no) }`;
}
