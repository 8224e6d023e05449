import { Field, ObjectType } from 'type-graphql';
import { NAMES_UNKNOWN, OF_LOG, WAS_ERASED } from './said-of-question.js';

@ObjectType({ description: 'Under what a subject, account or case stands in the records of one month.' })
export class MonthToken {
  @Field(() => String, { description: 'The month (UTC), e.g. 2026-03.' })
  month!: string;
  @Field(() => String, { description: 'The blind token.' })
  token!: string;
}

@ObjectType({
  description: 'Blind tokens: with them a verifier says which records of a log name somebody, and that no others do.',
})
export class DisclosedTokens {
  @Field(() => String, { description: OF_LOG })
  origin!: string;
  @Field(() => [MonthToken], {
    description: 'Of each month of the period that the log has records of, but those that ended before an erasure.',
  })
  tokens!: MonthToken[];
  @Field(() => String, { nullable: true, description: NAMES_UNKNOWN })
  unknown!: string | null;
  @Field(() => String, { nullable: true, description: WAS_ERASED })
  erased!: string | null;
}
