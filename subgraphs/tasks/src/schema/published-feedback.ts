import { DateScalar, Label } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { FeedbackKind, FeedbackStatus } from './enums.js';

/** A type of its own rather than a view of `FeedbackItem`, so that no later field of that one becomes public unseen. */
@ObjectType({ description: 'What the public may see of an opinion, and nothing else.' })
@Label('UNCLASSIFIED', 'OPEN', 'NONE', 'VPTW')
export class PublishedFeedback {
  @Field(() => ID, { description: 'Id of the opinion.' })
  id!: string;

  @Field(() => FeedbackKind, { nullable: true, description: 'What the opinion is.' })
  kind!: keyof typeof FeedbackKind;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it arrived.' })
  receivedOn!: string;

  @Field(() => FeedbackStatus, { nullable: true, description: 'Where it stands.' })
  status!: keyof typeof FeedbackStatus;

  @Field(() => String, { nullable: true, description: 'The answer as published.' })
  publicReply!: string;
}
