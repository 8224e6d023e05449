import { Key, Label } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The register's entity, by its key; the fields added here are in `organisation-documents.ts`. */
@ObjectType({ description: 'A body of the political system, from the Centre to a Party cell.' })
@Key('id')
export class Organisation {
  @Field(() => ID, { description: 'Id of the body; it stays when the body moves or is merged.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  id!: string;
}
