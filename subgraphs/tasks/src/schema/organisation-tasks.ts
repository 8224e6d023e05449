import { After, First, Label, Reads, type Connection } from '@agency-graph/kit';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { filterOf } from '../filter.js';
import type { TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { Organisation } from './organisation.js';
import { TaskFilter } from './task-filter.js';
import { TaskConnection } from './task.js';

@Resolver(() => Organisation)
export class OrganisationTasks {
  @FieldResolver(() => TaskConnection, {
    nullable: true,
    description: 'Tasks led by the organisation or by any below it, in order of their due day.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  tasks(
    @Root() organisation: Organisation,
    @Ctx() request: TasksRequest,
    @Reads()
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Which of them.' })
    filter: TaskFilter | null,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<TaskRow>> {
    return request.loaders.tasksOfOrganisation.load({
      parent: organisation.id,
      first,
      after,
      filter: filterOf(filter),
    });
  }
}
