import { Label, ListSize, type Connection } from '@agency-graph/kit';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { pageArguments } from '../arguments.js';
import { propertiesOf } from '../member-row.js';
import type { MembersRequest } from '../members-request.js';
import { oncePerSelection, selectedFields } from '../selection.js';
import { CountBucket } from './count-bucket.js';
import { MemberGroup } from './enums.js';
import { Open } from './labels.js';
import { MemberConnection } from './member-connection.js';
import { MemberFilter } from './member-filter.js';
import type { Member } from './member.js';
import { Organisation } from './organisation.js';
import { QualityScore } from './quality-score.js';
import { readsOf } from './reads-of.js';

const ReadsHere = readsOf(Organisation);
const propertiesIn = oncePerSelection((info) => propertiesOf(selectedFields(info, 'Member', ['nodes'])));

/** What this agency knows of an organisation. */
@Resolver(() => Organisation)
export class OrganisationMembers {
  @FieldResolver(() => MemberConnection, {
    nullable: true,
    description: 'Members of the organisation and of all below it, by name without diacritics.',
  })
  @Open('ON_REQUEST', 'BASIC')
  members(
    @Root() { id }: Organisation,
    @Ctx() { loaders }: MembersRequest,
    @Info() info: GraphQLResolveInfo,
    @ReadsHere()
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    first: number | null,
    @ReadsHere()
    @Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' })
    after: string | null,
    @ReadsHere()
    @Arg('filter', () => MemberFilter, { nullable: true, description: 'Which of them.' })
    filter: MemberFilter | null,
  ): Promise<Connection<Member>> {
    const args = pageArguments({ filter, first, after });
    return loaders.membersOf({ args, properties: propertiesIn(info) }).load(id);
  }

  @FieldResolver(() => [CountBucket], {
    nullable: true,
    description: 'How many members of the organisation and of all below it share a value, archived records included.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  @ListSize(10)
  memberStats(
    @Root() { id }: Organisation,
    @Ctx() { loaders }: MembersRequest,
    @ReadsHere() @Arg('by', () => MemberGroup, { description: 'What to count by.' }) by: keyof typeof MemberGroup,
  ): Promise<readonly CountBucket[]> {
    return loaders.memberStats(by).load(id);
  }

  @FieldResolver(() => [QualityScore], {
    nullable: true,
    description: 'Quality of the records of the organisation and of all below it, by dimension.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  @ListSize(10)
  dataQuality(@Root() { id }: Organisation, @Ctx() { loaders }: MembersRequest): Promise<readonly QualityScore[]> {
    return loaders.dataQuality.load(id);
  }
}
