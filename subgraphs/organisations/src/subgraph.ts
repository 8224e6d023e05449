import { buildSubgraph, isId } from '@agency-graph/kit';
import type { OrganisationsRequest } from './organisations-request.js';
import { AdminUnitLinks } from './schema/admin-unit-links.js';
import { OrganisationLinks } from './schema/organisation-links.js';
import { OrganisationsQuery } from './schema/query.js';

/** The organisations register as a subgraph. */
export const subgraph = buildSubgraph({
  name: 'organisations',
  resolvers: [OrganisationsQuery, OrganisationLinks, AdminUnitLinks],
  referenceResolvers: {
    Organisation: ({ id }: { id: unknown }, request: OrganisationsRequest) =>
      isId(id) ? request.loaders.organisation.load(id) : null,
    AdminUnit: ({ code }: { code: unknown }, request: OrganisationsRequest) =>
      isId(code) ? request.loaders.adminUnit.load(code) : null,
  },
});
