import { COMPARTMENTS, SECRECY, type Compartment, type Secrecy } from '@agency-graph/contract';
import type { Kysely } from 'kysely';
import type { Dated, GatewayDatabase } from '../database.js';
import { RecentlyUsed } from '../recently-used.js';

/** An account of the directory as it stands at one instant of the policy clock. */
export interface AccountView {
  readonly id: string;
  readonly kind: 'PERSON' | 'APPLICATION';
  readonly memberId: string | null;
  readonly orgId: string;
  readonly inForce: boolean;
  readonly functions: ReadonlySet<string>;
  readonly clearance: Secrecy;
  readonly compartments: readonly Compartment[];
  readonly purposes: readonly string[];
}

/** The account directory: says what a caller may be, where the token only said who. */
export interface Accounts {
  find(issuer: string, subject: string, today: string): Promise<AccountView | null>;
}

/** How long, in milliseconds, a row of the directory may be used before it is read again: bounds a revocation. */
const FRESH_FOR = 1_000;
const MOST_KEPT = 10_000;

export function createAccounts(db: Kysely<GatewayDatabase>): Accounts {
  const accounts = remembered(async (key: string) => {
    // The subject is the issuer's to choose, line ends and all; the issuer's own name has none.
    const [issuer, subject] = [key.slice(0, key.indexOf('\n')), key.slice(key.indexOf('\n') + 1)];
    return db
      .selectFrom('account')
      .selectAll()
      .where('issuer', '=', issuer)
      .where('sub', '=', subject)
      .executeTakeFirst();
  });

  return {
    async find(issuer, subject, today) {
      const row = await accounts(`${issuer}\n${subject}`);
      if (row === undefined) return null;
      const at = (dated: readonly Dated[]): string[] =>
        dated.filter((one) => isInForce(one.from, one.to, today)).map((one) => one.value);
      return {
        id: row.id,
        kind: row.kind,
        memberId: row.member_id,
        orgId: row.org_id,
        inForce: row.status === 'ACTIVE' && isInForce(row.valid_from, row.valid_to, today),
        functions: new Set(at(row.functions)),
        clearance: SECRECY.findLast((level) => at(row.clearance).includes(level)) ?? 'UNCLASSIFIED',
        compartments: COMPARTMENTS.filter((one) => at(row.compartments).includes(one)),
        // Two entries that overlap in time are still one purpose.
        purposes: [...new Set(at(row.purposes))],
      };
    },
  };
}

/** From a day inclusive to a day exclusive; null is open. */
const isInForce = (from: string, to: string | null, today: string): boolean =>
  from <= today && (to === null || today < to);

/** Remembers answers briefly, in flight ones too, so that a burst of one caller costs one query. */
function remembered<T>(load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new RecentlyUsed<{ readonly value: Promise<T>; until: number }>(MOST_KEPT);
  return (key) => {
    const now = performance.now();
    const hit = known.get(key);
    if (hit !== undefined && hit.until > now) return hit.value;
    const loaded = { value: load(key), until: now + FRESH_FOR };
    known.set(key, loaded);
    // A failed look-up is nobody's answer.
    loaded.value.catch(() => {
      loaded.until = -Infinity;
    });
    return loaded.value;
  };
}
