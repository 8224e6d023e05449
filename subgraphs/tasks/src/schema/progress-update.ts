import { DateTimeScalar, Label } from '@agency-graph/kit';
import { Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { ProgressUpdateRow } from '../nested.js';
import { Member } from './member.js';
import { Organisation } from './organisation.js';

@ObjectType({ description: 'One report on the progress of a task.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'LEAD')
export class ProgressUpdate {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the report was made.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  at!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the author, as kept on the report: no licence to read the member.',
  })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'LEAD')
  authorName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Progress of the task by this report, 0 to 100 percent.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  progressPct!: number;

  @Field(() => String, { nullable: true, description: 'What was done, in words.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  note!: string;
}

@Resolver(() => ProgressUpdate)
export class ProgressUpdateLinks {
  @FieldResolver(() => Organisation, { nullable: true, description: 'The agency that made the report.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  byOrg(@Root() update: ProgressUpdateRow): Organisation {
    return { id: update.byOrgId };
  }

  @FieldResolver(() => Member, { nullable: true, description: 'The person who made the report.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'LEAD')
  author(@Root() update: ProgressUpdateRow): Member | null {
    return update.authorId === null ? null : { id: update.authorId };
  }
}
