import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'One record, by its type and id.' })
export class RecordRef {
  @Field(() => String, { description: 'Its type in the graph, e.g. Member.' })
  type!: string;
  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

@InputType({ description: 'A value by which somebody was looked for, whether or not anything matched.' })
export class Sought {
  @Field(() => String, { description: 'The field that the value is of, e.g. Member.nationalId.' })
  field!: string;
  @Field(() => String, { description: 'The value. It is compared blind and kept nowhere.' })
  value!: string;
}

@InputType({ description: 'What to ask the log by: exactly one of these.' })
export class Ask {
  @Field(() => RecordRef, { nullable: true, description: 'A person of whom there is a record. Needs Access-Case.' })
  subject?: RecordRef | null;
  @Field(() => Sought, { nullable: true, description: 'A value that was searched for. Needs Access-Case.' })
  sought?: Sought | null;
  @Field(() => ID, { nullable: true, description: 'An account that acted.' })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: 'A person for whom an application acted. Needs Access-Case.' })
  person?: string | null;
  @Field(() => String, { nullable: true, description: 'The case that accesses were made for.' })
  case?: string | null;
  @Field(() => RecordRef, {
    nullable: true,
    description:
      'A record: a task, a document. One that stands for a person, today or in the log, or may, for nobody knows its type, is answered as by `subject`: needs Access-Case.',
  })
  record?: RecordRef | null;
  @Field(() => ID, { nullable: true, description: 'The organisation whose accounts acted.' })
  organisation?: string | null;
  @Field(() => String, { nullable: true, description: 'The agency, or source, whose data were accessed.' })
  agency?: string | null;
  @Field(() => String, { nullable: true, description: 'The agreement used: its id, or id/version.' })
  agreement?: string | null;
  @Field(() => String, { nullable: true, description: 'The purpose declared.' })
  purpose?: string | null;
  @Field(() => String, { nullable: true, description: 'The field accessed, Type.field.' })
  field?: string | null;
  @Field(() => String, { nullable: true, description: 'The operation: its name, or hash.' })
  operation?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'What was asked for and not given.' })
  denials?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'What a person should look at.' })
  alarms?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Everything, newest first.' })
  everything?: boolean | null;
}
