import { After, First, idOf, Label, ListSize, pageSize, Reads, type Connection } from '@agency-graph/kit';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { filterOf } from '../filter.js';
import {
  publishedFeedback,
  taskPage,
  taskStats,
  type FeedbackRow,
  type PublishedFeedbackRow,
  type TaskRow,
  type TaskStatRow,
} from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { TaskGroup } from './enums.js';
import { FeedbackItem } from './feedback-item.js';
import { PublishedFeedback } from './published-feedback.js';
import { TaskFilter } from './task-filter.js';
import { TaskStat } from './task-stat.js';
import { Task, TaskConnection } from './task.js';

/** The ways in. */
@Resolver()
export class TasksQuery {
  @Query(() => Task, { nullable: true, description: 'One task; null where you may see none of this id.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  task(
    @Ctx() request: TasksRequest,
    @Reads() @Arg('id', () => ID, { description: 'Id of the task.' }) id: string,
  ): Promise<TaskRow | null> {
    return request.loaders.task.load(idOf('id', id));
  }

  @Query(() => TaskConnection, { nullable: true, description: 'Tasks in order of their due day.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  tasks(
    @Ctx() request: TasksRequest,
    @Reads()
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Which of them.' })
    filter: TaskFilter | null,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<TaskRow>> {
    return taskPage(request, { filter: filterOf(filter), first, after });
  }

  @Query(() => [TaskStat], {
    nullable: true,
    description: 'How many tasks share a value, of those that you may see, in order of the value.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  @ListSize(20)
  taskStats(
    @Ctx() request: TasksRequest,
    @Reads('Task.basis', 'Task.status', 'Task.timeliness', 'Task.leadOrg')
    @Arg('by', () => TaskGroup, { description: 'What to count by.' })
    by: keyof typeof TaskGroup,
    @Reads()
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Which tasks to count.' })
    filter: TaskFilter | null,
  ): Promise<TaskStatRow[]> {
    return taskStats(request, by, filterOf(filter));
  }

  @Query(() => FeedbackItem, { nullable: true, description: 'One opinion; null where you may see none of this id.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  feedbackItem(
    @Ctx() request: TasksRequest,
    @Reads() @Arg('id', () => ID, { description: 'Id of the opinion.' }) id: string,
  ): Promise<FeedbackRow | null> {
    return request.loaders.feedbackItem.load(idOf('id', id));
  }

  @Query(() => [PublishedFeedback], {
    nullable: true,
    description: 'Opinions whose answer was published, newest first.',
  })
  @Label('UNCLASSIFIED', 'OPEN', 'NONE', 'VPTW')
  publicFeedback(@Ctx() request: TasksRequest, @First() first: number | null): Promise<PublishedFeedbackRow[]> {
    return publishedFeedback(request, pageSize(first));
  }
}
