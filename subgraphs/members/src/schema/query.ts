import { DateScalar, Reads, type Connection } from '@agency-graph/kit';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Query, Resolver } from 'type-graphql';
import { idOf, pageArguments, verificationOf } from '../arguments.js';
import { propertiesOf } from '../member-row.js';
import { memberPage, verifyMember } from '../queries.js';
import { selectedFields } from '../selection.js';
import type { MembersRequest } from '../members-request.js';
import { Open } from './labels.js';
import { MemberConnection } from './member-connection.js';
import { MemberFilter } from './member-filter.js';
import { Member } from './member.js';
import { Verification } from './verification.js';

const propertiesIn = (info: GraphQLResolveInfo, way?: readonly string[]): readonly string[] =>
  propertiesOf(selectedFields(info, 'Member', way));

/** The ways in. */
@Resolver()
export class MembersQuery {
  @Query(() => Member, { nullable: true, description: 'Your own record; null where your account is no member.' })
  @Open('INTERNAL', 'BASIC')
  me(@Ctx() { agency, loaders }: MembersRequest, @Info() info: GraphQLResolveInfo): Promise<Member | null> | null {
    return agency.mem === undefined ? null : loaders.member(propertiesIn(info)).load(agency.mem);
  }

  @Query(() => Member, { nullable: true, description: 'One member; null where you may see none of this id.' })
  @Open('ON_REQUEST', 'BASIC')
  member(
    @Ctx() { loaders }: MembersRequest,
    @Reads() @Arg('id', () => ID, { description: 'Id of the member.' }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Member | null> {
    return loaders.member(propertiesIn(info)).load(idOf('id', id));
  }

  @Query(() => MemberConnection, { nullable: true, description: 'Members by name without diacritics.' })
  @Open('ON_REQUEST', 'BASIC')
  members(
    @Ctx() request: MembersRequest,
    @Reads() @Arg('filter', () => MemberFilter, { description: 'Which of them.' }) filter: MemberFilter,
    @Reads()
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    first: number | null,
    @Reads()
    @Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' })
    after: string | null,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<Member>> {
    return memberPage(request, pageArguments({ filter, first, after }), propertiesIn(info, ['nodes']));
  }

  @Query(() => Verification, {
    nullable: true,
    description: 'Whether a person is a member: yes or no and the status. Give the values in variables.',
  })
  @Open('ON_REQUEST', 'SENSITIVE')
  verifyMember(
    @Ctx() request: MembersRequest,
    @Reads() @Arg('nationalId', () => String, { description: 'National ID number, all of it.' }) nationalId: string,
    @Reads()
    @Arg('fullName', () => String, { description: 'Full name; diacritics, case and repeated spaces do not matter.' })
    fullName: string,
    @Reads() @Arg('dateOfBirth', () => DateScalar, { description: 'Day of birth.' }) dateOfBirth: string,
  ): Promise<Verification> {
    return verifyMember(request, verificationOf({ nationalId, fullName, dateOfBirth }));
  }
}
