import { Reads } from '@agency-graph/kit';
import { Field, ID, InputType } from 'type-graphql';
import { MemberStatus, TheoryLevel } from './enums.js';

@InputType({ description: 'Which members to give: those that meet every condition stated.' })
export class MemberFilter {
  @Field(() => ID, { nullable: true, description: 'Members of this cell.' })
  @Reads('Member.cell')
  cellId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Members of this organisation or of any below it.' })
  @Reads('Member.cell')
  under?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Members whose full name begins so; diacritics, case and repeated spaces do not matter.',
  })
  @Reads('Member.fullName')
  name?: string | null;

  @Field(() => MemberStatus, { nullable: true, description: 'Members of this status.' })
  @Reads('Member.status')
  status?: keyof typeof MemberStatus | null;

  @Field(() => String, { nullable: true, description: 'Members of this religion, by its code.' })
  @Reads('Member.religion')
  religion?: string | null;

  @Field(() => TheoryLevel, { nullable: true, description: 'Members of this level of political theory.' })
  @Reads('Member.theoryLevel')
  theoryLevel?: keyof typeof TheoryLevel | null;
}
