import { asReferredById, buildSubgraph, type ReferenceResolver } from '@agency-graph/kit';
import type { GraphQLResolveInfo } from 'graphql';
import { isId } from './arguments.js';
import { propertiesOf } from './member-row.js';
import type { MembersRequest } from './members-request.js';
import { oncePerSelection, selectedFields } from './selection.js';
import { DisciplineLinks } from './schema/discipline-record.js';
import { MemberLinks } from './schema/member-links.js';
import { OrganisationMembers } from './schema/organisation-members.js';
import { QualityIssueDimension } from './schema/quality-issue.js';
import { MembersMutation } from './schema/mutation.js';
import { MembersQuery } from './schema/query.js';
import { TransferLinks } from './schema/transfer.js';

const referenceProperties = oncePerSelection((info) => propertiesOf(selectedFields(info, 'Member')));

/** graphql hands a third argument to what resolves references: the columns read are those selected. */
const memberReference = ((reference: { id?: unknown }, { loaders }: MembersRequest, info: GraphQLResolveInfo) =>
  isId(reference.id) ? loaders.member(referenceProperties(info)).load(reference.id) : null) as ReferenceResolver;

/** Party members as a subgraph. */
export const subgraph = buildSubgraph({
  name: 'members',
  resolvers: [
    MembersQuery,
    MembersMutation,
    MemberLinks,
    DisciplineLinks,
    TransferLinks,
    QualityIssueDimension,
    OrganisationMembers,
  ],
  referenceResolvers: {
    Member: memberReference,
    Organisation: asReferredById(isId),
  },
});
