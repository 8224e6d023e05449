import type { HeldAgreement } from '@agency-graph/gateway/steps';

/** An agreement for WORK without a duty or a cap, but for those that a test says. */
export const heldAgreement = (
  id: string,
  coordinates: readonly string[],
  more: Partial<HeldAgreement> = {},
): HeldAgreement => ({
  id,
  version: 1,
  steward: 'VPTW',
  coordinates: new Set(coordinates),
  purposes: new Set(['WORK']),
  validTo: '2027-01-01',
  maxRowsPerQuery: null,
  maxSubjectsPerDay: null,
  endUserRequired: false,
  witnessed: false,
  rowsAtMost: null,
  callsPerHour: null,
  bulk: false,
  ...more,
});
