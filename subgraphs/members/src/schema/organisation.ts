import { Key, Label, Reads, type Connection } from '@agency-graph/kit';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, Int, ObjectType } from 'type-graphql';
import { pageArguments } from '../arguments.js';
import type { MembersRequest } from '../members-request.js';
import { propertiesOf } from '../member-row.js';
import { selectedFields } from '../selection.js';
import { CountBucket } from './count-bucket.js';
import { MemberGroup } from './enums.js';
import { Open } from './labels.js';
import { MemberConnection } from './member-connection.js';
import { MemberFilter } from './member-filter.js';
import type { Member } from './member.js';
import { QualityScore } from './quality-score.js';

/** What refers to an organisation: its key. */
export type OrganisationKey = Pick<Organisation, 'id'>;

/**
 * The register's entity, by its key, with what this agency knows of it. The fields are methods of the class because
 * type-graphql drops directives on the arguments of a separate resolver's.
 */
@ObjectType({ description: 'An organisation of the register.' })
@Key('id')
@Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'BTCTW')
export class Organisation {
  @Field(() => ID, { description: 'Id in the register.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  id!: string;

  @Field(() => MemberConnection, {
    nullable: true,
    description: 'Members of the organisation and of all below it, by name without diacritics.',
  })
  @Open('ON_REQUEST', 'BASIC')
  members(
    @Ctx() { loaders }: MembersRequest,
    @Reads()
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    first: number | null,
    @Reads()
    @Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' })
    after: string | null,
    @Reads()
    @Arg('filter', () => MemberFilter, { nullable: true, description: 'Which of them.' })
    filter: MemberFilter | null,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<Member>> {
    const properties = propertiesOf(selectedFields(info, 'Member', ['nodes']));
    return loaders.membersOf({ args: pageArguments({ filter, first, after }), properties }).load(this.id);
  }

  @Field(() => [CountBucket], {
    nullable: true,
    description: 'How many members of the organisation and of all below it share a value, archived records included.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  memberStats(
    @Ctx() { loaders }: MembersRequest,
    @Reads()
    @Arg('by', () => MemberGroup, { description: 'What to count by.' })
    by: keyof typeof MemberGroup,
  ): Promise<readonly CountBucket[]> {
    return loaders.memberStats(by).load(this.id);
  }

  @Field(() => [QualityScore], {
    nullable: true,
    description: 'Quality of the records of the organisation and of all below it, by dimension.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  dataQuality(@Ctx() { loaders }: MembersRequest): Promise<readonly QualityScore[]> {
    return loaders.dataQuality.load(this.id);
  }
}
