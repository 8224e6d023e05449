import { foldText } from '@agency-graph/documents';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDocuments, type DocumentsUnderTest } from './documents-under-test.js';

let documents: DocumentsUnderTest;
beforeAll(async () => {
  documents = await startDocuments();
});
afterAll(() => documents?.close());

const fold = async (text: string): Promise<string | undefined> =>
  (await sql<{ key: string }>`select fold(${text}) as key`.execute(documents.db)).rows[0]?.key;

describe('the key of a text', () => {
  test.each([
    ['Chuyển đổi số', 'chuyen doi so'],
    ['ĐẶC KHU Ưu Ơi', 'dac khu uu oi'],
    ['thuỷ thủy'.normalize('NFD'), 'thuy thuy'],
    ['57-NQ/TWG 100% _', '57-nq/twg 100% _'],
  ])('of %s is %s, in the database and in the seed', async (text, key) => {
    expect([await fold(text), foldText(text)]).toEqual([key, key]);
  });

  test('of every abstract is the same in the database and in the seed', async () => {
    const { rows } = await sql`select id from document where abstract_key <> fold(abstract)`.execute(documents.db);
    expect(rows).toEqual([]);
  });

  test('follows the abstract when the agency writes it', async () => {
    const rollBack = new Error('put back');
    const written = documents.db.transaction().execute(async (transaction) => {
      await sql`update document set abstract = 'Về Đề án số' where id = 'D-NQ57'`.execute(transaction);
      const { abstract_key } = await transaction
        .selectFrom('document')
        .select('abstract_key')
        .where('id', '=', 'D-NQ57')
        .executeTakeFirstOrThrow();
      expect(abstract_key).toBe('ve de an so');
      throw rollBack;
    });
    await expect(written).rejects.toBe(rollBack);
  });
});

test('a search answers the same without its index, as on a server that refuses the extension', async () => {
  const query = '{ documents(first: 100, filter: { text: "chuyển đổi" }) { nodes { id } } }';
  const indexed = await documents.ask(query);
  await sql`drop index document_by_text`.execute(documents.db);
  expect((await documents.ask(query)).data).toEqual(indexed.data);
  expect(indexed.data.documents.nodes.length).toBeGreaterThan(0);
});
