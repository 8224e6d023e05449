import type { Secrecy } from '@agency-graph/contract';
import type { OrgBlock, OrgFunction, OrgKind, OrgLevel, OrgStatus, AdminUnitType } from './schema/enums.js';

/** The tables as the service reads them; dates are `YYYY-MM-DD`. */
export interface OrganisationsDatabase {
  readonly organisation: {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly short_name: string;
    readonly block: keyof typeof OrgBlock;
    readonly level: keyof typeof OrgLevel;
    readonly kind: keyof typeof OrgKind;
    readonly functions: (keyof typeof OrgFunction)[];
    readonly status: keyof typeof OrgStatus;
    readonly parent_id: string | null;
    readonly path: string;
    readonly admin_unit_code: string | null;
    readonly established_on: string;
    readonly dissolved_on: string | null;
    readonly successor_ids: string[];
    readonly secrecy: Secrecy;
    readonly data_focal_point: string | null;
    readonly network_points: number | null;
  };
  readonly admin_unit: {
    readonly code: string;
    readonly name: string;
    readonly type: keyof typeof AdminUnitType;
    readonly parent_code: string | null;
    readonly valid_from: string;
    readonly valid_to: string | null;
    readonly replaced_by: string[];
  };
}
