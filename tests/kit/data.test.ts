import { evaluateRowCondition, type RowCondition } from '@agency-graph/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conditions, personRows } from './fixture/arbitraries.js';
import { startPeople, type PeopleAgency, type PersonRow } from './fixture/serve-people.js';

const PAGE = `query ($first: Int, $after: String, $prefix: String, $bornFrom: Date, $newestFirst: Boolean) {
  people(first: $first, after: $after, prefix: $prefix, bornFrom: $bornFrom, newestFirst: $newestFirst) {
    nodes { id } pageInfo { hasNextPage endCursor }
  }
}`;
const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id name loans } } }';
const ONE = 'query ($id: ID!) { person(id: $id) { id } }';

let agency: PeopleAgency;
beforeAll(async () => {
  agency = await startPeople();
});
afterAll(() => agency.close());

const rowOf = (person: PersonRow) => ({
  rowSecrecy: person.secrecy,
  rowUntil: person.secretUntil,
  rowPath: person.path,
  rowCoPaths: person.coPaths,
  rowCompartments: person.compartments,
  kind: person.kind,
});
/** The contract's judgement, and that TOP_SECRET never enters the gateway. */
const isSeen = (person: PersonRow, condition: RowCondition): boolean =>
  person.secrecy !== 'TOP_SECRET' && evaluateRowCondition(condition, rowOf(person), person.id);

const inOrder = (rows: readonly PersonRow[]): string[] =>
  rows.toSorted((a, b) => (compare(a.nameKey, b.nameKey) || compare(a.id, b.id)) as number).map(({ id }) => id);
/** By code point, as `collate "C"` has it. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function allPages(first: number, variables: Record<string, unknown>, condition: RowCondition): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { body } = await agency.ask(PAGE, { variables: { ...variables, first, after }, rows: { Person: condition } });
    expect(body.errors).toBeUndefined();
    const { nodes, pageInfo } = body.data.people;
    ids.push(...nodes.map(({ id }: { id: string }) => id));
    if (!pageInfo.hasNextPage) return ids;
    expect(nodes).toHaveLength(first);
    after = pageInfo.endCursor;
  }
}

test('a row condition admits in SQL exactly the rows that it admits in the gateway', async () => {
  await fc.assert(
    fc.asyncProperty(personRows, fc.array(conditions, { minLength: 4, maxLength: 12 }), async (rows, several) => {
      await agency.fill(rows);
      for (const condition of several) {
        const seen = rows.filter((row) => isSeen(row, condition));
        expect(await allPages(100, {}, condition)).toEqual(inOrder(seen));
        const variables = { r: rows.map(({ id }) => ({ __typename: 'Person', id })) };
        const { body } = await agency.ask(ENTITIES, { variables, rows: { Person: condition } });
        expect(body.data._entities.map((one: { id: string } | null) => one?.id ?? null)).toEqual(
          rows.map((row) => (isSeen(row, condition) ? row.id : null)),
        );
        const withheld = rows.filter((row) => !isSeen(row, condition) && row.secrecy !== 'TOP_SECRET');
        expect((body.extensions.withheld.Person ?? []).toSorted()).toEqual(withheld.map(({ id }) => id).toSorted());
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('pages of any size give the whole list in order, without gaps or repeats', async () => {
  await fc.assert(
    fc.asyncProperty(personRows, conditions, fc.integer({ min: 1, max: 7 }), async (rows, condition, size) => {
      await agency.fill(rows);
      const seen = rows.filter((row) => isSeen(row, condition));
      expect(await allPages(size, {}, condition)).toEqual(inOrder(seen));
      const newest = seen.toSorted((a, b) => compare(b.bornOn, a.bornOn) || compare(a.id, b.id)).map(({ id }) => id);
      expect(await allPages(size, { newestFirst: true }, condition)).toEqual(newest);
    }),
    { numRuns: 40 },
  );
}, 120_000);

const PEOPLE: readonly PersonRow[] = ['an', 'an', 'binh', 'chi', 'dung'].map((nameKey, i) => ({
  id: `p${i}`,
  nameKey,
  bornOn: `1990-01-0${i + 1}`,
  secrecy: i === 3 ? 'TOP_SECRET' : 'UNCLASSIFIED',
  secretUntil: null,
  path: i === 2 ? 'TW.G08' : 'TW.G07',
  coPaths: [],
  compartments: [],
  kind: 'a',
}));
const UNDER_G07: RowCondition = { kind: 'under', field: 'rowPath', paths: ['TW.G07'] };

test('without a condition for its type no row is admitted', async () => {
  await agency.fill(PEOPLE);
  const { body } = await agency.ask(PAGE, { rows: {} });
  expect(body.data.people.nodes).toEqual([]);
});

test('unknown and withheld differ in what the gateway is told, and in nothing else', async () => {
  await agency.fill(PEOPLE);
  const rows = { Person: UNDER_G07 };
  const unknown = await agency.ask(ONE, { variables: { id: 'p9' }, rows });
  const withheld = await agency.ask(ONE, { variables: { id: 'p2' }, rows });
  const topSecret = await agency.ask(ONE, { variables: { id: 'p3' }, rows });
  expect(unknown.body).toEqual({ data: { person: null }, extensions: { withheld: {}, statements: 1 } });
  expect(withheld.body).toEqual({
    data: { person: null },
    extensions: { withheld: { Person: ['p2'] }, statements: 1 },
  });
  expect(topSecret.body).toEqual(unknown.body);
});

test('a field that the gateway gives on some rows only is null on the others, by every way to them', async () => {
  await agency.fill(PEOPLE);
  const claims = { fields: { 'Person.loans': UNDER_G07, 'Person.bornOn': UNDER_G07 } };
  const names = '{ id name bornOn loans rowPath }';
  const r = ['p0', 'p2'].map((id) => ({ __typename: 'Person', id }));
  const { body } = await agency.ask(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person ${names} } }`,
    {
      variables: { r },
      claims,
    },
  );
  const [inLine, outOfLine] = body.data._entities;
  expect(inLine).toMatchObject({ id: 'p0', rowPath: 'TW.G07', bornOn: expect.any(String), loans: expect.any(Array) });
  expect(outOfLine).toEqual({ ...outOfLine, id: 'p2', bornOn: null, loans: null });
  expect(outOfLine.name).toEqual(expect.any(String));
  const page = await agency.ask(`{ people { nodes ${names} } }`, { claims });
  for (const { rowPath, loans } of page.body.data.people.nodes) expect(loans !== null).toBe(rowPath === 'TW.G07');
});

test('a batch of entities takes one statement per type, whatever its size', async () => {
  await agency.fill(PEOPLE);
  const variables = {
    r: PEOPLE.flatMap(({ id }) => [
      { __typename: 'Person', id },
      { __typename: 'Organisation', id },
    ]),
  };
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id loans } ... on Organisation { idLength } } }`;
  const { body } = await agency.ask(query, { variables });
  expect(body.extensions.statements).toBe(2);
  expect(body.data._entities[1]).toEqual({ idLength: 2 });
});

const NESTED = `query ($r: [_Any!]!, $first: Int, $after: String, $like: Likeness) {
  _entities(representations: $r) { ... on Organisation {
    people(first: $first, after: $after, like: $like) { nodes { id } pageInfo { hasNextPage endCursor } }
  } }
}`;

test('first pages under many parents take one statement; each parent has its own cursors', async () => {
  await agency.fill(PEOPLE);
  const r = ['TW.G07', 'TW.G08', 'TW.G09'].map((id) => ({ __typename: 'Organisation', id }));
  const { body } = await agency.ask(NESTED, { variables: { r, first: 2 } });
  const pages = body.data._entities.map((one: { people: unknown }) => one.people);
  expect(pages.map((one: { nodes: { id: string }[] }) => one.nodes.map(({ id }) => id))).toEqual([
    ['p0', 'p1'],
    ['p2'],
    [],
  ]);
  expect(body.extensions.statements).toBe(1);

  const after = pages[0].pageInfo.endCursor as string;
  const next = await agency.ask(NESTED, { variables: { r: r.slice(0, 1), first: 2, after } });
  expect(next.body.data._entities[0].people).toMatchObject({ nodes: [{ id: 'p4' }], pageInfo: { hasNextPage: false } });
  const foreign = [
    await agency.ask(NESTED, { variables: { r: r.slice(1), first: 2, after } }),
    await agency.ask(NESTED, { variables: { r: r.slice(0, 1), after, like: { kind: 'a' } } }),
    await agency.ask(NESTED, { variables: { r: r.slice(0, 1), after }, claims: { sub: 'caller-2' } }),
  ];
  for (const one of foreign) expect(one.body.errors[0].message).toBe('Argument "after" is not a cursor of this list.');
});

test('a statement reads a hundred parents at most, and each parent gets its own page', async () => {
  await agency.fill(PEOPLE);
  const r = Array.from({ length: 250 }, (_, n) => ({
    __typename: 'Organisation',
    id: n === 240 ? 'TW.G08' : `TW.X${n}`,
  }));
  const { body } = await agency.ask(NESTED, { variables: { r } });
  const full = body.data._entities.flatMap(({ people }: { people: { nodes: unknown[] } }, n: number) =>
    people.nodes.length > 0 ? [[n, people.nodes]] : [],
  );
  expect(full).toEqual([[240, [{ id: 'p2' }]]]);
  expect(body.extensions.statements).toBe(3);
});

test('a parent that cannot be an id has nothing, and spoils nothing', async () => {
  await agency.fill(PEOPLE);
  const r = ['', 'x'.repeat(129), 'TW.\ud800', 'TW.G08'].map((id) => ({ __typename: 'Organisation', id }));
  const { body } = await agency.ask(NESTED, { variables: { r } });
  const nobody = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  const found = { nodes: [{ id: 'p2' }], pageInfo: { hasNextPage: false, endCursor: expect.any(String) } };
  expect(body.data._entities.map((one: { people: unknown }) => one.people)).toEqual([nobody, nobody, nobody, found]);
  expect([body.errors, body.extensions.statements]).toEqual([undefined, 1]);
});

test.each([0, -1, 101, 1_000_000])('a page of %i rows is the caller’s mistake, named', async (first) => {
  const { body } = await agency.ask(PAGE, { variables: { first } });
  expect(body.errors[0].message).toBe('Argument "first" must be from 1 to 100.');
  expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' });
});

test('a cursor opens for the same caller, field, filter and order, and for no other', async () => {
  await agency.fill(PEOPLE);
  const variables = { first: 2, prefix: 'an' };
  const first = await agency.ask(PAGE, { variables: { first: 1, prefix: 'an' } });
  const after = first.body.data.people.pageInfo.endCursor as string;
  const opened = await agency.ask(PAGE, { variables: { ...variables, after } });
  expect(opened.body.data.people.nodes).toEqual([{ id: 'p1' }]);
  const refusals = await Promise.all([
    agency.ask(PAGE, { variables: { ...variables, after }, claims: { sub: 'caller-2' } }),
    agency.ask(PAGE, { variables: { ...variables, prefix: 'a', after } }),
    agency.ask(PAGE, { variables: { ...variables, newestFirst: true, after } }),
    agency.ask(PAGE, { variables: { ...variables, after: '' } }),
    agency.ask(PAGE, { variables: { ...variables, after: Buffer.from('["an","p0"]').toString('base64url') } }),
  ]);
  for (const { body } of refusals) {
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].message).toBe('Argument "after" is not a cursor of this list.');
  }
});

test('a cursor of a list without a filter opens where the filter is null', async () => {
  await agency.fill(PEOPLE);
  const first = await agency.ask(PAGE, { variables: { first: 1 } });
  const after = first.body.data.people.pageInfo.endCursor as string;
  const opened = await agency.ask(PAGE, { variables: { first: 1, after, prefix: null, bornFrom: null } });
  expect(opened.body.errors).toBeUndefined();
  expect(opened.body.data.people.nodes).toHaveLength(1);
});

test('any changed character of a cursor is refused', async () => {
  await agency.fill(PEOPLE);
  const { body } = await agency.ask(PAGE, { variables: { first: 1 } });
  const cursor = body.data.people.pageInfo.endCursor as string;
  await fc.assert(
    fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom(...'Aa0_-'), async (at, character) => {
      const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
      const answered = await agency.ask(PAGE, { variables: { first: 1, after: changed } });
      if (changed === cursor) expect(answered.body.errors).toBeUndefined();
      else expect(answered.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }),
    { numRuns: 50 },
  );
});

test.each(['', ' ', "' or 1=1 --", '💥', 'x'.repeat(10_000), '__proto__', '%', 'null'])(
  'the id %j is of nobody',
  async (id) => {
    const { body } = await agency.ask(ONE, { variables: { id } });
    expect(body).toEqual({ data: { person: null }, extensions: { withheld: {}, statements: 1 } });
  },
);

test('an id with NUL, which no text of PostgreSQL can hold, is the caller’s mistake', async () => {
  const { body } = await agency.ask(ONE, { variables: { id: 'a\0b' } });
  expect(body.errors[0]).toEqual({
    message: 'Text must not contain the character U+0000.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
