import { Key, Label } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** The register's entity, by its key: what it is, the organisations subgraph says. */
@ObjectType({ description: 'An organisation of the register.' })
@Key('id')
@Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'BTCTW')
export class Organisation {
  @Field(() => ID, { description: 'Id in the register.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
  id!: string;
}
