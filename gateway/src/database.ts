import type { Generated } from 'kysely';

interface Dated {
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
    coordinates: string[];
    purposes: string[];
    valid_from: string;
    valid_to: string;
    status: string;
  };
  organisation: { id: string; block: string; level: string };
  org_register: { id: string; path: string; status: string; version: Generated<string> };
  org_register_copy: { version: Generated<string> };
}
