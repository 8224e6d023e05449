import { Label } from '@agency-graph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { FeedbackRow, TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { Document } from './document.js';
import { FeedbackItem } from './feedback-item.js';
import { Organisation } from './organisation.js';
import { Task } from './task.js';

@Resolver(() => FeedbackItem)
export class FeedbackItemLinks {
  @FieldResolver(() => Document, {
    nullable: true,
    description: 'The resolution it is about; null where it names none.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  resolution(@Root() item: FeedbackRow): Document | null {
    return item.resolutionId === null ? null : { id: item.resolutionId };
  }

  @FieldResolver(() => Task, { nullable: true, description: 'The task it is about, where you may see that task.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  async task(@Root() item: FeedbackRow, @Ctx() request: TasksRequest): Promise<TaskRow | null> {
    return item.taskId === null ? null : request.loaders.task.load(item.taskId);
  }

  @FieldResolver(() => Organisation, { nullable: true, description: 'The agency that answers it.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  handledBy(@Root() item: FeedbackRow): Organisation {
    return { id: item.handledById };
  }
}
