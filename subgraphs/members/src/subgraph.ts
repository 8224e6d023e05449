import { buildSubgraph, type Subgraph } from '@agency-graph/kit';
import { isId } from './arguments.js';
import type { MembersRequest } from './members-request.js';
import { DisciplineLinks } from './schema/discipline-record.js';
import { MemberLinks } from './schema/member-links.js';
import { QualityIssueDimension } from './schema/quality-issue.js';
import { MembersQuery } from './schema/query.js';
import { TransferLinks } from './schema/transfer.js';

/** The members subgraph: schema and SDL. */
export const membersSubgraph: Subgraph = buildSubgraph({
  name: 'members',
  resolvers: [MembersQuery, MemberLinks, DisciplineLinks, TransferLinks, QualityIssueDimension],
  referenceResolvers: {
    Member: ({ id }: { id?: unknown }, { loaders }: MembersRequest) => (isId(id) ? loaders.member.load(id) : null),
    Organisation: ({ id }: { id?: unknown }) => (isId(id) ? { id } : null),
  },
});
