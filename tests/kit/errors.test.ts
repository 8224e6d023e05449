import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gateway, send, startPeople, type PeopleAgency } from './fixture/serve-people.js';

let agency: PeopleAgency;
beforeAll(async () => {
  agency = await startPeople();
});
afterAll(() => agency.close());

test('a failing statement is INTERNAL with a trace id, and its message stays inside and out of the log', async () => {
  const { text, body } = await agency.ask('{ broken }');
  expect(body.data).toEqual({ broken: null });
  expect(body.errors).toEqual([
    {
      message: 'Internal error',
      path: ['broken'],
      extensions: { code: 'INTERNAL', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    },
  ]);
  const traceId = body.errors[0].extensions.traceId as string;
  const line = agency.logged.find((one) => one.includes(traceId)) as string;
  expect(JSON.parse(line)).toMatchObject({ code: '22P02', txn: 'txn-1' });
  for (const said of [text, line]) expect(said).not.toMatch(/secret value|select|integer/);
});

test('an error carries the gateway’s trace id', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const { body } = await agency.ask('{ broken }', { headers: { traceparent } });
  expect(body.errors[0].extensions.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
});

test('the caller’s mistake names its argument', async () => {
  const { body } = await agency.ask('{ people(prefix: "") { nodes { id } } }');
  expect(body.errors[0]).toMatchObject({
    message: 'Argument "prefix" must have at least one letter.',
    path: ['people'],
    extensions: { code: 'BAD_USER_INPUT', argument: 'prefix' },
  });
});

test.each(['2026-02-30', '2026-2-3', 'yesterday', 20260203, true])(
  'a variable that is no date (%s) is named, not repeated',
  async (bornFrom) => {
    const { body } = await agency.ask('query ($bornFrom: Date) { people(bornFrom: $bornFrom) { nodes { id } } }', {
      variables: { bornFrom },
    });
    expect(body.errors[0].message).toBe('Variable "$bornFrom" is not what its type takes.');
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  },
);

test.each([
  'not json',
  '[]',
  '{}',
  '"{__typename}"',
  '{"query":1}',
  '{"query":"{__typename}","surprise":1}',
  '[{"query":"{__typename}"}]',
  '',
])('the body %j, properly proven, is no request', async (text) => {
  const prepared = gateway(agency.keysDirectory, agency.served.url)('{ __typename }', { raw: text });
  expect((await send(agency.served.url, prepared)).status).toBe(400);
});

describe('a question that is none to this schema', () => {
  const refusal = (code: string, message: string) => JSON.stringify({ errors: [{ message, extensions: { code } }] });

  test.each([
    ['an unknown field', '{ persn(id: "p1") { id } }', 'Cannot query field "persn" on type "Query".'],
    ['two operations', 'query A { __typename } query B { __typename }', 'It is not one query or mutation.'],
    ['a value', '{ people(first: "Nguyen Van A") { nodes { id } } }', 'A value in it is not what its type takes.'],
  ])('%s: is refused by the code that gateways know', async (_name, query, message) => {
    const { status, text } = await agency.ask(query);
    expect([status, text]).toEqual([400, refusal('GRAPHQL_VALIDATION_FAILED', message)]);
  });

  test('a text that does not parse is refused without its words', async () => {
    const { status, text } = await agency.ask('{ people("Nguyen Van A") }');
    expect([status, text]).toEqual([400, refusal('GRAPHQL_PARSE_FAILED', 'It does not parse.')]);
  });

  test('a value that a scalar does not take is not told as another schema: it may be a caller’s own', async () => {
    expect((await agency.ask('{ c: people(first: "many") { nodes { id } } }')).status).toBe(400);
    await agency.ask('{ c: fieldOfAnother }');
    expect(agency.logged.join()).toContain('fieldOfAnother');
    expect(agency.logged.join()).not.toContain('what its type takes');
  });

  test('each mistake is logged once, and no more than a hundred', async () => {
    const toldOf = (field: string) => agency.logged.filter((line) => line.includes(`\\"${field}\\"`));
    await agency.ask('{ a: newField }');
    await agency.ask('{ b: newField }');
    expect(toldOf('newField').map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 40,
        code: 'GRAPHQL_VALIDATION_FAILED',
        problem: 'Cannot query field "newField" on type "Query".',
      }),
    ]);
    for (let n = 0; n < 101; n += 1) await agency.ask(`{ other${n} }`);
    expect(toldOf('other0')).toHaveLength(1);
    expect(toldOf('other100')).toEqual([]);
    expect(agency.logged.join()).not.toContain('Nguyen Van A');
  });
});

test('a body beyond the limit is refused before it is read', async () => {
  const { status } = await agency.ask(`{ __typename } # ${'x'.repeat(1_100_000)}`);
  expect(status).toBe(413);
});

test('a statement ends with the deadline that the gateway gave', async () => {
  const from = performance.now();
  const { body } = await agency.ask('{ slow }', { headers: { 'agency-deadline-ms': '200' } });
  expect(body.errors[0].extensions.code).toBe('INTERNAL');
  expect(performance.now() - from).toBeLessThan(2_000);
});

test('a short deadline of one request is not the next one’s', async () => {
  await agency.ask('{ slow }', { headers: { 'agency-deadline-ms': '100' } });
  const from = performance.now();
  await agency.ask('{ slow }', { headers: { 'agency-deadline-ms': '900' } });
  expect(performance.now() - from).toBeGreaterThan(850);
});
