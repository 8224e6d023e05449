import { NEVER, type RowCondition } from '@agency-graph/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectBadInput, expectStatements } from '../support/subgraph-harness.js';
import {
  idsOf,
  isMemberUnder,
  plain,
  servedMembers,
  startMembers,
  type MembersUnderTest,
} from './members-under-test.js';

let members: MembersUnderTest;
beforeAll(async () => {
  members = await startMembers();
});
afterAll(() => members.close());

const under = (...paths: string[]): RowCondition => ({ kind: 'under', field: 'rowCellPath', paths });
const PAGE = 'nodes { id } pageInfo { hasNextPage endCursor }';
const FILTERED = `query ($f: MemberFilter!, $n: Int) { members(filter: $f, first: $n) { ${PAGE} } }`;

const ANY_FILTER = [
  {},
  { under: 'TWG' },
  { under: 'G07' },
  { under: 'G07.C012' },
  { under: 'G07.C012.K03' },
  { under: 'G07.C012.K03.B02' },
  { cellId: 'G07.C012.K03.B02' },
  { cellId: 'G07.C012' },
  { under: 'CP' },
  { under: 'no such organisation' },
  { status: 'PROBATIONARY' },
  { status: 'OFFICIAL', under: 'G07' },
  { status: 'EXEMPTED', under: 'G07.C012' },
  { religion: 'R1' },
  { religion: 'R9' },
  { religion: 'R0', status: 'LEFT' },
  { theoryLevel: 'CAO_CAP', under: 'G11' },
  { name: 'Trần' },
  { name: 'NGUYEN  mẫu' },
  { name: 'nguyễn', under: 'G07', status: 'OFFICIAL', theoryLevel: 'NONE', religion: 'R0' },
];

test.each(ANY_FILTER)('The list of %j is that of the records, to its last page', async (filter) => {
  const { under: scope, cellId, name, status, religion, theoryLevel } = filter as Record<string, string | undefined>;
  const path = scope === undefined ? undefined : (members.world.organisation(scope)?.path ?? 'none');
  const expected = servedMembers(members).filter(
    (one) =>
      (path === undefined || isMemberUnder(members, one, path)) &&
      (cellId === undefined || one.cellId === cellId) &&
      (name === undefined || plain(one.fullName).startsWith(plain(name))) &&
      (status === undefined || one.status === status) &&
      (religion === undefined || one.religion === religion) &&
      (theoryLevel === undefined || one.theoryLevel === theoryLevel),
  );
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const answer = await members.ask(
      `query ($f: MemberFilter!, $a: String) { members(filter: $f, first: 100, after: $a) { ${PAGE} } }`,
      { f: filter, a: after },
    );
    expect(answer.errors).toEqual([]);
    seen.push(...idsOf(answer.data.members.nodes));
    after = answer.data.members.pageInfo.hasNextPage ? answer.data.members.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(idsOf(expected));
});

describe('Members of an organisation', () => {
  test('are those of all below it, for many organisations in as many statements as for one', async () => {
    const ids = ['TWG', 'G07', 'G11', 'G07.C012', 'G07.C012.K03', 'G07.C012.K03.B02', 'CP', 'nothing'];
    const selection = 'id members(first: 50) { nodes { id fullName } pageInfo { hasNextPage } }';
    const one = await members.entities('Organisation', ['G07'], selection);
    const all = await members.entities('Organisation', ids, selection);
    expectStatements(one, 2);
    expectStatements(all, 2);
    for (const [at, id] of ids.entries()) {
      const path = members.world.organisation(id)?.path ?? 'none';
      const expected = servedMembers(members).filter((member) => isMemberUnder(members, member, path));
      const { nodes, pageInfo } = all.data._entities[at].members;
      expect(idsOf(nodes)).toEqual(idsOf(expected.slice(0, 50)));
      expect(pageInfo.hasNextPage).toBe(expected.length > 50);
    }
  });

  test('go on after a cursor, which opens for that organisation and filter alone', async () => {
    const first = await members.entities('Organisation', ['G07'], `members(first: 7) { ${PAGE} }`);
    const { nodes, pageInfo } = first.data._entities[0].members;
    const next = (id: string, args = '') =>
      members.entities('Organisation', [id], `members(first: 7, after: "${pageInfo.endCursor}"${args}) { ${PAGE} }`);
    const expected = servedMembers(members).filter((member) => isMemberUnder(members, member, 'TW.G07'));
    expect(idsOf(nodes)).toEqual(idsOf(expected.slice(0, 7)));
    expect(idsOf((await next('G07')).data._entities[0].members.nodes)).toEqual(idsOf(expected.slice(7, 14)));
    expectBadInput(await next('G11'), 'after');
    expectBadInput(await next('G07', ', filter: { status: OFFICIAL }'), 'after');
  });

  test('take a filter, in one statement more for its organisations', async () => {
    const answer = await members.entities(
      'Organisation',
      ['G07', 'G11'],
      'members(first: 100, filter: { under: "G07.C012", theoryLevel: NONE }) { nodes { id } }',
    );
    expectStatements(answer, 3);
    const expected = servedMembers(members).filter(
      (one) => isMemberUnder(members, one, 'TW.G07.C012') && one.theoryLevel === 'NONE',
    );
    expect(idsOf(answer.data._entities[0].members.nodes)).toEqual(idsOf(expected.slice(0, 100)));
    expect(answer.data._entities[1].members.nodes).toEqual([]);
  });
});

describe('The row condition', () => {
  const conditions: readonly [string, RowCondition, (path: string, id: string) => boolean][] = [
    ['own province', under('TW.G07'), (path) => path.startsWith('TW.G07.')],
    ['own commune', under('TW.G07.C012'), (path) => path.startsWith('TW.G07.C012.')],
    ['own cell', under('TW.G07.C012.K03.B02'), (path) => path === 'TW.G07.C012.K03.B02'],
    ['nothing', NEVER, () => false],
    ['self', { kind: 'ids', ids: ['M-000124'] }, (_, id) => id === 'M-000124'],
    [
      'self or own cell',
      { kind: 'any', of: [{ kind: 'ids', ids: ['M-000001'] }, under('TW.G07.C012.K03.B02')] },
      (path, id) => path === 'TW.G07.C012.K03.B02' || id === 'M-000001',
    ],
    [
      'two provinces',
      { kind: 'all', of: [under('TW.G07', 'TW.G11'), { kind: 'level', field: 'rowSecrecy', atMost: 'SECRET' }] },
      (path) => path.startsWith('TW.G07.') || path.startsWith('TW.G11.'),
    ],
  ];

  test.each(conditions)('%s narrows every way to a member alike', async (_, condition, admits) => {
    const caller = { rows: { Member: condition } };
    const admitted = servedMembers(members).filter(({ id, cellId }) =>
      admits(members.world.organisation(cellId)?.path ?? '', id),
    );
    for (const filter of [{}, { under: 'TWG' }, { under: 'G07' }, { under: 'G11' }, { under: 'G07.C012.K03' }]) {
      const path = 'under' in filter ? (members.world.organisation(filter.under)?.path ?? '') : 'TW';
      const expected = idsOf(admitted.filter((one) => isMemberUnder(members, one, path))).slice(0, 100);
      const root = await members.as(caller)(FILTERED, { f: filter, n: 100 });
      expect(idsOf(root.data.members.nodes)).toEqual(expected);
      if (!('under' in filter)) continue;
      const nested = await members.entities('Organisation', [filter.under], `members(first: 100) { ${PAGE} }`, caller);
      expect(idsOf(nested.data._entities[0].members.nodes)).toEqual(expected);
    }
    const ids = idsOf(servedMembers(members));
    const entities = await members.entities('Member', ids, 'id', caller);
    const served = entities.data._entities.filter((one: unknown) => one !== null);
    expect(new Set(idsOf(served))).toEqual(new Set(idsOf(admitted)));
    expect(entities.withheld['Member'] ?? []).toHaveLength(ids.length - admitted.length);
  });

  test('lets a withheld and an unknown member look alike, in the same statements', async () => {
    const ask = members.as({ rows: { Member: under('TW.G11') } });
    const query = 'query ($id: ID!) { member(id: $id) { id badges { years } qualityIssues { code } } }';
    const withheld = await ask(query, { id: 'M-000123' });
    const unknown = await ask(query, { id: 'M-999999' });
    expect([withheld.data, withheld.statements]).toEqual([unknown.data, unknown.statements]);
    expect(withheld.withheld).toEqual({ Member: ['M-000123'] });
    expect(unknown.withheld).toEqual({});
  });

  test('admits no row where the context has none', async () => {
    const answer = await members.as({ rows: {} })(FILTERED, { f: {}, n: 10 });
    expect(answer.data.members.nodes).toEqual([]);
  });
});

describe('Statements', () => {
  const EVERYTHING = `id fullName cell { id } badges { years } discipline { form } transfers { kind } annualReviews { year }
    foreignLanguages qualityIssues { code }`;

  test('are as many for a hundred members with all that hangs on them as for one', async () => {
    for (const n of [1, 100]) {
      const answer = await members.ask(
        `query ($n: Int) { members(filter: {}, first: $n) { nodes { ${EVERYTHING} } } }`,
        { n },
      );
      expectStatements(answer, 7);
    }
  });

  test('are one for a batch of plain fields', async () => {
    const ids = idsOf(servedMembers(members)).slice(0, 100);
    expectStatements(await members.entities('Member', ids, 'id fullName status cell { id } partyPosition'), 1);
  });
});

test('me is the member that the context names, if the row condition admits it', async () => {
  const self: RowCondition = { kind: 'ids', ids: ['M-000124'] };
  const me = (caller: object) => members.as(caller)('{ me { id cell { id } } }');
  expect((await me({ mem: 'M-000124', rows: { Member: self } })).data.me).toEqual({
    id: 'M-000124',
    cell: { id: 'G07.C012.K03.B02' },
  });
  expect((await me({ mem: 'M-000123', rows: { Member: self } })).data.me).toBeNull();
  expect((await me({ rows: { Member: self } })).data.me).toBeNull();
});

describe('verifyMember', () => {
  const QUERY = `query ($i: String!, $n: String!, $d: Date!) {
    verifyMember(nationalId: $i, fullName: $n, dateOfBirth: $d) { matched status } }`;
  const noRows = { rows: {} };

  test('says yes to the three values of one record, however the name is written', async () => {
    const record = servedMembers(members).find(
      ({ nationalId, secrecy, fullName }) =>
        nationalId?.length === 12 && secrecy === 'UNCLASSIFIED' && fullName.startsWith('Trần'),
    );
    if (record === undefined) throw new Error('the world has such a record');
    for (const name of [record.fullName, plain(record.fullName), record.fullName.toUpperCase().normalize('NFD')]) {
      const values = { i: record.nationalId, n: name, d: record.dateOfBirth };
      const answer = await members.as(noRows)(QUERY, values);
      expect(answer.data.verifyMember).toEqual({ matched: true, status: record.status });
      expectStatements(answer, 1);
    }
  });

  test('answers alike, in one statement, where a value differs and where the record is classified', async () => {
    const open = servedMembers(members).find(
      ({ nationalId, secrecy }) => nationalId !== null && secrecy === 'UNCLASSIFIED',
    );
    const secret = servedMembers(members).find(
      ({ nationalId, secrecy }) => nationalId !== null && secrecy !== 'UNCLASSIFIED',
    );
    const of = (record: typeof open) => ({ i: record?.nationalId, n: record?.fullName, d: record?.dateOfBirth });
    const tries = [
      { ...of(open), i: '901000000000' },
      { ...of(open), n: 'Trần Mẫu Khác' },
      { ...of(open), d: '1901-01-01' },
      ...(secret === undefined ? [] : [of(secret)]),
      { i: "' or '1'='1", n: 'x', d: '1990-01-01' },
    ];
    for (const values of tries) {
      const answer = await members.as(noRows)(QUERY, values);
      expect(answer.data.verifyMember).toEqual({ matched: false, status: null });
      expectStatements(answer, 1);
    }
  });
});

describe('Hostile input', () => {
  const HOSTILE = ["'; drop table member; --", '%', '_', '"', '\\', '\u{1f600}', '</script>', '${1}'];

  test.each(HOSTILE)('%j as an id, a name or a code finds nothing and breaks nothing', async (text) => {
    const answer = await members.ask(
      `query ($t: String!, $id: ID!) { member(id: $id) { id } a: members(filter: { name: $t }) { nodes { id } }
        b: members(filter: { religion: $t }) { nodes { id } } c: members(filter: { under: $id }) { nodes { id } }
        d: members(filter: { cellId: $id }) { nodes { id } } }`,
      { t: text, id: text },
    );
    expect(answer.errors).toEqual([]);
    expect(JSON.stringify(answer.data)).not.toContain('M-');
  });

  test.each([
    ['id', 'query ($t: ID!) { member(id: $t) { id } }'],
    ['filter.cellId', 'query ($t: ID!) { members(filter: { cellId: $t }) { nodes { id } } }'],
    ['filter.under', 'query ($t: ID!) { members(filter: { under: $t }) { nodes { id } } }'],
    ['filter.name', 'query ($t: String!) { members(filter: { name: $t }) { nodes { id } } }'],
    ['filter.religion', 'query ($t: String!) { members(filter: { religion: $t }) { nodes { id } } }'],
    [
      'fullName',
      'query ($t: String!) { verifyMember(nationalId: "1", fullName: $t, dateOfBirth: "1990-01-01") { matched } }',
    ],
    [
      'nationalId',
      'query ($t: String!) { verifyMember(nationalId: $t, fullName: "a", dateOfBirth: "1990-01-01") { matched } }',
    ],
  ])('%s refuses what no row could have', async (argument, query) => {
    expectBadInput(await members.ask(query, { t: 'x'.repeat(10_000) }), argument);
    for (const t of ['a\0b', '\ud800']) {
      const { errors } = await members.ask(query, { t });
      expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
    }
  });

  test('pages have 1 to 100 rows', async () => {
    for (const n of [0, -1, 101, 1_000_000]) expectBadInput(await members.ask(FILTERED, { f: {}, n }), 'first');
  });

  test('a name must have a letter', async () => {
    expectBadInput(await members.ask(FILTERED, { f: { name: ' \u0301 ' } }), 'filter.name');
  });

  test('cursors of another kind do not open', async () => {
    expectBadInput(await members.ask('{ members(filter: {}, after: "abc") { nodes { id } } }'), 'after');
  });

  test('strange references find nothing', async () => {
    const answer = await members.ask(
      'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Member { id } } }',
      {
        all: [
          { __typename: 'Member', id: 7 },
          { __typename: 'Member' },
          { __typename: 'Member', id: 'x'.repeat(10_000) },
        ],
      },
    );
    expect(answer.data._entities).toEqual([null, null, null]);
  });

  test('a key that cannot be an id refers to no organisation; an empty one has no members', async () => {
    const { data, errors } = await members.entities(
      'Organisation',
      ['x'.repeat(10_000), ''],
      'members { nodes { id } }',
    );
    expect([data, errors]).toEqual([{ _entities: [null, { members: { nodes: [] } }] }, []]);
  });
});
