import { First, Label, pageSize } from '@agency-graph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { Document } from './document.js';
import { Task } from './task.js';

@Resolver(() => Document)
export class DocumentTasks {
  @FieldResolver(() => [Task], {
    nullable: true,
    description: 'Tasks that rest on the document, in order of their due day.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  tasks(@Root() document: Document, @Ctx() request: TasksRequest, @First() first: number | null): Promise<TaskRow[]> {
    return request.loaders.tasksOfDocument(pageSize(first)).load(document.id);
  }
}
