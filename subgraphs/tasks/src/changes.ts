import { BadUserInput, changeOnce, isText } from '@agency-graph/kit';
import { sql } from 'kysely';
import { feedback, tasks } from './queries.js';
import type { FeedbackStatus } from './schema/enums.js';
import type { TasksBase } from './tasks-request.js';

/** Longest text that is taken, in characters. */
const LONGEST = 4_000;

export interface ProgressReport {
  readonly task: string;
  readonly percent: number;
  readonly note: string;
  readonly idempotencyKey: string;
}

/** A report of the lead agency on its task; null where the caller may change no task of this id. */
export function reportProgress(request: TasksBase, report: ProgressReport): Promise<string | null> {
  const { task, percent, note, idempotencyKey } = report;
  if (percent < 0 || percent > 100) throw new BadUserInput('percent', 'must be from 0 to 100');
  textOf('note', note);
  const mutation = 'Mutation.reportProgress';
  return changeOnce(request, { mutation, idempotencyKey, input: [task, percent, note] }, async (transaction) => {
    const changed = await transaction
      .updateTable('task as t')
      .set({
        progress_pct: percent,
        status: sql`case when t.status = 'ASSIGNED' and ${percent}::int > 0 then 'IN_PROGRESS' else t.status end`,
      })
      .where('t.id', '=', task)
      .where(tasks.where(request))
      .where(tasks.mayChange(request, mutation))
      .returning('t.id')
      .executeTakeFirst();
    if (changed === undefined) return null;
    // The task's row is held until the end of the transaction, so that reports on it are counted one by one.
    await sql`
      insert into progress_update (task_id, seq, at, by_org_id, author_id, author_name, progress_pct, note)
      select ${task}, coalesce(max(seq), 0) + 1, ${request.now}::timestamptz, ${request.agency.org.id},
        ${request.agency.mem ?? null}, null, ${percent}::int, ${note}
      from progress_update where task_id = ${task}`.execute(transaction);
    return changed.id;
  });
}

export interface FeedbackAnswer {
  readonly item: string;
  readonly reply: string;
  readonly idempotencyKey: string;
}

/** Where an opinion may still be answered. */
const OPEN: readonly (keyof typeof FeedbackStatus)[] = ['RECEIVED', 'CLASSIFIED', 'FORWARDED', 'IN_PROGRESS'];

/** The handling agency's answer to an opinion that has none; null where the caller may answer no opinion of this id. */
export function answerFeedback(
  request: TasksBase,
  { item, reply, idempotencyKey }: FeedbackAnswer,
): Promise<string | null> {
  textOf('reply', reply);
  const mutation = 'Mutation.answerFeedback';
  return changeOnce(request, { mutation, idempotencyKey, input: [item, reply] }, async (transaction) => {
    const changed = await transaction
      .updateTable('feedback_item as f')
      .set({ reply, status: 'ANSWERED' })
      .where('f.id', '=', item)
      // Another answer is never overwritten, nor a decision to give none; the same words again change nothing.
      .where(
        sql<boolean>`(f.reply is null and f.status = any(${OPEN}) or f.reply = ${reply} and f.status = 'ANSWERED')`,
      )
      .where(feedback.where(request))
      .where(feedback.mayChange(request, mutation))
      .returning('f.id')
      .executeTakeFirst();
    return changed?.id ?? null;
  });
}

function textOf(argument: string, value: string): void {
  if (value.trim() === '' || !isText(value, LONGEST))
    throw new BadUserInput(argument, `must be 1 to ${LONGEST} characters of text`);
}
