import { DateTimeScalar } from '@agency-graph/kit';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Where a record stands in the log: enough to ask for its proof.' })
export class LeafRef {
  @Field(() => String, { description: 'Name of the log.' })
  origin!: string;
  @Field(() => Int, { description: 'Index of the record.' })
  index!: number;
  @Field(() => String, { description: 'Hash of the record, base64: the receipt that the client got names the same.' })
  hash!: string;
}

@ObjectType({ description: 'Who acted.' })
export class Actor {
  @Field(() => ID, { nullable: true, description: 'The account; null where the directory has none of this token.' })
  account!: string | null;
  @Field(() => String, { description: 'Its blind token, as the record has it.' })
  token!: string;
  @Field(() => Boolean, { description: 'Whether it is an application.' })
  application!: boolean;
  @Field(() => String, { nullable: true, description: 'Blind token of the person an application acted for.' })
  person!: string | null;
  @Field(() => ID, { description: 'The organisation that it acted for.' })
  organisation!: string;
  @Field(() => [String], { description: 'What it does for that organisation.' })
  functions!: string[];
  @Field(() => String, { description: 'The network it came in by.' })
  zone!: string;
}

@ObjectType({ description: 'Fields of records that one rule gave or refused.' })
export class AccessLine {
  @Field(() => String, { description: 'The agency whose data it is.' })
  agency!: string;
  @Field(() => String, { description: 'Where it was asked for.' })
  source!: string;
  @Field(() => String, { description: 'Type of the records.' })
  type!: string;
  @Field(() => [String], { description: 'Fields.' })
  fields!: string[];
  @Field(() => String, { description: 'allow, deny, mask, not_found or error.' })
  effect!: string;
  @Field(() => String, { description: 'The rule that it stands on.' })
  rule!: string;
  @Field(() => String, { nullable: true, description: 'The agreement used, id/version.' })
  agreement!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was not given.' })
  reason!: string | null;
  @Field(() => [String], { description: 'Ids of things, blind tokens of persons.' })
  records!: string[];
  @Field(() => Int, { description: 'How many objects.' })
  n!: number;
}

@ObjectType({ description: 'One record of the log, read from its leaf.' })
export class AccessRecord {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;
  @Field(() => String, { description: 'outcome, denied, write, alarm and so on.' })
  kind!: string;
  @Field(() => LeafRef, { description: 'Where it stands.' })
  leaf!: LeafRef;
  @Field(() => Actor, { nullable: true, description: 'Who acted; null where nobody was known.' })
  who!: Actor | null;
  @Field(() => String, { nullable: true, description: 'The purpose declared.' })
  purpose!: string | null;
  @Field(() => String, { nullable: true, description: 'Version of the policy that decided.' })
  policy!: string | null;
  @Field(() => String, { nullable: true, description: 'Incident of the emergency that it was made under.' })
  emergency!: string | null;
  @Field(() => String, { nullable: true, description: 'Trace id of the request.' })
  trace!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the operation.' })
  operation!: string | null;
  @Field(() => String, { nullable: true, description: 'Its hash.' })
  operationHash!: string | null;
  @Field(() => String, { nullable: true, description: 'Its text, without the values that stood in it.' })
  operationText!: string | null;
  @Field(() => [String], {
    description: 'Arguments that named whom or what was asked for, whether or not it was found.',
  })
  asked!: string[];
  @Field(() => String, { nullable: true, description: 'Why the request was turned away as a whole.' })
  code!: string | null;
  @Field(() => [AccessLine], { description: 'What was given and what was not.' })
  lines!: AccessLine[];
  @Field(() => String, { nullable: true, description: 'What else it says, of a record that is about no fields.' })
  says!: string | null;
  @Field(() => [String], { description: 'What about it a person should look at.' })
  alarms!: string[];
}
