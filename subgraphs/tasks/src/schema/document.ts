import { Label, Key } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The documents subgraph's entity, by its key. */
@ObjectType({ description: 'An official document.' })
@Key('id')
export class Document {
  @Field(() => ID, { description: 'Id of the document.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'ISSUER')
  id!: string;
}
