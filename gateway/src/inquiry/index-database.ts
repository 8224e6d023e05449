import type { Generated } from 'kysely';

/** Tables of the audit log's index; see the migration for what each holds. `bigint` and times arrive as text. */
export interface IndexDatabase {
  'audit_index.origin': { number: Generated<number>; name: string };
  'audit_index.batch': { origin: number; first: string; next: string; postings: string };
  'audit_index.posting': { key: string; at: string; origin: number; index: string };
  'audit_index.fieldset': { origin: number; index: string; says: 'agency' | 'agreement' | 'field'; value: string };
  'audit_index.operation': { origin: number; index: string; value: string };
}
