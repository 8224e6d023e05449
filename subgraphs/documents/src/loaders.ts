import { byId, nestedPages } from '@agency-graph/kit';
import type DataLoader from 'dataloader';
import type { StoredAttachment, StoredDelivery } from './database.js';
import type { DocumentsBase } from './documents-request.js';
import type { CheckedFilter } from './filter.js';
import { documents, DOCUMENTS, issuedBy, longColumn, receivedBy, type LongColumn } from './queries.js';
import type { Document } from './schema/document.js';

export type Loaders = ReturnType<typeof createLoaders>;

const ORDER = 'recency, id';
const positionOf = ({ recency, id }: Document) => [recency, id];

/** The loaders of one request: a batch takes a fixed number of statements whatever its size. */
export function createLoaders(request: DocumentsBase) {
  /** Under the same row condition as the document itself. */
  const long = <Value>(column: LongColumn) =>
    byId(request, DOCUMENTS, () => longColumn(request, column)) as DataLoader<string, { readonly value: Value } | null>;
  return {
    document: byId(request, DOCUMENTS, () => documents(request)) as DataLoader<string, Document | null>,
    content: long<string>('content'),
    attachments: long<readonly StoredAttachment[]>('attachments'),
    deliveries: long<readonly StoredDelivery[]>('deliveries'),
    issued: nestedPages<CheckedFilter, Document>(request, {
      field: 'Organisation.documentsIssued',
      order: ORDER,
      positionOf,
      rows: (query) => issuedBy(request, query),
    }),
    received: nestedPages<CheckedFilter, Document>(request, {
      field: 'Organisation.documentsReceived',
      order: ORDER,
      positionOf,
      rows: (query) => receivedBy(request, query),
    }),
  };
}
