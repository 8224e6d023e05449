import { Label, StubKey } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The organisations subgraph's entity, by its key alone. */
@ObjectType({ description: 'An administrative unit.' })
@StubKey('code')
export class AdminUnit {
  @Field(() => ID, { description: 'Code of the unit.' })
  @Label('UNCLASSIFIED', 'OPEN', 'NONE', 'MOHA')
  code!: string;
}

/** The documents subgraph's entity, by its key alone: a reference is no licence to read the document. */
@ObjectType({ description: 'A document.' })
@StubKey('id')
export class Document {
  @Field(() => ID, { description: 'Id of the document.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'ISSUER')
  id!: string;
}
