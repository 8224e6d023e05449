import { asReferred, buildSubgraph, isId } from '@agency-graph/kit';
import type { DocumentsRequest } from './documents-request.js';
import { DeliveryLinks } from './schema/delivery.js';
import { DocumentLinks } from './schema/document-links.js';
import { OrganisationDocuments } from './schema/organisation-documents.js';
import { DocumentsQuery } from './schema/query.js';

/** Official documents as a subgraph. */
export const subgraph = buildSubgraph({
  name: 'documents',
  resolvers: [DocumentsQuery, DocumentLinks, DeliveryLinks, OrganisationDocuments],
  referenceResolvers: {
    Document: ({ id }: { id: unknown }, request: DocumentsRequest) =>
      isId(id) ? request.loaders.document.load(id) : null,
    Organisation: asReferred,
  },
});
