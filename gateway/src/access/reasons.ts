import type { PolicyInForce, Veto } from '@agency-graph/policy';

/** Why a field is refused, and what of the rules forbids it. */
export const REASONS = {
  NO_LABEL: 'unlabelled',
  CLEARANCE: 'clearance',
  ZONE: 'zone',
  SCOPE: 'ungranted',
  SENSITIVE: 'sensitive',
  PURPOSE: 'purpose',
  NO_AGREEMENT: 'boundary',
  AGREEMENT_EXPIRED: 'boundary',
  INTERNAL: 'boundary',
  VOLUME: 'volume',
  END_USER: 'nameless',
} as const satisfies Readonly<Record<string, Veto>>;

export type Reason = keyof typeof REASONS;

/** The rule that a refusal stands on; where nothing is granted, the one that governs what was asked for. */
export const ruleBehind = (reason: Reason, policy: PolicyInForce, coordinate: string, rowType: string): string =>
  reason === 'SCOPE' ? policy.governing(coordinate, rowType) : (policy.vetoes.get(REASONS[reason]) ?? '');
