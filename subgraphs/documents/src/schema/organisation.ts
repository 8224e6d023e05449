import { Key, Label } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The register's entity, by its key; the fields added here are in `organisation-documents.ts`. */
@ObjectType({ description: 'An organisation of the register.' })
@Key('id')
export class Organisation {
  @Field(() => ID, { description: 'Id in the register.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  id!: string;
}
