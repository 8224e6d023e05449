import { idOf, Label, Reads } from '@agency-graph/kit';
import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { answerFeedback, reportProgress } from '../changes.js';
import type { FeedbackRow, TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { FeedbackItem } from './feedback-item.js';
import { Task } from './task.js';

const KEY = 'A key of your own for this change: sent again with the same input it changes nothing more.';

@Resolver()
export class TasksMutation {
  @Mutation(() => Task, {
    nullable: true,
    description: 'The lead agency reports on its task; null where you may report on none of this id.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  async reportProgress(
    @Ctx() request: TasksRequest,
    @Reads() @Arg('task', () => ID, { description: 'Id of the task.' }) task: string,
    @Reads() @Arg('percent', () => Int, { description: 'How much is done, 0 to 100.' }) percent: number,
    @Reads() @Arg('note', () => String, { description: 'What was done, in words.' }) note: string,
    @Reads() @Arg('idempotencyKey', () => ID, { description: KEY }) idempotencyKey: string,
  ): Promise<TaskRow | null> {
    const id = await reportProgress(request, { task: idOf('task', task), percent, note, idempotencyKey });
    return id === null ? null : request.loaders.task.load(id);
  }

  @Mutation(() => FeedbackItem, {
    nullable: true,
    description: 'The handling agency answers an opinion; null where you may answer none of this id.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  async answerFeedback(
    @Ctx() request: TasksRequest,
    @Reads() @Arg('item', () => ID, { description: 'Id of the opinion.' }) item: string,
    @Reads() @Arg('reply', () => String, { description: 'The answer.' }) reply: string,
    @Reads() @Arg('idempotencyKey', () => ID, { description: KEY }) idempotencyKey: string,
  ): Promise<FeedbackRow | null> {
    const id = await answerFeedback(request, { item: idOf('item', item), reply, idempotencyKey });
    return id === null ? null : request.loaders.feedbackItem.load(id);
  }
}
