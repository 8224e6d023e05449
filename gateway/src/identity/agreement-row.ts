import type { Selectable } from 'kysely';
import type { SharingAgreement } from '../access/agreements.js';
import type { GatewayDatabase } from '../database.js';

/** A row of the database as the agreement that it is. */
export const agreementOf = (row: Selectable<GatewayDatabase['sharing_agreement']>): SharingAgreement => ({
  id: row.id,
  version: row.version,
  steward: row.steward,
  assignees: row.assignees,
  coordinates: row.coordinates,
  purposes: row.purposes,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  maxRowsPerQuery: row.max_rows_per_query,
  maxSubjectsPerDay: row.max_subjects_per_day,
  duties: row.duties,
  status: row.status,
});
