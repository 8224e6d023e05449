import { Label } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Yearly rating of a member.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'SENSITIVE', 'BTCTW')
export class AnnualReview {
  @Field(() => Int, { nullable: true, description: 'Year rated.' })
  year!: number;

  @Field(() => String, { nullable: true, description: 'Rating given.' })
  rating!: string;
}
