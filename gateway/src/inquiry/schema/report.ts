import { DateTimeScalar } from '@agency-graph/kit';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { LOG_BEGINS, NAMES_UNKNOWN, OF_LOG } from './said-of-question.js';

@ObjectType({ description: 'How fields of a steward were used by one organisation, for one purpose, on one basis.' })
export class UsageLine {
  @Field(() => ID, { description: 'The organisation that acted.' })
  organisation!: string;
  @Field(() => ID, { nullable: true, description: 'The application that asked; null for people’s own accounts.' })
  application!: string | null;
  @Field(() => String, { nullable: true, description: 'The purpose declared.' })
  purpose!: string | null;
  @Field(() => String, { nullable: true, description: 'The agreement used, id/version.' })
  agreement!: string | null;
  @Field(() => Int, { description: 'Requests that were given something.' })
  calls!: number;
  @Field(() => Int, {
    description:
      'Distinct subjects; a person counts once a month (UTC), and so does a thing that an application asked for.',
  })
  subjects!: number;
  @Field(() => DateTimeScalar, { description: 'The last of them.' })
  last!: string;
}

@ObjectType({ description: 'How fields of a steward were used, most used first.' })
export class UsageReport {
  @Field(() => String, { description: OF_LOG })
  origin!: string;
  @Field(() => [UsageLine], { description: 'By organisation, application, purpose and agreement.' })
  lines!: UsageLine[];
  @Field(() => Boolean, { description: 'Whether these are all accesses; else the newest.' })
  all!: boolean;
  @Field(() => String, { nullable: true, description: NAMES_UNKNOWN })
  unknown!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: LOG_BEGINS })
  begins!: string | null;
}

@ObjectType({ description: 'How much one account did, beside its usual and its peers.' })
export class VolumeLine {
  @Field(() => ID, {
    description:
      'The account; where the organisation has none of it any more its blind token, another one each month (UTC).',
  })
  account!: string;
  @Field(() => Int, { description: 'Records of the period, up to now where it is not over.' })
  records!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Its mean over the periods before, of the same length (so far, where the period is not over): up to four, of which the log has everything. Null where it has all of none. Of what is named by a blind token only the month of that is known.',
  })
  usual!: number | null;
  @Field(() => Float, { description: 'Median of the other accounts of its organisation in the period.' })
  peers!: number;
  @Field(() => DateTimeScalar, { description: 'The last of its records.' })
  last!: string;
}

@ObjectType({ description: 'How much accounts of an organisation did, who did most beyond their usual first.' })
export class VolumeReport {
  @Field(() => String, { description: OF_LOG })
  origin!: string;
  @Field(() => [VolumeLine], { description: 'By account.' })
  volumes!: VolumeLine[];
  @Field(() => Boolean, { description: 'Whether everything was counted; else the newest.' })
  all!: boolean;
  @Field(() => String, { nullable: true, description: NAMES_UNKNOWN })
  unknown!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: LOG_BEGINS })
  begins!: string | null;
}
