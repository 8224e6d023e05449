import { isAnyOf, rowSource, under, type NestedQuery, type Owned } from '@agency-graph/kit';
import { sql, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely';
import type { DocumentsDatabase } from './database.js';
import type { DocumentsBase } from './documents-request.js';
import type { CheckedFilter } from './filter.js';
import type { Document } from './schema/document.js';

/** Rows of `Document`, under the request's row condition. */
export const DOCUMENTS = rowSource({
  type: 'Document',
  table: 'document',
  secrecy: 'rowSecrecy',
  columns: {
    rowSecrecy: 'secrecy',
    rowSecrecyUntil: 'secrecy_until',
    rowCompartments: { column: 'compartments', array: true },
    rowIssuerPath: 'issuer_path',
    rowRecipientPaths: { column: 'recipient_paths', array: true },
    circulation: 'circulation',
  },
});

const COLUMNS = [
  'document.id',
  'document.doc_type as docType',
  'document.number',
  'document.symbol',
  'document.term',
  'document.abstract',
  'document.issued_on as issuedOn',
  'document.effective_on as effectiveOn',
  'document.status',
  'document.signer_name as signerName',
  'document.signer_title as signerTitle',
  'document.urgency',
  'document.circulation',
  'document.compartments',
  'document.secrecy_set_on as secrecySetOn',
  'document.secrecy_until as secrecyUntil',
  'document.signature_valid as signatureValid',
  'document.file_code as fileCode',
  'document.retention',
  'document.secrecy as rowSecrecy',
  'document.secrecy_until as rowSecrecyUntil',
  'document.compartments as rowCompartments',
  'document.issuer_path as rowIssuerPath',
  'document.recipient_paths as rowRecipientPaths',
  'document.issuer_id as issuerId',
  'document.signer_id as signerId',
  'document.recipient_ids as recipientIds',
  'document.replaces_ids as replacesIds',
  'document.recency',
] as const;

/** Newest first, then by id. */
export const NEWEST_FIRST = [['document.recency'], ['document.id']] as const;

/** Columns that may be long: read by themselves, where they are asked for. */
export type LongColumn = 'content' | 'attachments' | 'deliveries';

/** Documents with everything a resolver reads of them but what may be long, before any row condition. */
export const documents = (request: DocumentsBase) => request.db.selectFrom('document').select(COLUMNS);

/** One of the long columns of documents, before any row condition. */
export const longColumn = (request: DocumentsBase, column: LongColumn) =>
  request.db.selectFrom('document').select(sql<unknown>`${sql.ref(`document.${column}`)}`.as('value'));

/** Documents that a filter admits, before any row condition. */
export function filtered(request: DocumentsBase, filter: CheckedFilter) {
  const { docType, issuerId, term, number, issuedAfter, text } = filter;
  return (
    documents(request)
      .$if(docType !== undefined, (query) => query.where('document.doc_type', '=', docType!))
      .$if(issuerId !== undefined, (query) => query.where('document.issuer_id', '=', issuerId!))
      .$if(term !== undefined, (query) => query.where('document.term', '=', term!))
      .$if(number !== undefined, (query) => query.where('document.number', '=', number!))
      // By recency and not by the day, so that the index that gives the order also gives the bound.
      .$if(issuedAfter !== undefined, (query) =>
        query.where(sql<SqlBool>`document.recency < date '9999-12-31' - ${issuedAfter}::date`),
      )
      .$if(text !== undefined, (query) =>
        query.where(sql<SqlBool>`document.abstract_key like fold(${containing(text!)})`),
      )
  );
}

/** A LIKE pattern for any text that contains this one. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;

/** Documents that the parents issued, those of their descendants among them, in two statements. */
export async function issuedBy(
  request: DocumentsBase,
  query: NestedQuery<CheckedFilter>,
): Promise<readonly Owned<Document>[]> {
  const places = await request.db
    .selectFrom('org_register')
    .select(['id', 'path'])
    .where(isAnyOf('id', query.parents))
    .execute();
  const lists = places.map(({ id, path }) => ({ id, which: under(sql.ref('document.issuer_path'), false, [path]) }));
  return perParent(request, query, lists);
}

/** Documents addressed to each of the parents itself, in one statement. */
export function receivedBy(
  request: DocumentsBase,
  query: NestedQuery<CheckedFilter>,
): Promise<readonly Owned<Document>[]> {
  const lists = query.parents.map((id) => ({ id, which: sql<SqlBool>`document.recipient_ids @> ${[id]}::text[]` }));
  return perParent(request, query, lists);
}

interface ParentList {
  readonly id: string;
  readonly which: RawBuilder<SqlBool>;
}

/**
 * One statement for all parents, a branch for each: the planner sees each one's value, and so reads a commune's few
 * documents by their issuer and a province's many by their order. A join over the parents would hide the values from it.
 */
async function perParent(
  request: DocumentsBase,
  { filter, limit, position }: NestedQuery<CheckedFilter>,
  lists: readonly ParentList[],
): Promise<readonly Owned<Document>[]> {
  if (lists.length === 0) return [];
  const branches = lists.map(({ id, which }) =>
    filtered(request, filter)
      .select(sql<string>`${id}::text`.as('owner'))
      .where(which)
      .where(DOCUMENTS.where(request))
      .$if(position !== undefined, (query) => query.where(isAfter(position as readonly (string | number)[])))
      .orderBy('document.recency')
      .orderBy('document.id')
      .limit(limit),
  );
  return unionAll(request, branches as unknown as SelectQueryBuilder<DocumentsDatabase, 'document', Owned<Document>>[]);
}

const isAfter = (position: readonly unknown[]): RawBuilder<SqlBool> =>
  sql`(document.recency, document.id) > (${position[0]}, ${position[1]})`;

/** The order within each branch is kept: an append reads them one after the other. */
async function unionAll(
  request: DocumentsBase,
  branches: readonly SelectQueryBuilder<DocumentsDatabase, 'document', Owned<Document>>[],
): Promise<readonly Owned<Document>[]> {
  const parts = branches.map((branch) => sql`(${branch})`);
  const { rows } = await sql<Owned<Document>>`${sql.join(parts, sql` union all `)}`.execute(request.db);
  return rows;
}
