import { DateScalar, Inaccessible, Key, Label, RowLabelled } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { FeedbackKind, FeedbackStatus, SubmitterKind } from './enums.js';

/** An opinion as the table keeps it; the fields that lead to other rows are in `feedback-item-links.ts`. */
@ObjectType({ description: 'An opinion of a citizen or a business on carrying out a resolution.' })
@Key('id')
@RowLabelled({ scopes: ['rowHandlerPath'] })
@Label('UNCLASSIFIED', 'INTERNAL', 'SENSITIVE', 'VPTW')
export class FeedbackItem {
  @Field(() => ID, { description: 'Id of the opinion.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  id!: string;

  @Field(() => FeedbackKind, { nullable: true, description: 'What the opinion is.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  kind!: keyof typeof FeedbackKind;

  @Field(() => SubmitterKind, { nullable: true, description: 'What sort of sender it came from.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  submitterKind!: keyof typeof SubmitterKind;

  @Field(() => String, { nullable: true, description: 'Name of the sender.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'VPTW')
  submitterName!: string;

  @Field(() => String, { nullable: true, description: 'How to reach the sender.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'SENSITIVE', 'VPTW')
  submitterContact!: string;

  @Field(() => String, { nullable: true, description: 'What it is about, in one line.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'VPTW')
  subject!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The words of the sender: free text, may hold personal data and political opinion.',
  })
  @Label('UNCLASSIFIED', 'INTERNAL', 'SENSITIVE', 'VPTW')
  content!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it arrived.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  receivedOn!: string;

  @Field(() => FeedbackStatus, { nullable: true, description: 'Where it stands.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  status!: keyof typeof FeedbackStatus;

  @Field(() => String, { nullable: true, description: 'The answer to the sender; null until answered.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'VPTW')
  reply!: string | null;

  @Field(() => String, { nullable: true, description: 'The answer as published; null where none was published.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  publicReply!: string | null;

  @Field(() => String, { nullable: true, description: "Row label: the handling agency's path in the register." })
  @Inaccessible()
  rowHandlerPath!: string;
}
