import { asReferred, buildSubgraph } from '@agency-graph/kit';
import { isIdentifier } from './identifiers.js';
import type { DocumentsRequest } from './loaders.js';
import { DeliveryLinks } from './schema/delivery.js';
import { DocumentLinks } from './schema/document-links.js';
import { OrganisationDocuments } from './schema/organisation-documents.js';
import { Queries } from './schema/query.js';

/** Official documents as a subgraph. */
export const subgraph = buildSubgraph({
  name: 'documents',
  resolvers: [Queries, DocumentLinks, DeliveryLinks, OrganisationDocuments],
  referenceResolvers: {
    Document: ({ id }: { id: unknown }, request: DocumentsRequest) =>
      isIdentifier(id) ? request.loaders.document.load(id) : null,
    Organisation: asReferred,
  },
});
