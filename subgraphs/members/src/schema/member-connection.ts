import { PageInfo } from '@agency-graph/kit';
import { Field, ObjectType } from 'type-graphql';
import { Open } from './labels.js';
import { Member } from './member.js';

/** Its two fields have grades of their own: a list of members says more than where it ends. */
@ObjectType({ description: 'A page of members.' })
@Open('ON_REQUEST', 'BASIC')
export class MemberConnection {
  @Field(() => [Member], { nullable: true, description: 'The members of this page that you may see.' })
  nodes!: readonly Member[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  @Open('ON_REQUEST', 'NONE')
  pageInfo!: PageInfo;
}
