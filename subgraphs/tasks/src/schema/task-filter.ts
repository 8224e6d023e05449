import { DateScalar, Reads } from '@agency-graph/kit';
import { Field, ID, InputType } from 'type-graphql';
import type { TimelinessValue } from '../timeliness.js';
import { TaskStatus } from './enums.js';
import { Timeliness } from './timeliness.js';

@InputType({ description: 'Which tasks to give: those that meet every condition stated.' })
export class TaskFilter {
  @Field(() => ID, { nullable: true, description: 'Tasks that rest on this document.' })
  @Reads('Task.basis')
  resolutionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Tasks led by this organisation itself.' })
  @Reads('Task.leadOrg')
  leadOrgId?: string | null;

  @Field(() => TaskStatus, { nullable: true, description: 'Tasks that stand here.' })
  @Reads('Task.status')
  status?: keyof typeof TaskStatus | null;

  @Field(() => Timeliness, { nullable: true, description: 'Tasks that stand so against their due day.' })
  @Reads('Task.timeliness')
  timeliness?: TimelinessValue | null;

  @Field(() => DateScalar, { nullable: true, description: 'Tasks due earlier than this day.' })
  @Reads('Task.dueOn')
  dueBefore?: string | null;
}
