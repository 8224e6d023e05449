import type { Compartment, Secrecy } from '@agency-graph/contract';
import type { Assigner, FeedbackKind, FeedbackStatus, SubmitterKind, TaskStatus } from './schema/enums.js';

/** The tables of `migrations/`, as PostgreSQL answers: days as `YYYY-MM-DD`. */
export interface TasksDatabase {
  readonly task: TaskTable;
  readonly task_indicator: IndicatorTable;
  readonly progress_update: ProgressUpdateTable;
  readonly feedback_item: FeedbackTable;
  readonly org_register: { readonly id: string; readonly path: string };
}

export interface TaskTable {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly description: string;
  readonly basis_id: string;
  readonly basis_clause: string;
  readonly assigner: keyof typeof Assigner;
  readonly lead_org_id: string;
  readonly lead_path: string;
  readonly co_org_ids: readonly string[];
  readonly co_paths: readonly string[];
  readonly responsible_id: string;
  readonly responsible_name: string;
  readonly responsible_position: string;
  readonly assigned_on: string;
  readonly due_on: string;
  readonly original_due_on: string;
  readonly completed_on: string | null;
  readonly status: keyof typeof TaskStatus;
  readonly progress_pct: number;
  readonly expected_product: string;
  readonly product_ids: readonly string[];
  readonly obstacles: string | null;
  readonly evaluation: string | null;
  readonly secrecy: Secrecy;
  readonly compartments: readonly Compartment[];
}

export interface IndicatorTable {
  readonly task_id: string;
  readonly position: number;
  readonly name: string;
  readonly unit: string;
  readonly target: number;
  readonly actual: number | null;
}

export interface ProgressUpdateTable {
  readonly task_id: string;
  readonly seq: number;
  readonly at: string;
  readonly by_org_id: string;
  /** Null where an account that is no member's made the report. */
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly progress_pct: number;
  readonly note: string;
}

export interface FeedbackTable {
  readonly id: string;
  readonly kind: keyof typeof FeedbackKind;
  readonly submitter_kind: keyof typeof SubmitterKind;
  readonly submitter_name: string;
  readonly submitter_contact: string;
  readonly subject: string;
  readonly content: string;
  readonly resolution_id: string | null;
  readonly task_id: string | null;
  readonly received_on: string;
  readonly handled_by_id: string;
  readonly handler_path: string;
  readonly status: keyof typeof FeedbackStatus;
  readonly reply: string | null;
  readonly public_reply: string | null;
}
