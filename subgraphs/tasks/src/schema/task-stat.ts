import { Label } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'How many tasks that you may see share a value.' })
@Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
export class TaskStat {
  @Field(() => String, { nullable: true, description: 'The shared value: an id or the name of an enum value.' })
  key!: string;

  @Field(() => Int, { nullable: true, description: 'Number of tasks.' })
  count!: number;
}
