import { loadTable, type LoadedTable, type SeedStep } from '@agency-graph/kit';
import type { FeedbackRecord, TaskRecord, World } from '@agency-graph/world';

/** What this agency stores of the world, table by table, in the order in which it is written. */
export function seedSteps(world: World): readonly SeedStep[] {
  const pathOf = (id: string): string => {
    const organisation = world.organisation(id);
    if (organisation === undefined) throw new Error(`organisation ${id} is not in the register`);
    return organisation.path;
  };
  return [
    step('tasks', world.counts.tasks, async (pool, done) => {
      await loadTable(pool, taskTable(pathOf), world.tasks(), done);
      await loadTable(pool, INDICATORS, indicators(world.tasks()));
      await loadTable(pool, UPDATES, updates(world.tasks()));
    }),
    step('feedback', world.counts.feedback, (pool, done) =>
      loadTable(pool, feedbackTable(pathOf), world.feedback(), done),
    ),
  ];
}

const step = (what: string, of: number, run: SeedStep['run']): SeedStep => ({ what, of, run });

const taskTable = (pathOf: (id: string) => string): LoadedTable<TaskRecord> => ({
  name: 'task',
  columns: {
    id: (task) => task.id,
    code: (task) => task.code,
    title: (task) => task.title,
    description: (task) => task.description,
    basis_id: (task) => task.basisId,
    basis_clause: (task) => task.basisClause,
    assigner: (task) => task.assigner,
    lead_org_id: (task) => task.leadOrgId,
    lead_path: (task) => pathOf(task.leadOrgId),
    co_org_ids: (task) => task.coOrgIds,
    co_paths: (task) => task.coOrgIds.map(pathOf),
    responsible_id: (task) => task.responsibleId,
    responsible_name: (task) => task.responsibleName,
    responsible_position: (task) => task.responsiblePosition,
    assigned_on: (task) => task.assignedOn,
    due_on: (task) => task.dueOn,
    original_due_on: (task) => task.originalDueOn,
    completed_on: (task) => task.completedOn,
    status: (task) => task.status,
    progress_pct: (task) => task.progressPct,
    expected_product: (task) => task.expectedProduct,
    product_ids: (task) => task.productIds,
    obstacles: (task) => task.obstacles,
    evaluation: (task) => task.evaluation,
    secrecy: (task) => task.secrecy,
    compartments: (task) => task.compartments,
  },
});

const INDICATORS: LoadedTable<TaskRecord['indicators'][number] & { taskId: string; position: number }> = {
  name: 'task_indicator',
  columns: {
    task_id: (indicator) => indicator.taskId,
    position: (indicator) => indicator.position,
    name: (indicator) => indicator.name,
    unit: (indicator) => indicator.unit,
    target: (indicator) => indicator.target,
    actual: (indicator) => indicator.actual,
  },
};

function* indicators(tasks: Iterable<TaskRecord>) {
  for (const { id: taskId, indicators } of tasks) {
    for (const [position, indicator] of indicators.entries()) yield { ...indicator, taskId, position };
  }
}

const UPDATES: LoadedTable<TaskRecord['updates'][number] & { taskId: string; seq: number }> = {
  name: 'progress_update',
  columns: {
    task_id: (update) => update.taskId,
    seq: (update) => update.seq,
    at: (update) => update.at,
    by_org_id: (update) => update.byOrgId,
    author_id: (update) => update.authorId,
    author_name: (update) => update.authorName,
    progress_pct: (update) => update.progressPct,
    note: (update) => update.note,
  },
};

/** The world gives the newest report first; the first report has the number 1. */
function* updates(tasks: Iterable<TaskRecord>) {
  for (const { id: taskId, updates } of tasks) {
    for (const [at, update] of updates.entries()) yield { ...update, taskId, seq: updates.length - at };
  }
}

const feedbackTable = (pathOf: (id: string) => string): LoadedTable<FeedbackRecord> => ({
  name: 'feedback_item',
  columns: {
    id: (item) => item.id,
    kind: (item) => item.kind,
    submitter_kind: (item) => item.submitterKind,
    submitter_name: (item) => item.submitterName,
    submitter_contact: (item) => item.submitterContact,
    subject: (item) => item.subject,
    content: (item) => item.content,
    resolution_id: (item) => item.resolutionId,
    task_id: (item) => item.taskId,
    received_on: (item) => item.receivedOn,
    handled_by_id: (item) => item.handledById,
    handler_path: (item) => pathOf(item.handledById),
    status: (item) => item.status,
    reply: (item) => item.reply,
    public_reply: (item) => item.publicReply,
  },
});
