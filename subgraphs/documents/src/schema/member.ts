import { Label, StubKey } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The members subgraph's entity, by its key. A reference is no licence to read the member. */
@ObjectType({ description: 'A member of the Party.' })
@StubKey('id')
export class Member {
  @Field(() => ID, { description: 'Opaque id; never derived from the national ID or the card number.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'BTCTW')
  id!: string;
}
