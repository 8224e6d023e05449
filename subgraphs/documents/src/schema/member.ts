import { Label, StubKey } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The members subgraph's entity, by its key. A reference is no licence to read the member. */
@ObjectType({ description: 'A member of the Party.' })
@StubKey('id')
export class Member {
  @Field(() => ID, { description: 'Opaque id of the member.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'BTCTW')
  id!: string;
}
