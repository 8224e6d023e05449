import { Field, Int, ObjectType } from 'type-graphql';
import { ApprovalAnswer, Evidence } from './page.js';

@ObjectType({ description: 'One detail that was sealed for a record, opened.' })
export class OpenedDetail {
  @Field(() => Int, {
    description: 'The leaf that has the commitment: the record’s own, or of a definition that it stands on.',
  })
  index!: number;
  @Field(() => String, { description: 'Its path: arguments, case, client.' })
  path!: string;
  @Field(() => String, { description: 'The commitment in the leaf, base64url.' })
  commitment!: string;
  @Field(() => Boolean, {
    description:
      'Whether path, value and blind give the commitment: base64url(HMAC-SHA-256(blind, "audit/v1" ‖ 0 ‖ path ‖ 0 ‖ value)). What does not is not shown.',
  })
  proven!: boolean;
  @Field(() => String, { nullable: true, description: 'The value, as canonical JSON (RFC 8785).' })
  value!: string | null;
  @Field(() => String, { nullable: true, description: 'The blind, base64url.' })
  blind!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why it stays shut: ERASED, CHANGED or LOST; to an auditor of one line SHUT.',
  })
  because!: string | null;
  @Field(() => String, { nullable: true, description: 'The same in a sentence.' })
  says!: string | null;
}

@ObjectType({ description: 'What was sealed for a record, opened; or why it is not.' })
export class OpenedAnswer extends ApprovalAnswer {
  @Field(() => [OpenedDetail], { description: 'Its details, in the order of the log.' })
  details!: OpenedDetail[];
}

@ObjectType({ description: 'Evidence of a record with what was opened of it; or why there is none.' })
export class OpenedEvidence extends ApprovalAnswer {
  @Field(() => Evidence, {
    nullable: true,
    description: 'The evidence: a verifier holds each value against its commitment.',
  })
  evidence!: Evidence | null;
}
