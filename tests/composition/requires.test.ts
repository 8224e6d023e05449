import { madeFrom, mergedLabels } from '@agency-graph/composition';
import { describe, expect, test } from 'vitest';
import { DEFAULT, expectComposed, expectProblem, INTERNAL, OPEN, SECRET, subgraph } from './graph.js';

const TOWN = `type Maker @key(fields: "id") { id: ID! @external ${OPEN} town: String @external ${DEFAULT} }`;
const goods = (price: string): ReturnType<typeof subgraph> =>
  subgraph(
    'goods',
    `type Query { good: Good ${OPEN} } type Good @key(fields: "id") { id: ID! ${DEFAULT} price: Int ${price} maker: Maker ${OPEN} } type Maker @key(fields: "id") { id: ID! ${OPEN} town: String ${price} }`,
  );
const post = (fee: string, requires: string, more: string): ReturnType<typeof subgraph> =>
  subgraph(
    'post',
    `type Good @key(fields: "id") {\n  id: ID! ${DEFAULT}\n  ${more}\n  fee: Int @requires(fields: "${requires}") ${fee}\n}\n${requires.includes('town') ? TOWN : ''}`,
  );

test('a field weaker than what it requires does not compose', () => {
  const problem = expectProblem(
    'REQUIRES_STRICTER',
    goods(SECRET),
    post(DEFAULT, 'price', `price: Int @external ${DEFAULT}`),
  );
  expect(problem).toMatchObject({ subgraph: 'post', coordinate: 'Good.fee', place: { line: 4 } });
  expect(problem.fix).toContain('secrecy: SECRET');
});

test('a field as strict as what it requires composes', () => {
  expectComposed(goods(INTERNAL), post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`));
});

test('what is required at depth counts', () => {
  const problem = expectProblem(
    'REQUIRES_STRICTER',
    goods(INTERNAL),
    post(DEFAULT, 'maker { town }', `maker: Maker @external ${OPEN}`),
  );
  expect(problem.says).toContain('Maker.town');
});

test('a chain of requirements cannot wash a label off', () => {
  const tax = subgraph(
    'tax',
    `type Good @key(fields: "id") { id: ID! ${DEFAULT} fee: Int @external ${INTERNAL} tax: Int @requires(fields: "fee") ${OPEN} }`,
  );
  const problem = expectProblem(
    'REQUIRES_STRICTER',
    goods(INTERNAL),
    post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`),
    tax,
  );
  expect(problem).toMatchObject({ subgraph: 'tax', coordinate: 'Good.tax' });
});

describe('what is required through an interface', () => {
  const parties = (fields: string): ReturnType<typeof subgraph> =>
    subgraph(
      'goods',
      `type Query { good: Good ${OPEN} } interface Party { ${fields} }
type Good @key(fields: "id") { id: ID! ${DEFAULT} seller: Party ${OPEN} }
type Person implements Party @key(fields: "id") { id: ID! ${DEFAULT} name: String ${INTERNAL} }`,
    );
  const PERSON = `type Person implements Party @key(fields: "id") { id: ID! ${DEFAULT} name: String @external ${DEFAULT} }`;
  const fees = (fee: string, requires: string, implementations = PERSON): ReturnType<typeof subgraph> =>
    subgraph(
      'post',
      `interface Party { id: ID! name: String }
type Good @key(fields: "id") { id: ID! ${DEFAULT} seller: Party @external ${OPEN}
  fee: Int @requires(fields: "${requires}") ${fee} }
${implementations}`,
    );

  test.each([
    ['a field of the interface', 'seller { name }', 'Party.name'],
    ['in a fragment without a type', 'seller { ... { name } }', 'Party.name'],
    ['in a fragment on the interface', 'seller { ... on Party { name } }', 'Party.name'],
    ['in a fragment on an implementation', 'seller { ... on Person { name } }', 'Person.name'],
  ])('is the strictest of its implementations: %s', (_, requires, read) => {
    const problem = expectProblem('REQUIRES_STRICTER', parties('id: ID! name: String'), fees(DEFAULT, requires));
    expect(problem).toMatchObject({ subgraph: 'post', coordinate: 'Good.fee' });
    expect(problem.says).toContain(read);
    expectComposed(parties('id: ID! name: String'), fees(INTERNAL, requires));
  });

  test('also where the agency that requires it has no implementation, and alone has the field in the interface', () => {
    expectProblem('REQUIRES_STRICTER', parties('id: ID!'), fees(DEFAULT, 'seller { name }', ''));
    expectComposed(parties('id: ID!'), fees(INTERNAL, 'seller { name }', ''));
  });

  test('also where a third agency has the field of the implementation', () => {
    const goodsAlone = parties('id: ID!');
    const pointing = { ...goodsAlone, sdl: goodsAlone.sdl.replace(`name: String ${INTERNAL}`, '') };
    const people = subgraph('people', `type Person @key(fields: "id") { id: ID! ${DEFAULT} name: String ${SECRET} }`);
    expectProblem('REQUIRES_STRICTER', pointing, people, fees(INTERNAL, 'seller { name }', ''));
    expectComposed(pointing, people, fees(SECRET, 'seller { name }', ''));
  });

  test('is what the interface says itself, where that is stricter', () => {
    const secretly = parties(`id: ID! name: String ${SECRET}`);
    expectProblem('REQUIRES_STRICTER', secretly, fees(INTERNAL, 'seller { name }'));
    expectComposed(secretly, fees(SECRET, 'seller { name }'));
  });

  test('is what an interface object adds to every implementation', () => {
    const media = subgraph(
      'media',
      `type Query { media: Media ${OPEN} } interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! ${DEFAULT} }`,
    );
    const notes = subgraph(
      'notes',
      `type Media @interfaceObject @key(fields: "id") { id: ID! ${DEFAULT} note: String ${INTERNAL} }`,
      { takesOver: ['Media'] },
    );
    const lengths = (label: string): ReturnType<typeof subgraph> =>
      subgraph(
        'lengths',
        `type Book @key(fields: "id") { id: ID! ${DEFAULT} note: String @external ${DEFAULT} length: Int @requires(fields: "note") ${label} }`,
      );
    expectProblem('REQUIRES_STRICTER', media, notes, lengths(DEFAULT));
    expectComposed(media, notes, lengths(INTERNAL));
  });

  describe('what an interface object computes is held on every type behind the interface', () => {
    const media = (ofBook = ''): ReturnType<typeof subgraph> =>
      subgraph(
        'media',
        `type Query { media: Media ${OPEN} } interface Media @key(fields: "id") { id: ID! title: String }
         type Book implements Media @key(fields: "id") { id: ID! ${OPEN} title: String ${OPEN} ${ofBook} }
         type Film implements Media @key(fields: "id") { id: ID! ${OPEN} title: String ${SECRET} }`,
      );
    const lengths = (label: string): ReturnType<typeof subgraph> =>
      subgraph(
        'lengths',
        `type Media @interfaceObject @key(fields: "id") {
           id: ID! ${OPEN} title: String @external ${SECRET} length: Int @shareable @requires(fields: "title") ${label} }`,
        { takesOver: ['Media'] },
      );

    test('of which it reads what is stricter on one of them', () => {
      expectProblem('REQUIRES_STRICTER', media(), lengths(INTERNAL));
      const { fields } = mergedLabels(expectComposed(media(), lengths(SECRET)));
      expect(['Book', 'Film'].map((type) => fields.get(`${type}.length`)?.secrecy)).toEqual(['SECRET', 'SECRET']);
    });

    test('whatever another of them says of its own', () => {
      const ofBook = `length: Int @shareable ${SECRET}`;
      const problem = expectProblem('REQUIRES_STRICTER', media(ofBook), lengths(INTERNAL));
      expect(problem).toMatchObject({ subgraph: 'lengths', coordinate: 'Media.length' });
      expect(problem.says).toContain('Film.title');
      expectComposed(media(ofBook), lengths(SECRET));
    });

    test('on one that has the field itself, by its own label: it is computed there all the same', () => {
      const ofFilm = media().sdl.replace(`title: String ${SECRET}`, `$& length: Int @shareable ${INTERNAL}`);
      const problem = expectProblem('REQUIRES_STRICTER', { ...media(), sdl: ofFilm }, lengths(SECRET));
      expect(problem).toMatchObject({ subgraph: 'lengths', coordinate: 'Film.length' });
      // Of a book nothing stricter is read.
      expectComposed(media(`length: Int @shareable ${INTERNAL}`), lengths(SECRET));
    });

    test('with what the interface says of a field that its types have from there alone', () => {
      const shelf = (title: string): ReturnType<typeof subgraph> => subgraph('shelf', `interface Media { ${title} }`);
      expectComposed(media(), lengths(INTERNAL), shelf(`length: Int ${SECRET}`));
      const notes = subgraph(
        'notes',
        `type Media @interfaceObject @key(fields: "id") { id: ID! ${OPEN} note: String ${OPEN} }`,
        { takesOver: ['Media'] },
      );
      const sizes = (label: string): ReturnType<typeof subgraph> =>
        subgraph(
          'sizes',
          `type Media @interfaceObject @key(fields: "id") { id: ID! ${OPEN} note: String @external ${OPEN} size: Int @requires(fields: "note") ${label} }`,
          { takesOver: ['Media'] },
        );
      expectComposed(media(), notes, sizes(OPEN));
      expectProblem('REQUIRES_STRICTER', media(), notes, sizes(OPEN), shelf(`note: String ${SECRET}`));
      expectComposed(media(), notes, sizes(SECRET), shelf(`note: String ${SECRET}`));
    });
  });

  test('is not what an interface object says of its keys, and of what it only mentions', () => {
    const media = subgraph(
      'media',
      `type Query { media: Media ${OPEN} } interface Media @key(fields: "id") { id: ID! title: String }
       type Book implements Media @key(fields: "id") @key(fields: "isbn") { id: ID! ${OPEN} isbn: ID! ${OPEN} title: String ${OPEN} }`,
    );
    const notes = subgraph(
      'notes',
      `type Media @interfaceObject @key(fields: "id") {
         id: ID! ${DEFAULT} title: String @external ${INTERNAL} note: String @requires(fields: "title") ${INTERNAL} }`,
      { takesOver: ['Media'] },
    );
    const lengths = subgraph(
      'lengths',
      `type Book @key(fields: "isbn") { isbn: ID! ${OPEN} id: ID! @external ${OPEN} title: String @external ${OPEN} length: Int @requires(fields: "title id") ${OPEN} }`,
    );
    const { fields } = mergedLabels(expectComposed(media, notes, lengths));
    expect(['id', 'title', 'note'].map((field) => fields.get(`Book.${field}`)?.sharing)).toEqual([
      'OPEN',
      'OPEN',
      'INTERNAL',
    ]);
  });
});

test('an access requirement weaker than that of what is required is refused by composition', () => {
  const guarded = goods(INTERNAL);
  expectProblem(
    'MISSING_TRANSITIVE_AUTH_REQUIREMENTS',
    { ...guarded, sdl: guarded.sdl.replace('price: Int', 'price: Int @requiresScopes(scopes: [["read:price"]])') },
    post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`),
  );
});

test.each(['{ price }', ' {price}\t', '{ price } # all of it'])('a field set in braces counts too: %j', (fields) => {
  const weaker = post(DEFAULT, 'price', `price: Int @external ${DEFAULT}`);
  const problem = expectProblem('REQUIRES_STRICTER', goods(SECRET), {
    ...weaker,
    sdl: weaker.sdl.replace('fields: "price"', `fields: "${fields}"`),
  });
  expect(problem.coordinate).toBe('Good.fee');
});

describe('a field made from what is around it', () => {
  const shops = (label: string, field: string): ReturnType<typeof subgraph> =>
    subgraph(
      'shops',
      `type Query { shop: Shop ${OPEN} }
type Shop @key(fields: "id") @federation__context(name: "shop") { id: ID! ${OPEN} region: String ${SECRET} till: Till ${OPEN} }
type Till @key(fields: "id") { id: ID! ${OPEN}
  tax(region: String @reads(fields: []) @federation__fromContext(field: ${JSON.stringify(field)})): Int ${label} }`,
    );

  test.each([
    '$shop { region }',
    '$shop {region}',
    '$shop region',
    ' $shop{ region }',
    ', ,$shop { region }',
    '$ shop { region }',
    '$,shop\n{ region }',
    '# where\n$ # which\nshop { region } # what',
  ])('is as strict as that, however it is spelt: %j', (field) => {
    const problem = expectProblem('REQUIRES_STRICTER', shops(OPEN, field));
    expect(problem).toMatchObject({ coordinate: 'Till.tax', place: { line: 4 } });
    expectComposed(shops(SECRET, field));
  });

  test.each(['shop { region }', '$shop { region', '$shop { region } { id }', '$'])(
    'is refused where that cannot be read: %j',
    (field) => {
      expectProblem('REQUIRES_UNREADABLE', shops(SECRET, field));
    },
  );
});

describe('a supergraph says what its fields are made from', () => {
  const made = (...subgraphs: readonly ReturnType<typeof subgraph>[]): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(
      [...madeFrom(expectComposed(...subgraphs))].map(([field, reads]) => [
        field,
        reads.map(({ coordinate, through }) => [...through, coordinate].join(' ')),
      ]),
    );

  test('of its own object, and of others by the types that lead to them', () => {
    const fees = post(
      INTERNAL,
      '{ price maker { town } }',
      `price: Int @external ${DEFAULT} maker: Maker @external ${OPEN}`,
    );
    expect(made(goods(INTERNAL), fees)).toEqual({ 'Good.fee': ['Good.price', 'Good.maker', 'Maker Maker.town'] });
  });

  test('link by link', () => {
    const tax = subgraph(
      'tax',
      `type Good @key(fields: "id") { id: ID! ${DEFAULT} fee: Int @external ${INTERNAL} tax: Int @requires(fields: "fee") ${INTERNAL} }`,
    );
    const fees = post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`);
    expect(made(goods(INTERNAL), fees, tax)).toEqual({ 'Good.fee': ['Good.price'], 'Good.tax': ['Good.fee'] });
  });

  test('through an interface, from each object that it may be, or from the one that a fragment names', () => {
    const parties = subgraph(
      'goods',
      `type Query { good: Good ${OPEN} } interface Party { name: String }
type Good @key(fields: "id") { id: ID! ${DEFAULT} seller: Party ${OPEN} }
type Person implements Party @key(fields: "id") { id: ID! ${DEFAULT} name: String ${DEFAULT} age: Int ${DEFAULT} }
type Firm implements Party @key(fields: "id") { id: ID! ${DEFAULT} name: String ${DEFAULT} }`,
    );
    const fees = subgraph(
      'post',
      `interface Party { name: String }
type Good @key(fields: "id") { id: ID! ${DEFAULT} seller: Party @external ${OPEN}
  fee: Int @requires(fields: "seller { name ... on Person { age } }") ${DEFAULT} }
type Person implements Party @key(fields: "id") { id: ID! ${DEFAULT} name: String @external ${DEFAULT} age: Int @external ${DEFAULT} }
type Firm implements Party @key(fields: "id") { id: ID! ${DEFAULT} name: String @external ${DEFAULT} }`,
    );
    expect(made(parties, fees)['Good.fee']!.toSorted()).toEqual(
      ['Good.seller', 'Person Person.name', 'Person Person.age', 'Firm Firm.name'].toSorted(),
    );
  });

  test('on each implementation, where an interface object computes it', () => {
    const media = subgraph(
      'media',
      `type Query { media: Media ${OPEN} } interface Media @key(fields: "id") { id: ID! note: String } type Book implements Media @key(fields: "id") { id: ID! ${DEFAULT} note: String ${INTERNAL} }`,
    );
    const lengths = subgraph(
      'lengths',
      `type Media @interfaceObject @key(fields: "id") { id: ID! ${DEFAULT} note: String @external ${INTERNAL} length: Int @requires(fields: "note") ${INTERNAL} }`,
      { takesOver: ['Media'] },
    );
    expect(made(media, lengths)).toEqual({ 'Book.length': ['Book.note'] });
  });

  test('of what is around it', () => {
    const shops = (name: string, as: string): ReturnType<typeof subgraph> =>
      subgraph(
        name,
        `type Query { ${name}: ${as}Shop ${OPEN} }
type ${as}Shop @key(fields: "id") @federation__context(name: "shop") { id: ID! ${OPEN} region: String ${OPEN} town: ${as}Town ${OPEN} till: ${as}Till ${OPEN} }
type ${as}Town @key(fields: "id") { id: ID! ${OPEN} name: String ${OPEN} }
type ${as}Till @key(fields: "id") { id: ID! ${OPEN}
  tax(region: String @reads(fields: []) @federation__fromContext(field: "$shop { region }"), town: String @reads(fields: []) @federation__fromContext(field: "$shop { town { name } }")): Int ${OPEN} }`,
      );
    expect(made(shops('shops', ''), shops('stalls', 'Small'))).toEqual({
      'Till.tax': ['Shop Shop.region', 'Shop Shop.town', 'Shop Town Town.name'],
      'SmallTill.tax': ['SmallShop SmallShop.region', 'SmallShop SmallShop.town', 'SmallShop SmallTown SmallTown.name'],
    });
  });

  test('and nothing where none is computed', () => {
    expect(made(goods(OPEN))).toEqual({});
  });
});
