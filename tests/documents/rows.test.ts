import { all, any, evaluateRowCondition, NEVER, type RowCondition, type Secrecy } from '@agency-graph/contract';
import { onRegisterChange } from '@agency-graph/documents';
import type { DocumentRecord } from '@agency-graph/world';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idsOf } from '../support/all-pages.js';
import { asService } from '../support/as-service.js';
import { expectStatements } from '../support/subgraph-harness.js';
import { rowOf, servedDocuments, startDocuments, type DocumentsUnderTest } from './documents-under-test.js';

let documents: DocumentsUnderTest;
beforeAll(async () => {
  documents = await startDocuments();
});
afterAll(() => documents?.close());

const level = (atMost: Secrecy, lapsedBefore?: string): RowCondition => ({
  kind: 'level',
  field: 'rowSecrecy',
  until: 'rowSecrecyUntil',
  atMost,
  ...(lapsedBefore !== undefined && { lapsedBefore }),
});
const under = (field: string, ...paths: string[]): RowCondition => ({ kind: 'under', field, paths });
const g11 = any([under('rowIssuerPath', 'TW.G11'), under('rowRecipientPaths', 'TW.G11')]);

const admitted = (condition: RowCondition): string[] =>
  idsOf(
    servedDocuments(documents).filter((document) =>
      evaluateRowCondition(condition, rowOf(documents, document), document.id),
    ),
  );

describe('a row condition', () => {
  const conditions: [string, RowCondition][] = [
    ['a level', level('UNCLASSIFIED')],
    ['a level with what has lapsed', level('UNCLASSIFIED', '2026-03-15')],
    ['issuer or recipient', g11],
    [
      'issuer or recipient up to SECRET, with one compartment',
      all([level('SECRET'), g11, { kind: 'holds', field: 'rowCompartments', compartments: ['KIEM_TRA'] }]),
    ],
    ['a compartment', { kind: 'compartmented', field: 'rowCompartments' }],
    ['circulation', { kind: 'oneOf', field: 'circulation', values: ['PUBLIC', 'PARTY_INTERNAL'] }],
    ['some ids', { kind: 'ids', ids: ['D-NQ57', 'D-NS-0042'] }],
    ['no row', NEVER],
  ];
  test.each(conditions)('narrows the list: %s', async (_name, condition) => {
    const ask = documents.as({ rows: { Document: condition } });
    const { data } = await ask('{ documents(first: 100) { nodes { id } } }');
    expect(idsOf(data.documents.nodes)).toEqual(admitted(condition).slice(0, 100));
  });

  test('is absent: no row', async () => {
    const { data } = await documents.as({ rows: {} })('{ documents { nodes { id } } document(id: "D-NQ57") { id } }');
    expect(data).toEqual({ documents: { nodes: [] }, document: null });
  });

  test('narrows every way to a document', async () => {
    const { id, recipientIds } = servedDocuments(documents).find(
      (one) => one.recipientIds.length > 1,
    ) as DocumentRecord;
    const set = (replaces: string[]) =>
      documents.db.updateTable('document').set({ replaces_ids: replaces }).where('id', '=', id).execute();
    await set(['D-NQ57', id]);
    const caller = { rows: { Document: { kind: 'ids', ids: [id] } as RowCondition } };
    const [byReference, issued, received] = await Promise.all([
      documents.entities('Document', [id], 'id replaces { id }', caller),
      documents.entities('Organisation', ['TWG'], 'documentsIssued(first: 100) { nodes { id } }', caller),
      documents.entities('Organisation', recipientIds, 'documentsReceived(first: 100) { nodes { id } }', caller),
    ]);
    await set([]);
    expect(byReference.data._entities).toEqual([{ id, replaces: [{ id }] }]);
    expect(byReference.withheld).toEqual({ Document: ['D-NQ57'] });
    expect(issued.data._entities[0].documentsIssued.nodes.length).toBeLessThanOrEqual(1);
    for (const one of received.data._entities) expect(idsOf(one.documentsReceived.nodes)).toEqual([id]);
  });

  test('answers for one exact number of a secret document as if it were unassigned', async () => {
    const query = `query ($number: Int!) {
      documents(filter: { issuerId: "TWG", docType: QUYET_DINH, number: $number }) { nodes { id symbol } } }`;
    const ask = documents.as({ rows: { Document: level('UNCLASSIFIED', '2026-03-15') } });
    const [secret, unassigned] = [await ask(query, { number: 17 }), await ask(query, { number: 999_999 })];
    expect([secret.data, secret.errors, secret.withheld]).toEqual([
      unassigned.data,
      unassigned.errors,
      unassigned.withheld,
    ]);
    expectStatements(secret, unassigned.statements);
    expect((await documents.ask(query, { number: 17 })).data.documents.nodes).not.toEqual([]);
  });
});

describe('a withheld document', () => {
  test('answers as one that does not exist, at the same cost, and is told to the gateway', async () => {
    const ask = documents.as({ rows: { Document: level('UNCLASSIFIED') } });
    const query = 'query ($id: ID!) { document(id: $id) { id abstract } }';
    const [withheld, unknown] = [await ask(query, { id: 'D-NS-0042' }), await ask(query, { id: 'D-9999999' })];
    expect([withheld.data, withheld.errors]).toEqual([unknown.data, unknown.errors]);
    expectStatements(withheld, unknown.statements);
    expect([withheld.withheld, unknown.withheld]).toEqual([{ Document: ['D-NS-0042'] }, {}]);
  });
});

describe('the level outward', () => {
  const query = '{ document(id: "D-M-2015-031") { secrecy secrecyUntil rowSecrecy } }';

  test('is UNCLASSIFIED once the day is past and levels lapse', async () => {
    const { data } = await documents.as({ rows: { Document: level('CONFIDENTIAL', '2026-03-15') } })(query);
    expect(data.document).toEqual({ secrecy: 'UNCLASSIFIED', secrecyUntil: '2025-03-10', rowSecrecy: 'CONFIDENTIAL' });
  });

  test('is what was marked before that', async () => {
    const { data } = await documents.as({ rows: { Document: level('CONFIDENTIAL') } })(query);
    expect(data.document.secrecy).toBe('CONFIDENTIAL');
  });

  test('lets the very last day count', async () => {
    const { data } = await documents.as({ rows: { Document: level('CONFIDENTIAL', '2025-03-10') } })(query);
    expect(data.document.secrecy).toBe('CONFIDENTIAL');
  });
});

test('the service reads, follows the register and writes nothing else', async () => {
  expect(await asService(documents, "update document set issuer_path = 'TW', recipient_paths = '{}' where false")).toBe(
    'done',
  );
  const forbidden = ["update document set secrecy = 'UNCLASSIFIED'", 'delete from document', 'truncate document_path'];
  for (const statement of forbidden) expect(await asService(documents, statement)).toMatch(/permission denied/);
});

test('a change of the register moves the paths of what was issued and received, and only those', async () => {
  const own = documents.world.organisation('G07')!.path;
  const rollBack = new Error('put back');
  const changed = documents.db.transaction().execute(async (transaction) => {
    const before = await transaction.selectFrom('document').selectAll().orderBy('id').execute();
    await transaction.updateTable('org_register').set({ path: 'TW.NEW.G07' }).where('id', '=', 'G07').execute();
    await onRegisterChange(transaction, ['G07', 'G11']);
    const after = await transaction.selectFrom('document').selectAll().orderBy('id').execute();
    const moved = (path: string): string => (path === own ? 'TW.NEW.G07' : path);
    expect(after).toEqual(
      before.map((row) => ({
        ...row,
        issuer_path: moved(row.issuer_path),
        recipient_paths: row.recipient_paths.map(moved),
      })),
    );
    expect(after).not.toEqual(before);
    // Told again, it rewrites no row.
    const versions = () => sql`select id, xmin, ctid from document order by id`.execute(transaction);
    const { rows: moves } = await versions();
    await sql`update document_path set path = 'TW.OLD' where org_id = 'G07'`.execute(transaction);
    await onRegisterChange(transaction, ['G07', 'G11']);
    expect((await versions()).rows).toEqual(moves);
    throw rollBack;
  });
  await expect(changed).rejects.toBe(rollBack);
});
