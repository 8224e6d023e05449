import { Label, pageSize } from '@agency-graph/kit';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { Document } from './document.js';
import { Task } from './task.js';
import { readsOf } from './reads-of.js';

const ReadsHere = readsOf(Document);

@Resolver(() => Document)
export class DocumentTasks {
  @FieldResolver(() => [Task], {
    nullable: true,
    description: 'Tasks that rest on the document, in order of their due day.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  tasks(
    @Root() document: Document,
    @Ctx() request: TasksRequest,
    @ReadsHere()
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    first: number | null,
  ): Promise<TaskRow[]> {
    return request.loaders.tasksOfDocument(pageSize(first)).load(document.id);
  }
}
