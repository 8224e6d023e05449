import { Label } from '@agency-graph/kit';
import { Field, ObjectType } from 'type-graphql';
import { MemberStatus } from './enums.js';

@ObjectType({ description: 'Answer of a verification; no match, a refused record and a classified one look alike.' })
@Label('UNCLASSIFIED', 'ON_REQUEST', 'SENSITIVE', 'BTCTW')
export class Verification {
  @Field(() => Boolean, { nullable: true, description: 'Whether one record has all three values.' })
  matched!: boolean;

  @Field(() => MemberStatus, { nullable: true, description: 'Its status; null without a match.' })
  status!: keyof typeof MemberStatus | null;
}
