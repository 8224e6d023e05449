import type { Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { ACCOUNT } from '../subject-name.js';
import type { AccountOf } from './shown.js';

/** How long, in milliseconds, the accounts of an organisation are remembered. */
const FRESH_FOR = 60_000;
/** Accounts of one organisation that are tried, at most. */
const MOST_TRIED = 5_000;

/** Finds accounts by their blind tokens: makes the tokens of the accounts that an organisation has. */
export function accountsByToken(
  db: Kysely<GatewayDatabase>,
  known: (subject: { of: string; id: string }, at: string) => string | null,
): AccountOf {
  const remembered = new Map<string, { readonly ids: readonly string[]; readonly until: number }>();

  const idsOf = async (organisation: string): Promise<readonly string[]> => {
    const hit = remembered.get(organisation);
    if (hit !== undefined && hit.until > performance.now()) return hit.ids;
    const rows = await db
      .selectFrom('account')
      .select('id')
      .where('org_id', '=', organisation)
      .limit(MOST_TRIED)
      .execute();
    const ids = rows.map(({ id }) => id);
    remembered.set(organisation, { ids, until: performance.now() + FRESH_FOR });
    return ids;
  };

  return async (organisation, token, at) =>
    (await idsOf(organisation)).find((id) => known({ of: ACCOUNT, id }, at) === token) ?? null;
}
