import type { Generated } from 'kysely';

/** What an account has from a day inclusive to a day exclusive; null is open. */
export interface Dated {
  readonly value: string;
  readonly from: string;
  readonly to: string | null;
}

/** The gateway's own database: accounts, agreements, and what it knows of organisations. */
export interface GatewayDatabase {
  account: {
    id: string;
    issuer: string;
    sub: string;
    kind: 'PERSON' | 'APPLICATION';
    member_id: string | null;
    org_id: string;
    functions: Dated[];
    clearance: Dated[];
    compartments: Dated[];
    purposes: Dated[];
    status: string;
    valid_from: string;
    valid_to: string | null;
  };
  sharing_agreement: {
    id: string;
    version: number;
    steward: string;
    assignees: string[];
    dataset: string;
    coordinates: string[];
    purposes: string[];
    valid_from: string;
    valid_to: string;
    max_rows_per_query: number | null;
    max_subjects_per_day: number | null;
    duties: string[];
    status: 'IN_FORCE' | 'REVOKED' | 'DRAFT';
  };
  agreement_revision: { revision: string };
  agreement_recorded: {
    log: string;
    agreement: string;
    version: number;
    standing: 'in_force' | 'suspended' | 'ended' | null;
    index: string;
    leaf: string;
  };
  break_glass: {
    id: string;
    incident: string;
    reason: string;
    row_type: string;
    row_ids: string[];
    purpose: string;
    minutes: number;
    asked_by: string;
    asked_person: string;
    asked_org: string;
    asked_path: string;
    stewards: string[];
    asked_at: Date;
    lapses_at: Date;
    approved_by: string | null;
    approved_person: string | null;
    approved_at: Date | null;
    ends_at: Date | null;
    ended_by: string | null;
    ended_at: Date | null;
  };
  erasure: {
    id: string;
    kind: 'SHRED' | 'HOLD' | 'LIFT';
    of_type: string;
    ids: string[];
    hold: string | null;
    ground: string;
    asked_by: string;
    asked_person: string;
    asked_at: Date;
    lapses_at: Date;
    approved_by: Generated<string | null>;
    approved_person: Generated<string | null>;
    approved_at: Generated<Date | null>;
    kept: Generated<string[]>;
  };
  erasure_done: { erasure: string; log: string; done_at: Date; waiting: string[]; keys: number | null };
  erasure_found: { erasure: string; log: string; id: string };
  audit_asked: { person: string; case_reference: string; subject: string; asked_at: Date };
  audit_approval: AuditApproval;
  audit_opening: AuditApproval & { opens_log: string; opens_index: string; opens_leaf: string; reason: string };
  break_glass_notice: { break_glass: string; steward: string; told_at: Date };
  organisation: { id: string; block: string; level: string };
  org_register: { id: string; path: string; status: string; version: Generated<string> };
  org_register_copy: { version: Generated<string> };
}

/** What one auditor asks and another one approves, of whatever. */
interface AuditApproval {
  id: string;
  case_reference: string;
  asked_by: string;
  asked_person: string;
  asked_org: string;
  asked_at: Date;
  lapses_at: Date;
  approved_by: string | null;
  approved_person: string | null;
  approved_org: string | null;
  approved_at: Date | null;
  ends_at: Date | null;
}
