import { First, Label, ListSize, pageSize } from '@agency-graph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { IndicatorRow, ProgressUpdateRow } from '../nested.js';
import type { FeedbackRow, TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { Document } from './document.js';
import { FeedbackItem } from './feedback-item.js';
import { Indicator } from './indicator.js';
import { Member } from './member.js';
import { Organisation } from './organisation.js';
import { ProgressUpdate } from './progress-update.js';
import { Task } from './task.js';

@Resolver(() => Task)
export class TaskLinks {
  @FieldResolver(() => Document, { nullable: true, description: 'The document that assigns the task.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  basis(@Root() task: TaskRow): Document {
    return { id: task.basisId };
  }

  @FieldResolver(() => Organisation, { nullable: true, description: 'The agency that answers for the task.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  leadOrg(@Root() task: TaskRow): Organisation {
    return { id: task.leadOrgId };
  }

  @FieldResolver(() => [Organisation], { nullable: true, description: 'The agencies that take part.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  @ListSize(5)
  coOrgs(@Root() task: TaskRow): Organisation[] {
    return task.coOrgIds.map((id) => ({ id }));
  }

  @FieldResolver(() => Member, { nullable: true, description: 'The person responsible.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'LEAD')
  responsible(@Root() task: TaskRow): Member {
    return { id: task.responsibleId };
  }

  @FieldResolver(() => [Document], { nullable: true, description: 'The documents that the task brought forth.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  @ListSize(2)
  products(@Root() task: TaskRow): Document[] {
    return task.productIds.map((id) => ({ id }));
  }

  @FieldResolver(() => [Indicator], { nullable: true, description: 'The figures by which the result is measured.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  @ListSize(3)
  indicators(@Root() task: TaskRow, @Ctx() request: TasksRequest): Promise<IndicatorRow[]> {
    return request.loaders.indicators.load(task.id);
  }

  @FieldResolver(() => [ProgressUpdate], { nullable: true, description: 'Reports on the progress, newest first.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  updates(
    @Root() task: TaskRow,
    @Ctx() request: TasksRequest,
    @First() first: number | null,
  ): Promise<ProgressUpdateRow[]> {
    return request.loaders.updates(pageSize(first)).load(task.id);
  }

  @FieldResolver(() => [FeedbackItem], { nullable: true, description: 'Opinions on the task, newest first.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'VPTW')
  feedback(@Root() task: TaskRow, @Ctx() request: TasksRequest, @First() first: number | null): Promise<FeedbackRow[]> {
    return request.loaders.feedbackOfTask(pageSize(first)).load(task.id);
  }
}
