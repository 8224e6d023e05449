import { getNamedType, isInputObjectType, isIntrospectionType, isLeafType, type GraphQLSchema } from 'graphql';
import { argumentAt, fieldsOf, objectsOf, type Sight } from './graph.js';
import type { Asked, Ways } from './ways.js';

/** A place at which a name can stand in a request. */
export interface Probe {
  /** `field`, `type of a variable` … */
  readonly place: string;
  /** What is hidden from the caller. */
  readonly name: string;
  /** The same request with any name at that place. */
  ask(name: string): Asked;
}

/** Everything in the graph that does not exist for a caller, at every place where it can be named. */
export function hiddenProbes(
  schema: GraphQLSchema,
  ways: Ways,
  exists: Sight,
  shown: ReadonlySet<string>,
): readonly Probe[] {
  return [
    ...hiddenFields(schema, ways, exists),
    ...hiddenInputs(schema, ways, exists),
    ...Object.values(schema.getTypeMap())
      .filter((type) => !shown.has(type.name) && !isIntrospectionType(type))
      .flatMap(({ name }) => typeProbes(name)),
    ...schema.getDirectives().flatMap(({ name }) => directiveProbes(name)),
  ];
}

/** Ways of writing one field; each field is tried plainly and in one more of them. */
const WRITTEN: readonly (readonly [string, (field: string, type: string, inner: string) => string])[] = [
  ['field with an alias', (field, _, inner) => `__typename x: ${field}${inner}`],
  ['field in a fragment of its type', (field, type, inner) => `... on ${type} { ${field}${inner} }`],
  ['field that is switched off', (field, _, inner) => `__typename ${field} @skip(if: true)${inner}`],
  ['field with an argument', (field, _, inner) => `${field}(x: 1)${inner}`],
  ['field with or without a selection, wrongly', (field, _, inner) => (inner === '' ? `${field} { id }` : field)],
  ['field beside another mistake', (field, _, inner) => `${field}${inner} nonsense`],
  ['field after another mistake', (field, _, inner) => `nonsense ${field}${inner}`],
];

function hiddenFields(schema: GraphQLSchema, ways: Ways, exists: Sight): readonly Probe[] {
  return objectsOf(schema)
    .filter(({ name }) => ways.reaches(name))
    .flatMap((type) =>
      fieldsOf(type)
        .filter(({ name }) => !exists.field(`${type.name}.${name}`))
        .flatMap((field, index): Probe[] => {
          const inner = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
          const [place, write] = WRITTEN[index % WRITTEN.length]!;
          const plainly = (name: string): Asked => ways.to(type.name, () => `${name}${inner}`);
          return [
            { place: 'field', name: field.name, ask: plainly },
            { place, name: field.name, ask: (name) => ways.to(type.name, () => write(name, type.name, inner)) },
            {
              place: 'field of an operation to be explained',
              name: field.name,
              ask: (name) => explained(plainly(name)),
            },
          ];
        }),
    );
}

/** Arguments and input fields that read what is hidden. */
function hiddenInputs(schema: GraphQLSchema, ways: Ways, exists: Sight): readonly Probe[] {
  return objectsOf(schema)
    .filter(({ name }) => ways.reaches(name))
    .flatMap((type) =>
      fieldsOf(type)
        .filter(({ name }) => exists.field(`${type.name}.${name}`))
        .flatMap((field) =>
          field.args.flatMap((argument): Probe[] => {
            const inner = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
            if (!exists.input(argumentAt(type, field.name, argument))) {
              const ask = (name: string): Asked => ways.to(type.name, () => `${field.name}(${name}: null)${inner}`);
              return [{ place: 'argument', name: argument.name, ask }];
            }
            const given = getNamedType(argument.type);
            if (!isInputObjectType(given)) return [];
            const hidden = Object.keys(given.getFields()).filter((name) => !exists.input(`${given.name}.${name}`));
            return hidden.flatMap((one) => {
              const literal = (name: string): Asked =>
                ways.to(type.name, () => `${field.name}(${argument.name}: { ${name}: "x" })${inner}`);
              const variable = (name: string): Asked => {
                const { query, variables } = ways.to(
                  type.name,
                  () => `${field.name}(${argument.name}: $given)${inner}`,
                );
                return {
                  query: declaring(query, `$given: ${given.name}!`),
                  variables: { ...variables, given: { [name]: 'x' } },
                };
              };
              return [
                { place: 'input field', name: one, ask: literal },
                { place: 'input field in a variable', name: one, ask: variable },
              ];
            });
          }),
        ),
    );
}

const typeProbes = (hidden: string): readonly Probe[] =>
  (
    [
      ['type of a fragment', (name) => ({ query: `{ __typename ... on ${name} { __typename } }` })],
      ['type of a named fragment', (name) => ({ query: `{ __typename ...F } fragment F on ${name} { __typename }` })],
      ['type of a variable', (name) => ({ query: `query($v: ${name}) { __typename @include(if: $v) }` })],
      ['type of a list in a variable', (name) => ({ query: `query($v: [${name}!]) { __typename }` })],
      [
        'type by name',
        (name) => ({ query: `{ __type(name: "${name}") { kind name fields { name } enumValues { name } } }` }),
      ],
      [
        'type by name in a variable',
        (name) => ({
          query: 'query($name: String!) { __type(name: $name) { kind possibleTypes { name } } }',
          variables: { name },
        }),
      ],
    ] as const satisfies readonly (readonly [string, (name: string) => Asked])[]
  ).map(([place, ask]) => ({ place, name: hidden, ask }));

/** What the language itself has is no secret. */
const STANDARD = new Set(['skip', 'include', 'deprecated', 'specifiedBy', 'oneOf']);

const directiveProbes = (hidden: string): readonly Probe[] =>
  STANDARD.has(hidden)
    ? []
    : [
        { place: 'directive', name: hidden, ask: (name) => ({ query: `{ __typename @${name} }` }) },
        {
          place: 'directive of an operation',
          name: hidden,
          ask: (name) => ({ query: `query @${name}(x: 1) { __typename }` }),
        },
      ];

const explained = ({ query }: Asked): Asked => ({
  query:
    'query($query: String!) { explain(query: $query) { refusal { code says } fields { coordinate } rows { type } } }',
  variables: { query },
});

const declaring = (query: string, variable: string): string =>
  query.startsWith('query(')
    ? query.replace('query(', `query(${variable}, `)
    : query.replace('query', `query(${variable})`);
