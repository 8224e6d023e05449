import { Label } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { QualityDimension } from './enums.js';

@ObjectType({
  description: 'How many records of an organisation pass every check of one dimension that applies to them.',
})
@Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
export class QualityScore {
  @Field(() => QualityDimension, { nullable: true, description: 'The dimension.' })
  dimension!: keyof typeof QualityDimension;

  @Field(() => Int, {
    nullable: true,
    description: 'Records that pass; null where none is applicable or the number would single out fewer than 10.',
  })
  passed!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Records to which a check of the dimension applies; null where the number would single out fewer than 10.',
  })
  applicable!: number | null;
}
