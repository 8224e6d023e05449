import { asReferredById, buildSubgraph, isId } from '@agency-graph/kit';
import { Document } from './schema/document.js';
import { DocumentTasks } from './schema/document-tasks.js';
import { FeedbackItemLinks } from './schema/feedback-item-links.js';
import { Member } from './schema/member.js';
import { MemberTasks } from './schema/member-tasks.js';
import { Organisation } from './schema/organisation.js';
import { OrganisationTasks } from './schema/organisation-tasks.js';
import { ProgressUpdateLinks } from './schema/progress-update.js';
import { TasksMutation } from './schema/mutation.js';
import { TasksQuery } from './schema/query.js';
import { TaskLinks } from './schema/task-links.js';
import type { TasksRequest } from './tasks-request.js';

interface Reference {
  readonly id: unknown;
}

/** Assigned tasks and opinions on them as a subgraph. */
export const subgraph = buildSubgraph({
  name: 'tasks',
  resolvers: [
    TasksQuery,
    TasksMutation,
    TaskLinks,
    ProgressUpdateLinks,
    FeedbackItemLinks,
    OrganisationTasks,
    MemberTasks,
    DocumentTasks,
  ],
  orphanedTypes: [Organisation, Member, Document],
  referenceResolvers: {
    Task: ({ id }: Reference, request: TasksRequest) => (isId(id) ? request.loaders.task.load(id) : null),
    FeedbackItem: ({ id }: Reference, request: TasksRequest) =>
      isId(id) ? request.loaders.feedbackItem.load(id) : null,
    // Others' entities: this agency adds to them and cannot say whether they exist.
    Organisation: asReferredById(),
    Member: asReferredById(),
    Document: asReferredById(),
  },
});
