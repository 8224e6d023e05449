import { Reads } from '@agency-graph/kit';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import { idOf } from '../arguments.js';
import { requestCorrection, stewardOf } from '../corrections.js';
import { propertiesOf } from '../member-row.js';
import type { MembersRequest } from '../members-request.js';
import { selectedFields } from '../selection.js';
import { Open } from './labels.js';
import { Member } from './member.js';

@Resolver()
export class MembersMutation {
  @Mutation(() => Member, {
    nullable: true,
    description:
      'Asks the steward of a field to correct it, and changes no value; null where you may ask for no member of this id.',
  })
  @Open('INTERNAL', 'BASIC')
  async requestCorrection(
    @Ctx() request: MembersRequest,
    @Reads() @Arg('member', () => ID, { description: 'Id of the member.' }) member: string,
    @Reads() @Arg('field', () => String, { description: 'Name of the field, e.g. hometownRaw.' }) field: string,
    @Reads() @Arg('reason', () => String, { description: 'What is wrong, and how that is known.' }) reason: string,
    @Reads()
    @Arg('idempotencyKey', () => ID, {
      description: 'A key of your own for this request: sent again with the same input it changes nothing more.',
    })
    idempotencyKey: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Member | null> {
    const steward = stewardOf(info.schema, field);
    const asked = { member: idOf('member', member), field, reason, idempotencyKey };
    const id = await requestCorrection(request, steward, asked);
    return id === null ? null : request.loaders.member(propertiesOf(selectedFields(info, 'Member'))).load(id);
  }
}
