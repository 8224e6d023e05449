import { buildSubgraph, type Subgraph } from '@agency-graph/kit';
import { isId } from './arguments.js';
import { Document } from './schema/document.js';
import { DocumentTasks } from './schema/document-tasks.js';
import { FeedbackItemLinks } from './schema/feedback-item-links.js';
import { Member } from './schema/member.js';
import { MemberTasks } from './schema/member-tasks.js';
import { Organisation } from './schema/organisation.js';
import { OrganisationTasks } from './schema/organisation-tasks.js';
import { ProgressUpdateLinks } from './schema/progress-update.js';
import { TasksQuery } from './schema/query.js';
import { TaskLinks } from './schema/task-links.js';
import type { TasksRequest } from './tasks-request.js';

interface Reference {
  readonly id: unknown;
}

/** Keys come from other agencies' rows: what cannot be an id finds nothing. */
const idIn = ({ id }: Reference): string | undefined => (isId(id) ? id : undefined);
const stub = (reference: Reference): { id: string } | null => {
  const id = idIn(reference);
  return id === undefined ? null : { id };
};

/** Builds the tasks subgraph; throws a sentence that says what its classes lack. */
export const buildTasks = (): Subgraph =>
  buildSubgraph({
    name: 'tasks',
    resolvers: [
      TasksQuery,
      TaskLinks,
      ProgressUpdateLinks,
      FeedbackItemLinks,
      OrganisationTasks,
      MemberTasks,
      DocumentTasks,
    ],
    orphanedTypes: [Organisation, Member, Document],
    referenceResolvers: {
      Task: (reference: Reference, request: TasksRequest) => {
        const id = idIn(reference);
        return id === undefined ? null : request.loaders.task.load(id);
      },
      FeedbackItem: (reference: Reference, request: TasksRequest) => {
        const id = idIn(reference);
        return id === undefined ? null : request.loaders.feedbackItem.load(id);
      },
      // Others' entities: this agency adds to them and cannot say whether they exist.
      Organisation: stub,
      Member: stub,
      Document: stub,
    },
  });
