import { DateTimeScalar } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { AccessRecord } from './access.js';
import { LOG_BEGINS, NAMES_UNKNOWN, OF_LOG, WAS_ERASED } from './said-of-question.js';

@ObjectType({ description: 'A row of the index that its leaf does not bear out. It is no finding.' })
export class ForgedRow {
  @Field(() => Int, { description: 'The leaf it points at.' })
  index!: number;
  @Field(() => String, { description: 'What is wrong with it.' })
  says!: string;
}

@ObjectType({
  description: 'Leaves of which the index does not hold what the log says: they were searched in the log.',
})
export class DistrustedLeaves {
  @Field(() => Int, { description: 'The first.' })
  from!: number;
  @Field(() => Int, { description: 'The one behind the last.' })
  to!: number;
}

@ObjectType({ description: 'How much of the log was searched.' })
export class Completeness {
  @Field(() => String, { description: 'Name of the log.' })
  origin!: string;
  @Field(() => Int, { description: 'Records of the log: all were searched, or what follows is behind the cursor.' })
  size!: number;
  @Field(() => Int, { description: 'Of these, the first so many by the index, the later ones in the log itself.' })
  indexed!: number;
  @Field(() => [DistrustedLeaves], { description: 'Where rows of the index were deleted, inserted or changed.' })
  distrusted!: DistrustedLeaves[];
}

@ObjectType({ description: 'A page of records, newest first.' })
export class AccessPage {
  @Field(() => [AccessRecord], { description: 'The records.' })
  nodes!: AccessRecord[];
  @Field(() => [ForgedRow], { description: 'Rows of the index that are not believed.' })
  forged!: ForgedRow[];
  @Field(() => Completeness, { description: 'How much was searched.' })
  searched!: Completeness;
  @Field(() => String, { nullable: true, description: 'For the next page; null on the last.' })
  endCursor!: string | null;
  @Field(() => String, { nullable: true, description: NAMES_UNKNOWN })
  unknown!: string | null;
  @Field(() => String, { nullable: true, description: WAS_ERASED })
  erased!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: LOG_BEGINS })
  begins!: string | null;
}

@ObjectType({ description: 'How many records have one value.' })
export class CountLine {
  @Field(() => String, {
    description:
      'The value; of accounts the blind token, another one each month (UTC). Days and months are those of +07:00.',
  })
  key!: string;
  @Field(() => Int, { description: 'Records.' })
  records!: number;
  @Field(() => Int, { description: 'Distinct subjects that these are about; a person counts once a month (UTC).' })
  subjects!: number;
  @Field(() => DateTimeScalar, { description: 'The last of them.' })
  last!: string;
}

@ObjectType({ description: 'Records counted by a value.' })
export class Counts {
  @Field(() => String, { description: OF_LOG })
  origin!: string;
  @Field(() => [CountLine], { description: 'By value.' })
  counts!: CountLine[];
  @Field(() => Int, { description: 'Records that were counted.' })
  of!: number;
  @Field(() => Boolean, { description: 'Whether these are all; else the newest.' })
  all!: boolean;
  @Field(() => String, { nullable: true, description: NAMES_UNKNOWN })
  unknown!: string | null;
  @Field(() => String, { nullable: true, description: WAS_ERASED })
  erased!: string | null;
}

@ObjectType({ description: 'A time in which the node gave no sign of life.' })
export class SilenceLine {
  @Field(() => DateTimeScalar, { description: 'Its last sign of life before.' })
  from!: string;
  @Field(() => DateTimeScalar, {
    description:
      'The first one after. Where it is earlier, the clock was set back meanwhile: how long it was is not known.',
  })
  to!: string;
  @Field(() => Boolean, { description: 'Whether it had said that it would stop.' })
  announced!: boolean;
  @Field(() => Int, { description: 'The record that ended it.' })
  index!: number;
}

@ObjectType({ description: 'What the log shows to be missing.' })
export class GapReport {
  @Field(() => String, { description: OF_LOG })
  origin!: string;
  @Field(() => [AccessRecord], {
    description:
      'Intents without outcomes: whether anything was disclosed is not known. An auditor of one line is told of those of that line.',
  })
  intents!: AccessRecord[];
  @Field(() => [SilenceLine], {
    nullable: true,
    description: 'Silences of the node; null for an auditor of one line, who is not told of them.',
  })
  silences!: SilenceLine[] | null;
  @Field(() => Int, { description: 'The first leaf that was looked at.' })
  from!: number;
  @Field(() => Int, { description: 'The one behind the last.' })
  to!: number;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the first of these that is of the period was recorded; null where none is.',
  })
  since!: string | null;
  @Field(() => Boolean, { description: 'Whether these are all that the log holds of the period.' })
  all!: boolean;
  @Field(() => Int, { description: 'Records that the log holds.' })
  size!: number;
  @Field(() => Int, { description: 'Records that the index holds.' })
  indexed!: number;
  @Field(() => String, { nullable: true, description: 'Why the index is not fed at present.' })
  indexProblem!: string | null;
  @Field(() => Boolean, { description: 'Whether the witnesses of the log answer; so too where it has none.' })
  witnessed!: boolean;
}

@ObjectType({ description: 'A record of which the sealed details are to be opened.' })
export class OpeningLine {
  @Field(() => String, { description: 'Name of its log.' })
  origin!: string;
  @Field(() => Int, { description: 'Its index.' })
  index!: number;
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@ObjectType({
  description: 'A request to ask about more persons under a case, or to open what is sealed for a record.',
})
export class ApprovalLine {
  @Field(() => String, { description: 'Its id.' })
  id!: string;
  @Field(() => String, { description: 'The case.' })
  caseReference!: string;
  @Field(() => OpeningLine, {
    nullable: true,
    description: 'What is to be opened; null where more persons are asked about.',
  })
  opens!: OpeningLine | null;
  @Field(() => String, { description: 'Account that asked.' })
  askedBy!: string;
  @Field(() => String, { description: 'Organisation of that account.' })
  askedOrganisation!: string;
  @Field(() => String, { description: 'ASKED, LAPSED, IN_FORCE or ENDED.' })
  state!: string;
  @Field(() => DateTimeScalar, { description: 'When it is of no use any more, unless it was approved.' })
  lapsesAt!: string;
  @Field(() => String, { nullable: true, description: 'Account that approved it.' })
  approvedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the approval ends.' })
  endsAt!: string | null;
}

@ObjectType({ description: 'What came of an approval.' })
export class ApprovalAnswer {
  @Field(() => Boolean, { description: 'Whether it was done.' })
  done!: boolean;
  @Field(() => String, { nullable: true, description: 'Why it was not.' })
  because!: string | null;
  @Field(() => String, { nullable: true, description: 'The same in a sentence.' })
  says!: string | null;
  @Field(() => ApprovalLine, { nullable: true, description: 'What it is about.' })
  approval!: ApprovalLine | null;
}

@ObjectType({ description: 'Evidence: one file that anybody can verify offline.' })
export class Evidence {
  @Field(() => String, { description: 'The file (tar), base64.' })
  file!: string;
  @Field(() => String, { description: 'Its SHA-256, base64url, as the record of this export has it.' })
  sha256!: string;
  @Field(() => Int, { description: 'Records in it, those that others refer to among them.' })
  records!: number;
  @Field(() => Boolean, { description: 'Whether every answer to the question is in it; else the newest.' })
  all!: boolean;
  @Field(() => String, { nullable: true, description: NAMES_UNKNOWN })
  unknown!: string | null;
  @Field(() => String, { nullable: true, description: WAS_ERASED })
  erased!: string | null;
}
