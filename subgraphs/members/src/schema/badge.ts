import { DateScalar, Label } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A badge for years of membership.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'BTCTW')
export class Badge {
  @Field(() => Int, { nullable: true, description: 'Years of membership it is for: 30, 40, 45 …' })
  years!: number;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the award.' })
  awardedOn!: string;

  @Field(() => String, { nullable: true, description: 'Number of the badge.' })
  number!: string;
}
