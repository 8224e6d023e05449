import request from 'supertest';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectNothingOfTheInside } from './support/expectations.js';
import { replyOf, startSystem, type Reply, type System } from './support/system.js';

let system: System;
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
});

/** Whatever came before, the next caller is served. */
afterEach(async () => {
  const { status, data } = await system.ask('P4', '{ task(id: "T-0100") { title } document(id: "D-NQ57") { symbol } }');
  expect(status).toBe(200);
  expect(data).toEqual({
    task: { title: system.world.task('T-0100')!.title },
    document: { symbol: system.world.document('D-NQ57')!.symbol },
  });
});

/** The field is null, and one error says at its path which argument was wrong. */
const expectArgumentNamed = (reply: Reply, path: string, argument: string): void => {
  expect(reply.status).toBe(200);
  expect(reply.errors.map((error) => [error.path?.join('.'), error.extensions?.['code']])).toEqual([
    [path, 'BAD_USER_INPUT'],
  ]);
  expect(reply.errors[0]!.message).toContain(`"${argument}"`);
  expectNothingOfTheInside(reply);
};

/** Turned away whole with a code of the table, a message that holds these words, and no data. */
const expectTurnedAway = (reply: Reply, status: number, code: string, ...words: readonly (string | RegExp)[]): void => {
  expect([reply.status, reply.errors.map(({ extensions }) => extensions?.['code'])]).toEqual([status, [code]]);
  expect(reply.data).toBeNull();
  for (const word of words) expect(reply.errors[0]!.message).toMatch(word);
  expect(reply.errors[0]!.extensions?.['docs']).toBe(`/errors#${code}`);
  expectNothingOfTheInside(reply);
};

/** A body as it is, from P1. */
const post = async (body: string | Buffer, type = 'application/json'): Promise<Reply> => {
  const { token, purpose } = system.as('P1');
  const sent = request(system.url)
    .post('/graphql')
    .set('authorization', `Bearer ${token}`)
    .set('access-purpose', purpose!)
    .set('content-type', type);
  sent.write(body as never);
  return replyOf(await sent);
};

describe('A body that is no GraphQL request', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{ task }'],
    ['cut short', '{"query": "{ task'],
    ['a number', '42'],
    ['a text', '"{ __typename }"'],
    ['null', 'null'],
    ['a list', '[{"query":"{ __typename }"}]'],
    ['no query', '{}'],
    ['a query that is no text', '{"query": 7}'],
    ['variables that are no object', '{"query": "{ __typename }", "variables": [1]}'],
    ['a key that no request has', '{"query": "{ __typename }", "persona": "P1"}'],
    ['the query twice', '{"query": "{ __typename }", "query": "{ task(id: \\"T-0100\\") { title } }"}'],
    [
      'a variable twice',
      '{"query": "query ($i: ID!) { task(id: $i) { title } }", "variables": {"i": "T-1", "i": "T-2"}}',
    ],
    ['a lone surrogate', '{"query": "{ __typename }", "variables": {"i": "\\ud800"}}'],
    ['forty levels', `{"query": "{ __typename }", "variables": ${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`],
    ['a number that no double holds', '{"query": "{ __typename }", "variables": {"i": 1e999}}'],
  ])('%s: 400', async (_, body) => {
    expectTurnedAway(await post(body), 400, 'BAD_REQUEST');
  });

  test('another media type, a body of a hundred thousand bytes and more', async () => {
    expectTurnedAway(await post('{"query":"{ __typename }"}', 'text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE');
    expectTurnedAway(await post(`{"query":"${' '.repeat(110 * 1024)}"}`), 413, 'PAYLOAD_TOO_LARGE');
  });
});

describe('A query that does not fit', () => {
  const ask = (query: string, variables?: Readonly<Record<string, unknown>>): Promise<Reply> =>
    system.ask('P1', query, variables);

  test.each([
    ['an unknown field', '{ task(id: "T-0100") { titel } }', /"titel"/],
    ['an unknown root field', '{ taks(id: "T-0100") { title } }', /"taks"/],
    ['an unknown argument', '{ task(id: "T-0100", code: "X") { title } }', /"code"/],
    ['a missing argument', '{ task { title } }', /"id"/],
    ['an unknown value of an enum', '{ tasks(filter: {status: LOST}) { nodes { id } } }', /status/],
    ['an unknown filter', '{ tasks(filter: {colour: "red"}) { nodes { id } } }', /"colour"/],
    ['an object without fields', '{ task(id: "T-0100") }', /"task"/],
    ['a value with fields', '{ task(id: "T-0100") { title { text } } }', /"title"/],
    ['an unknown type', 'query ($t: Wish!) { __typename }', /Wish/],
    ['a hidden row field', '{ task(id: "T-0100") { rowLeadPath } }', /"rowLeadPath"/],
    ['a page that is no number', '{ tasks(first: "5") { nodes { id } } }', /first/],
    ['a page beyond an Int', '{ tasks(first: 2147483648) { nodes { id } } }', /first/],
  ])('%s is named', async (_, query, word) => {
    expectTurnedAway(await ask(query), 400, 'GRAPHQL_VALIDATION_FAILED', word);
  });

  test('what does not parse', async () => {
    expectTurnedAway(await ask('{ task(id: "T-0100") { title }'), 400, 'GRAPHQL_PARSE_FAILED');
    expectTurnedAway(await ask('DROP TABLE task'), 400, 'GRAPHQL_PARSE_FAILED');
  });

  test('nothing is suggested for a name that is nearly right', async () => {
    const { errors } = await ask('{ task(id: "T-0100") { titl } }');
    expect(errors[0]!.message).not.toMatch(/did you mean/i);
  });

  test('a variable of the wrong type is named, and its value is not', async () => {
    const reply = await ask('query ($first: Int!) { tasks(first: $first) { nodes { id } } }', { first: 'sensitive-7' });
    expectTurnedAway(reply, 400, 'BAD_REQUEST', /"\$first"/);
    expect(reply.text).not.toContain('sensitive-7');
  });

  test.each(['2026-02-30', '0000-01-01', 'yesterday', '2026-1-1', '2026-03-15T09:00:00+07:00'])(
    'the day %s, which there is not, is the caller’s mistake and no failure of an agency',
    async (day) => {
      const asVariable = 'query ($d: Date) { tasks(filter: {dueBefore: $d}) { nodes { id } } }';
      for (const reply of [
        await ask(asVariable, { d: day }),
        await ask(`{ tasks(filter: {dueBefore: "${day}"}) { nodes { id } } }`),
      ]) {
        expect(reply.errors).toHaveLength(1);
        expect(reply.errors[0]!.message).toMatch(/\$d|dueBefore/);
        expect(['BAD_REQUEST', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']).toContain(
          reply.errors[0]!.extensions?.['code'],
        );
        expectNothingOfTheInside(reply);
      }
    },
  );

  test('an identity number goes in a variable only, never in the text of a query (D4)', async () => {
    const query =
      '{ verifyMember(nationalId: "907190882172", fullName: "Trần Mẫu Thảo", dateOfBirth: "1990-11-17") { matched } }';
    const reply = await system.ask(system.as('P9', { endUser: 'M-000124' }), query);
    expect(reply.status).toBe(400);
    expect(reply.errors[0]!.message).toMatch(/nationalId/);
    expect(reply.text).not.toContain('907190882172');
  });
});

describe('A query that is too large', () => {
  const nested = (levels: number): string =>
    `{ organisation(id: "G07") ${'{ parent '.repeat(levels)}{ id ${'}'.repeat(levels)} } }`;
  const aliases = (count: number): string =>
    `{ ${Array.from({ length: count }, (_, at) => `a${at}: __typename`).join(' ')} }`;

  test.each([
    ['too deep', nested(20), 'depth'],
    ['too deep for any parser', nested(600), 'depth|tokens'],
    ['too many aliases', `{ task(id: "T-0100") ${aliases(40)} }`, 'aliases'],
    ['too many root fields', aliases(25), 'rootFields|aliases'],
    ['too long', `{ __typename ${'#'.repeat(20_000)}\n }`, 'characters'],
    ['too many fields', `{ task(id: "T-0100") { ${'title '.repeat(1_100)} } }`, 'selections'],
    ['too many words', `{ task(id: "T-0100") { ${'title '.repeat(2_100)} } }`, 'tokens'],
    [
      'fragments that double twelve times',
      `{ task(id: "T-0100") { ...F0 } } ${Array.from({ length: 12 }, (_, at) => `fragment F${at} on Task { ...F${at + 1} ...F${at + 1} }`).join(' ')} fragment F12 on Task { title code }`,
      'selections',
    ],
  ])('%s: the limit is named', async (_, query, limit) => {
    const reply = await system.ask('P1', query);
    expectTurnedAway(reply, 400, 'LIMIT_EXCEEDED');
    expect(reply.errors[0]!.extensions?.['limit']).toMatch(new RegExp(`^(?:${limit})$`));
  });
});

describe('The size of a page', () => {
  test.each([0, -1, 1_000_000])('%i: every list says what is wrong with it', async (first) => {
    const lists: readonly (readonly [string, string, string])[] = [
      ['P1', 'tasks(first: FIRST) { nodes { id } }', 'tasks'],
      ['P1', 'documents(first: FIRST) { nodes { id } }', 'documents'],
      ['P1', 'organisations(first: FIRST) { nodes { id } }', 'organisations'],
      ['P2', 'members(filter: {}, first: FIRST) { nodes { id } }', 'members'],
      ['P1', 'publicFeedback(first: FIRST) { id }', 'publicFeedback'],
      ['P2', 'organisation(id: "G07") { members(first: FIRST) { nodes { id } } }', 'organisation.members'],
      ['P2', 'organisation(id: "G07") { children(first: FIRST) { nodes { id } } }', 'organisation.children'],
      ['P1', 'task(id: "T-0100") { updates(first: FIRST) { at } }', 'task.updates'],
      ['P1', 'document(id: "D-NQ57") { tasks(first: FIRST) { id } }', 'document.tasks'],
      [
        'P1',
        'organisation(id: "TWG") { documentsIssued(first: FIRST) { nodes { id } } }',
        'organisation.documentsIssued',
      ],
    ];
    for (const [persona, field, path] of lists) {
      const reply = await system.ask(persona, `{ ${field.replace('FIRST', String(first))} }`);
      // Too much is refused before any agency is asked; what is no size at all is the list's own to refuse.
      if (first > 100) expectTurnedAway(reply, 400, 'LIMIT_EXCEEDED', /"first"/);
      else expectArgumentNamed(reply, path, 'first');
    }
  });
});

describe('A cursor', () => {
  const cursorOf = async (persona: string, field: string): Promise<string> => {
    const { data } = await system.ask(
      persona,
      `{ list: ${field} { nodes { id } pageInfo { hasNextPage endCursor } } }`,
    );
    expect(data.list.pageInfo.hasNextPage).toBe(true);
    return data.list.pageInfo.endCursor as string;
  };
  const asked = (persona: string, field: string, after: string): Promise<Reply> =>
    system.ask(persona, `query ($after: String) { list: ${field.replace(')', ', after: $after)')} { nodes { id } } }`, {
      after,
    });

  test('goes on where its page ended', async () => {
    const field = 'tasks(first: 3)';
    const { data } = await asked('P1', field, await cursorOf('P1', field));
    const all = await system.ask('P1', '{ tasks(first: 6) { nodes { id } } }');
    expect(data.list.nodes).toEqual(all.data.tasks.nodes.slice(3));
  });

  test('and whether there is more is told whether rows are asked for or not', async () => {
    for (const field of ['tasks(first: 3)', 'documents(first: 3)', 'organisations(first: 3)']) {
      const { data } = await system.ask('P1', `{ list: ${field} { pageInfo { hasNextPage } } }`);
      expect([field, data.list.pageInfo.hasNextPage]).toEqual([field, true]);
    }
  });

  test('of another list, of another filter, of another caller is none', async () => {
    const cursor = await cursorOf('P1', 'tasks(first: 3)');
    expectArgumentNamed(await asked('P1', 'documents(first: 3)', cursor), 'list', 'after');
    expectArgumentNamed(await asked('P1', 'tasks(filter: {status: IN_PROGRESS}, first: 3)', cursor), 'list', 'after');
    expectArgumentNamed(await asked('P7', 'tasks(first: 3)', cursor), 'list', 'after');
    const documents = await cursorOf('P1', 'documents(first: 3)');
    expectArgumentNamed(await asked('P1', 'tasks(first: 3)', documents), 'list', 'after');
    const members = await cursorOf('P2', 'members(filter: {}, first: 3)');
    expectArgumentNamed(await asked('P2', 'members(filter: {under: "G07"}, first: 3)', members), 'list', 'after');
    const organisations = await cursorOf('P1', 'organisations(first: 3)');
    expectArgumentNamed(await asked('P1', 'documents(first: 3)', organisations), 'list', 'after');
    expectArgumentNamed(await asked('P3', 'organisations(first: 3)', organisations), 'list', 'after');
  });

  test('that nobody gave is none', async () => {
    const cursor = await cursorOf('P1', 'tasks(first: 3)');
    const changed = `${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`;
    const forged = ['', ' ', 'x', changed, cursor.slice(0, -2), `${cursor}AA`, 'A'.repeat(5_000), "' or 1=1 --"];
    forged.push(Buffer.from('["2026-01-01","T-0042"]').toString('base64url'), 'é');
    for (const field of ['tasks(first: 3)', 'documents(first: 3)', 'organisations(first: 3)']) {
      for (const after of forged) expectArgumentNamed(await asked('P1', field, after), 'list', 'after');
    }
    for (const after of forged) {
      expectArgumentNamed(await asked('P2', 'members(filter: {}, first: 3)', after), 'list', 'after');
    }
  });
});

const HOSTILE = [
  "'; drop table task; --",
  "' or '1'='1",
  '") { evaluation } }',
  '%',
  '_'.repeat(50),
  '\\',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\u202Eabc\u0000',
  '\uFEFF',
  '𝒳😀'.repeat(30),
  'a\u0301'.repeat(60),
  'x'.repeat(4_000),
  '',
];

describe('Hostile text', () => {
  /** Either no row has it, or the argument is named, or the text is none at all; never anything else. */
  const expectHarmless = (reply: Reply, path: string, argument: string, empty: unknown): void => {
    if (reply.status === 400) return expectTurnedAway(reply, 400, 'BAD_REQUEST');
    expect(reply.status).toBe(200);
    if (reply.errors.length > 0) expectArgumentNamed(reply, path, argument);
    else expect(reply.data).toEqual(empty);
    expectNothingOfTheInside(reply);
  };

  test.each(HOSTILE)('as an id: %j', async (id) => {
    const fields: readonly (readonly [string, string])[] = [
      ['task', 'id'],
      ['document', 'id'],
      ['organisation', 'id'],
      ['feedbackItem', 'id'],
    ];
    for (const [field, argument] of fields) {
      const reply = await system.ask('P1', `query ($id: ID!) { ${field}(id: $id) { id } }`, { id });
      expectHarmless(reply, field, argument, { [field]: null });
    }
    expectHarmless(await system.ask('P2', 'query ($id: ID!) { member(id: $id) { id } }', { id }), 'member', 'id', {
      member: null,
    });
    expectHarmless(
      await system.ask('P1', 'query ($id: ID!) { adminUnit(code: $id) { code } }', { id }),
      'adminUnit',
      'code',
      { adminUnit: null },
    );
  });

  test.each(HOSTILE)('in a filter: %j', async (text) => {
    const filters: readonly (readonly [string, string, string, string])[] = [
      ['P1', 'tasks', 'TaskFilter', 'resolutionId'],
      ['P1', 'documents', 'DocumentFilter', 'issuerId'],
      ['P1', 'documents', 'DocumentFilter', 'term'],
      ['P2', 'members', 'MemberFilter', 'cellId'],
    ];
    for (const [persona, field, type, name] of filters) {
      const required = type === 'MemberFilter' ? '!' : '';
      const query = `query ($filter: ${type}${required}) { ${field}(filter: $filter) { nodes { id } } }`;
      const reply = await system.ask(persona, query, { filter: { [name]: text } });
      expectHarmless(reply, field, `filter.${name}`, { [field]: { nodes: [] } });
    }
    // What is looked for in texts may be found in some: only that nothing breaks, and that it is text and no pattern.
    const found = await system.ask(
      'P2',
      'query ($f: MemberFilter!) { members(filter: $f, first: 100) { nodes { fullName } } }',
      {
        f: { name: text },
      },
    );
    expect(found.errors.map(({ extensions }) => extensions?.['code'])).not.toContain('SUBGRAPH_UNAVAILABLE');
    expectNothingOfTheInside(found);
    if (text === '%' || text.startsWith('_')) {
      expect(found.errors.length > 0 || found.data.members.nodes.length === 0).toBe(true);
    }
  });

  test('in headers', async () => {
    const { token } = system.as('P1');
    for (const value of ["' or 1=1 --", 'TASK_MONITORING, DOC_PROCESSING', 'x'.repeat(3_000)]) {
      const reply = replyOf(
        await request(system.url)
          .post('/graphql')
          .set('authorization', `Bearer ${token}`)
          .set('access-purpose', value)
          .send({ query: '{ __typename }' }),
      );
      expectTurnedAway(reply, 403, 'PURPOSE_REFUSED');
      expect(reply.errors[0]!.extensions?.['allowed']).toEqual(['TASK_MONITORING', 'DOC_PROCESSING']);
      expect(reply.text).not.toContain(value);
    }
    for (const bad of ['', 'Bearer', 'Bearer x.y.z', `Bearer ${token}x`, `bearer${token}`, `Basic ${token}`]) {
      const reply = replyOf(
        await request(system.url).post('/graphql').set('authorization', bad).send({ query: '{ __typename }' }),
      );
      expectTurnedAway(reply, 401, 'AUTH_ERROR');
    }
  });
});
