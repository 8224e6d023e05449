import type { Compartment, Secrecy } from '@agency-graph/contract';
import type { Generated } from 'kysely';
import type { Circulation, DocStatus, DocType, Urgency } from './schema/enums.js';

export interface StoredAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly downloadRef: string;
}

export interface StoredDelivery {
  readonly toId: string;
  readonly messageId: string;
  /** RFC 3339, as `receivedAt`. */
  readonly sentAt: string;
  readonly receivedAt: string | null;
}

/** The tables as the service reads them; dates are `YYYY-MM-DD`. */
export interface DocumentsDatabase {
  readonly document: {
    readonly id: string;
    readonly doc_type: keyof typeof DocType;
    readonly number: number;
    readonly symbol: string;
    readonly term: string;
    readonly abstract: string;
    readonly abstract_key: string;
    readonly issuer_id: string;
    readonly issuer_path: string;
    readonly issued_on: string;
    readonly recency: Generated<number>;
    readonly effective_on: string | null;
    readonly status: keyof typeof DocStatus;
    readonly replaces_ids: string[];
    readonly signer_name: string;
    readonly signer_title: string;
    readonly signer_id: string | null;
    readonly urgency: keyof typeof Urgency;
    readonly circulation: keyof typeof Circulation;
    readonly recipient_ids: string[];
    readonly recipient_paths: string[];
    readonly secrecy: Secrecy;
    readonly compartments: Compartment[];
    readonly secrecy_set_on: string | null;
    readonly secrecy_until: string | null;
    readonly content: string;
    readonly attachments: readonly StoredAttachment[];
    readonly deliveries: readonly StoredDelivery[];
    readonly signature_valid: boolean;
    readonly file_code: string;
    readonly retention: string;
  };
  /** This agency's copy of the organisations register. */
  readonly org_register: { readonly id: string; readonly path: string; readonly status: string };
}
