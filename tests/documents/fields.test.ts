import type { DocumentRecord } from '@agency-graph/world';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowOf, servedDocuments, startDocuments, type DocumentsUnderTest } from './documents-under-test.js';

let documents: DocumentsUnderTest;
beforeAll(async () => {
  documents = await startDocuments();
});
afterAll(() => documents?.close());

const DOCUMENT = `
  id docType number symbol term abstract issuer { id } issuedOn effectiveOn status replaces { id } signerName signerTitle
  signer { id } urgency circulation recipients { id } secrecy compartments secrecySetOn secrecyUntil content
  attachments { fileName mediaType sizeBytes sha256 downloadRef } signatureValid
  deliveries { to { id } messageId sentAt receivedAt } fileCode retention
  rowSecrecy rowSecrecyUntil rowCompartments rowIssuerPath rowRecipientPaths`;

const reference = (id: string) => ({ id });

/** What the graph should say of a document, from the world's record alone. */
const documentOf = (document: DocumentRecord) => {
  const { issuerId, signerId, recipientIds, replacesIds, deliveries, ...plain } = document;
  const { circulation: _own, ...row } = rowOf(documents, document);
  const isServed = (id: string): boolean => documents.world.document(id)?.secrecy !== 'TOP_SECRET';
  return {
    ...plain,
    issuer: reference(issuerId),
    signer: signerId === null ? null : reference(signerId),
    recipients: recipientIds.map(reference),
    replaces: replacesIds.filter(isServed).map(reference),
    deliveries: deliveries.map(({ toId, ...rest }) => ({ to: reference(toId), ...rest })),
    ...row,
  };
};

test('every field of every document is what the world says, by reference', async () => {
  const wanted = servedDocuments(documents);
  const { data, errors } = await documents.entities(
    'Document',
    wanted.map(({ id }) => id),
    DOCUMENT,
  );
  expect(errors).toEqual([]);
  expect(data._entities).toEqual(wanted.map(documentOf));
});

test('the fixtures of the rules are there, each by its id', async () => {
  for (const id of ['D-NQ57', 'D-CV-9001', 'D-NS-0042', 'D-M-2015-031', 'D-RAISED-008', 'D-KL-0301']) {
    const { data } = await documents.ask(`query ($id: ID!) { document(id: $id) { ${DOCUMENT} } }`, { id });
    expect(data.document).toEqual(documentOf(documents.world.document(id) as DocumentRecord));
  }
});

test('a TOP_SECRET document is stored and does not exist for any caller, nor for the gateway', async () => {
  const top = [...documents.world.documents()].filter(({ secrecy }) => secrecy === 'TOP_SECRET').map(({ id }) => id);
  const stored = await documents.db.selectFrom('document').select('id').where('id', 'in', top).execute();
  expect(stored).toHaveLength(top.length);
  expect(top.length).toBeGreaterThan(0);
  const { data, withheld } = await documents.entities('Document', top, 'id');
  expect([data, withheld]).toEqual([{ _entities: top.map(() => null) }, {}]);
});

test('texts and lists that may be long are read only where they are asked for', async () => {
  const service = sql.id(new URL(documents.databaseUrl).username);
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_name = 'document' and column_name not in ('content', 'attachments', 'deliveries')`.execute(
    documents.db,
  );
  const short = sql.join(rows.map(({ name }) => sql.id(name)));
  await sql`revoke select on document from ${service}`.execute(documents.db);
  await sql`grant select (${short}) on document to ${service}`.execute(documents.db);
  try {
    const each =
      '{ id abstract issuer { id documentsIssued { nodes { id } } documentsReceived { nodes { symbol } } } }';
    expect((await documents.ask(`{ documents { nodes ${each} } document(id: "D-NQ57") ${each} }`)).errors).toEqual([]);
    const { data, errors } = await documents.ask('{ document(id: "D-NQ57") { id content } }');
    expect(data.document).toEqual({ id: 'D-NQ57', content: null });
    expect(errors).toHaveLength(1);
  } finally {
    await sql`grant select on document to ${service}`.execute(documents.db);
  }
});
