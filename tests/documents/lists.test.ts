import type { DocumentRecord } from '@agency-graph/world';
import { stripDiacritics } from '@agency-graph/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allPages, idsOf } from '../support/all-pages.js';
import { expectBadInput, expectStatements, type Answer } from '../support/subgraph-harness.js';
import { servedDocuments, startDocuments, type DocumentsUnderTest } from './documents-under-test.js';

let documents: DocumentsUnderTest;
beforeAll(async () => {
  documents = await startDocuments();
});
afterAll(() => documents?.close());

const LIST = `query ($filter: DocumentFilter, $first: Int, $after: String) {
  documents(filter: $filter, first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
const NESTED = (
  field: string,
): string => `query ($all: [_Any!]!, $filter: DocumentFilter, $first: Int, $after: String) {
  _entities(representations: $all) { ... on Organisation {
    ${field}(filter: $filter, first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`;
const organisation = (id: string) => [{ __typename: 'Organisation', id }];

const wanted = (holds: (document: DocumentRecord) => boolean): string[] =>
  idsOf(servedDocuments(documents).filter(holds));

type Data = Answer['data'];

describe('documents', () => {
  test.each([7, 20, 100])('come in pages of %i, each once, newest first', async (first) => {
    expect(await allPages(documents.ask, LIST, { first }, (data) => data.documents)).toEqual(wanted(() => true));
  });

  const sample = () => servedDocuments(documents)[10]!;
  const filters: [string, () => object, () => (document: DocumentRecord) => boolean][] = [
    [
      'type',
      () => ({ docType: 'CONG_VAN' }),
      () =>
        ({ docType }) =>
          docType === 'CONG_VAN',
    ],
    [
      'issuer',
      () => ({ issuerId: 'TWG' }),
      () =>
        ({ issuerId }) =>
          issuerId === 'TWG',
    ],
    [
      'term',
      () => ({ term: sample().term }),
      () =>
        ({ term }) =>
          term === sample().term,
    ],
    [
      'number',
      () => ({ number: 1 }),
      () =>
        ({ number }) =>
          number === 1,
    ],
    [
      'day',
      () => ({ issuedAfter: sample().issuedOn }),
      () =>
        ({ issuedOn }) =>
          issuedOn > sample().issuedOn,
    ],
    ['the first day of all', () => ({ issuedAfter: '0001-01-01' }), () => () => true],
    ['the last day of all', () => ({ issuedAfter: '9999-12-31' }), () => () => false],
    [
      'all at once',
      () => ({ docType: sample().docType, issuerId: sample().issuerId, term: sample().term, number: sample().number }),
      () => (one) =>
        one.docType === sample().docType &&
        one.issuerId === sample().issuerId &&
        one.term === sample().term &&
        one.number === sample().number,
    ],
    ['a type without documents', () => ({ docType: 'THONG_CAO' }), () => () => false],
  ];
  test.each(filters)('are narrowed by %s', async (_name, filter, holds) => {
    const ids = await allPages(documents.ask, LIST, { filter: filter(), first: 30 }, (data) => data.documents);
    expect(ids).toEqual(wanted(holds()));
  });

  const key = (text: string): string => stripDiacritics(text).toLowerCase();
  test.each([
    'chuyển đổi số',
    'CHUYEN DOI SO',
    'Chuyển  đổi',
    'ổi s',
    'ke hoach',
    '(Dữ liệu giả lập)',
    '100%',
    'so_q',
    String.raw`hoa\ch`,
  ])('are found by the text %s in the abstract, marks and case aside', async (text) => {
    const ids = await allPages(documents.ask, LIST, { filter: { text }, first: 100 }, (data) => data.documents);
    const sought = key(text.replace(/\s+/g, ' '));
    expect(ids).toEqual(wanted(({ abstract }) => key(abstract).includes(sought)));
  });

  test('are one statement', async () => {
    expectStatements(await documents.ask(LIST, { first: 100, filter: { text: 'chu', number: 1 } }), 1);
  });
});

describe('documents issued', () => {
  test.each(['TWG', 'G07', 'G07.C012', 'G07.C012.K03.B02', 'NOWHERE'])(
    'by %s are those of all that stand under it',
    async (id) => {
      const path = documents.world.organisation(id)?.path;
      const under = (issuerId: string): boolean => {
        const own = documents.world.organisation(issuerId)!.path;
        return own === path || own.startsWith(`${path}.`);
      };
      const all = await allPages(
        documents.ask,
        NESTED('documentsIssued'),
        { all: organisation(id), first: 15 },
        (data) => data._entities[0].documentsIssued,
      );
      expect(all).toEqual(wanted(({ issuerId }) => under(issuerId)));
    },
  );

  test('are narrowed by a filter', async () => {
    const variables = { all: organisation('G07'), filter: { docType: 'CONG_VAN' }, first: 5 };
    const all = await allPages(
      documents.ask,
      NESTED('documentsIssued'),
      variables,
      (data) => data._entities[0].documentsIssued,
    );
    const g07 = (id: string): boolean => id === 'G07' || id.startsWith('G07.');
    expect(all).toEqual(wanted(({ docType, issuerId }) => docType === 'CONG_VAN' && g07(issuerId)));
  });
});

describe('documents received', () => {
  test.each(['G07', 'G11', 'G07.C012', 'TWG'])('by %s are those addressed to it', async (id) => {
    const variables = { all: organisation(id), first: 4 };
    const all = await allPages(
      documents.ask,
      NESTED('documentsReceived'),
      variables,
      (data) => data._entities[0].documentsReceived,
    );
    expect(all).toEqual(wanted(({ recipientIds }) => recipientIds.includes(id)));
  });
});

describe('statements', () => {
  test('of a nested read are as many as it has kinds of rows, whatever the size of the page', async () => {
    const nested = `query ($first: Int!) { documents(first: $first) { nodes { id replaces { id } deliveries { to { id } }
      issuer { id documentsIssued(first: 2) { nodes { id } } documentsReceived(first: 2) { nodes { id replaces { id } } } } } } }`;
    const [few, many] = [await documents.ask(nested, { first: 10 }), await documents.ask(nested, { first: 100 })];
    expect(many.data.documents.nodes).toHaveLength(100);
    // Documents and those replaced; paths of issuers, what they issued, what they received and what that replaces.
    for (const answer of [few, many]) expect(answer.statements).toBeLessThanOrEqual(6);
    expectStatements(many, many.statements);
  });

  test('of the documents of every organisation at once are, for each hundred, two to find them issued and one received', async () => {
    const all = [...documents.world.organisations()].map(({ id }) => ({ __typename: 'Organisation', id }));
    const hundreds = Math.ceil(all.length / 100);
    expectStatements(await documents.ask(NESTED('documentsIssued'), { all, first: 3 }), 2 * hundreds);
    const received = await documents.ask(NESTED('documentsReceived'), { all, first: 3 });
    expectStatements(received, hundreds);
    const lists = all.map(({ id }) => wanted(({ recipientIds }) => recipientIds.includes(id)));
    expect(received.data._entities.map((one: Data) => idsOf(one.documentsReceived.nodes))).toEqual(
      lists.map((ids) => ids.slice(0, 3)),
    );
  });
});

describe('cursors', () => {
  test('open for their own caller, list and filter alone', async () => {
    const { data } = await documents.ask(LIST, { first: 1 });
    const after = data.documents.pageInfo.endCursor;
    expectBadInput(await documents.ask(LIST, { first: 1, after, filter: { number: 1 } }), 'after');
    expectBadInput(await documents.as({ sub: 'another' })(LIST, { first: 1, after }), 'after');
    expectBadInput(
      await documents.ask(NESTED('documentsIssued'), { all: organisation('TWG'), first: 1, after }),
      'after',
    );
    expectBadInput(await documents.ask(LIST, { first: 1, after: 'x'.repeat(5_000) }), 'after');
  });
});

describe('what cannot be', () => {
  test.each([0, -1, 101, 1_000_000])('a page of %i', async (first) => {
    expectBadInput(await documents.ask(LIST, { first }), 'first');
    for (const field of ['documentsIssued', 'documentsReceived']) {
      expectBadInput(await documents.ask(NESTED(field), { all: organisation('G07'), first }), 'first');
    }
  });

  test.each([
    ['an issuer too long to be one', { issuerId: 'x'.repeat(10_000) }, 'filter.issuerId'],
    ['a term of half a character', { term: '\ud800' }, 'filter.term'],
    ['text of blanks', { text: ' \t ' }, 'filter.text'],
    ['text too short for its index', { text: 'số (%)' }, 'filter.text'],
    ['text of 10 KB', { text: 'x'.repeat(10_240) }, 'filter.text'],
    ['text of half a character', { text: 'a\udc00' }, 'filter.text'],
  ])('%s', async (_what, filter, argument) => {
    expectBadInput(await documents.ask(LIST, { filter }), argument);
    expectBadInput(await documents.ask(NESTED('documentsIssued'), { all: organisation('G07'), filter }), argument);
  });

  test.each([
    ['a day that is none', { issuedAfter: '2026-02-30' }],
    ['a day before the calendar', { issuedAfter: '0000-12-31' }],
    ['a number that is none', { number: 1.5 }],
    ['a range of numbers', { numberAfter: 1 }],
  ])('%s', async (_what, filter) => {
    const answer = await documents.ask(LIST, { filter });
    expect(answer.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  test.each(["'; drop table document; --", '%', '_', '\\', '"', '$1', '😀', 'x'.repeat(128)])(
    'the id %s is nobody’s and nothing worse',
    async (id) => {
      const query =
        'query ($id: ID!) { document(id: $id) { id } documents(filter: { issuerId: $id }) { nodes { id } } }';
      const { data, errors } = await documents.ask(query, { id });
      expect([data, errors]).toEqual([{ document: null, documents: { nodes: [] } }, []]);
    },
  );

  test('keys that cannot be ids find nothing and spoil nothing', async () => {
    const { data, errors } = await documents.entities('Document', ['x'.repeat(10_000), 'D-NQ57'], 'id');
    expect([data, errors]).toEqual([{ _entities: [null, { id: 'D-NQ57' }] }, []]);
  });
});
