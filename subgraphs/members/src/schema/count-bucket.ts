import { Label } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'How many members share a value. Counts below 10, and as many more as it takes to hide them, are null and suppressed.',
})
@Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW')
export class CountBucket {
  @Field(() => String, { nullable: true, description: 'The value counted.' })
  key!: string;

  @Field(() => Int, { nullable: true, description: 'How many; null where suppressed.' })
  count!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the count is kept back.' })
  suppressed!: boolean;
}
