import type { AccountRecord, AgreementRecord, Dated, OrganisationRecord, World, Zone } from '@agency-graph/world';
import type { Level } from './coordinates.js';

/** How a request comes in: what neither the account nor the query says. */
export interface Door {
  readonly zone: Zone;
  readonly hardwareKey: boolean;
  /** The account or member that an application says it acts for. */
  readonly endUser: string | null;
  readonly purpose: string | null;
  /** The policy clock, RFC 3339. */
  readonly clock: string;
}

/**
 * The scope table as the domain page has it; or `narrowed`, in which lines say of types without a row label too which of
 * their rows they are about.
 */
export type ScopeTable = 'served' | 'narrowed';

/** Everything of a caller that § 2 and § 3 of the domain page speak of. */
export interface ReferenceCaller {
  /** Whether the account and its organisation are in force (R2). */
  readonly inForce: boolean;
  readonly application: boolean;
  readonly endUser: string | null;
  readonly memberId: string | null;
  readonly organisation: OrganisationRecord;
  readonly functions: ReadonlySet<string>;
  readonly clearance: Level;
  readonly compartments: ReadonlySet<string>;
  readonly purposes: readonly string[];
  readonly purpose: string | null;
  readonly zone: Zone;
  readonly hardwareKey: boolean;
  /** Those in force whose assignee the organisation is, for whatever purpose. */
  readonly agreements: readonly AgreementRecord[];
  readonly scopeTable: ScopeTable;
  /** The day of the policy clock where the agencies work, `YYYY-MM-DD`. */
  readonly day: string;
}

export const LEVELS: readonly Level[] = ['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'];
export const rank = (level: Level): number => LEVELS.indexOf(level);

export function referenceCaller(
  world: Pick<World, 'organisation' | 'agreements'>,
  account: AccountRecord,
  door: Door,
  scopeTable: ScopeTable = 'served',
): ReferenceCaller {
  const day = dayOf(door.clock);
  const held = <T>(values: readonly Dated<T>[]): readonly T[] =>
    values.filter(({ from, to }) => isBetween(from, to, day)).map(({ value }) => value);
  const organisation = world.organisation(account.orgId)!;
  const purposes = held(account.purposes);
  return {
    inForce:
      account.status === 'ACTIVE' &&
      isBetween(account.validFrom, account.validTo, day) &&
      organisation.status === 'ACTIVE',
    application: account.kind === 'APPLICATION',
    endUser: door.endUser,
    memberId: account.memberId,
    organisation,
    functions: new Set(held(account.functions)),
    clearance: LEVELS.findLast((level) => held(account.clearance).includes(level)) ?? 'UNCLASSIFIED',
    compartments: new Set(held(account.compartments)),
    purposes,
    // One that is not declared is the account's only one.
    purpose: door.purpose ?? (purposes.length === 1 ? purposes[0]! : null),
    zone: door.zone,
    hardwareKey: door.hardwareKey,
    agreements: world.agreements.filter(
      ({ status, validFrom, validTo, assigneeOrgIds }) =>
        status === 'IN_FORCE' &&
        isBetween(validFrom, validTo, day) &&
        (assigneeOrgIds.includes(organisation.id) || assigneeOrgIds.includes(organisation.block)),
    ),
    scopeTable,
    day,
  };
}

/** Agreements for the declared purpose; one may ask an application to say for whom it acts. */
export const usableAgreements = ({
  agreements,
  purpose,
  application,
  endUser,
}: ReferenceCaller): readonly AgreementRecord[] =>
  agreements.filter(
    ({ purposes, duties }) =>
      purpose !== null &&
      purposes.includes(purpose) &&
      !(duties.includes('END_USER_REQUIRED') && application && endUser === null),
  );

/** The calendar day of an instant in the country, seven hours ahead of UTC all year. */
export const dayOf = (clock: string): string => new Date(Date.parse(clock) + 7 * 3_600_000).toISOString().slice(0, 10);

const isBetween = (from: string, to: string | null, day: string): boolean => from <= day && (to === null || day < to);
