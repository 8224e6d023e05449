import { Label } from '@agency-graph/kit';
import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A figure by which the result of a task is measured.' })
@Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
export class Indicator {
  @Field(() => String, { nullable: true, description: 'What is measured.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Unit of `target` and `actual`.' })
  unit!: string;

  @Field(() => Float, { nullable: true, description: 'The figure to be reached.' })
  target!: number;

  @Field(() => Float, { nullable: true, description: 'The figure reached so far; null where none was reported.' })
  actual!: number | null;
}
