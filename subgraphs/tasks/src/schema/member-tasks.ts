import { Label, ListSize } from '@agency-graph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { TaskRow } from '../queries.js';
import type { TasksRequest } from '../tasks-request.js';
import { Member } from './member.js';
import { Task } from './task.js';

@Resolver(() => Member)
export class MemberTasks {
  @FieldResolver(() => [Task], {
    nullable: true,
    description: 'Tasks that the member is responsible for, in order of their due day.',
  })
  @Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'LEAD')
  @ListSize(5)
  responsibleFor(@Root() member: Member, @Ctx() request: TasksRequest): Promise<TaskRow[]> {
    return request.loaders.tasksOfMember.load(member.id);
  }
}
