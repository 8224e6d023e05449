import type { Kysely } from 'kysely';
import { setImmediate } from 'node:timers/promises';
import type { GatewayDatabase } from '../database.js';
import { ACCOUNT, spelled, type SubjectName } from '../subject-name.js';
import { createTextCache, type TextCache } from '../text-cache.js';
import type { AccountOf } from './shown.js';

/** How long, in milliseconds, the accounts of an organisation are remembered. */
const FRESH_FOR = 60_000;
/** Tokens that are made in one turn: each takes some 20 microseconds, and requests wait meanwhile. */
const IN_A_TURN = 128;
/**
 * Accounts that are remembered, each once a month that was asked about, about 300 bytes each; more where one organisation
 * has more.
 */
const MOST_KEPT = 200_000;

/** The accounts of one organisation. */
interface Accounts {
  readonly ids: readonly string[];
  readonly until: number;
}

/** The same as one month names them. */
interface Named {
  readonly byToken: Map<string, string>;
  /** Those whose tokens were not made yet, or cannot be: an account has none before its first record. */
  readonly rest: Set<string>;
  readonly until: number;
}

interface Wanted {
  readonly organisation: string;
  readonly month: string;
  readonly token: string;
  readonly resolve: (account: string | null) => void;
  readonly reject: (cause: unknown) => void;
}

/** Finds the organisation of an account, as the directory has it now; null where it has none of this id. */
export const organisationOfAccount =
  (db: Kysely<GatewayDatabase>) =>
  async (id: string): Promise<string | null> => {
    const found = db
      .selectFrom('account')
      .select('org_id')
      .where('id', '=', spelled({ of: ACCOUNT, id }));
    return (await found.executeTakeFirst())?.org_id ?? null;
  };

/**
 * Finds accounts by their blind tokens: makes those of an organisation's accounts, each once for everybody who asks about a
 * month, and none that nobody needs. Others have their turns meanwhile.
 */
export function accountsByToken(
  db: Kysely<GatewayDatabase>,
  known: (subject: SubjectName, at: string) => string | null,
  mostKept = MOST_KEPT,
): AccountOf {
  const remembered = createTextCache<Named>(mostKept);
  const accounts = createTextCache<Accounts>(mostKept);
  let waiting: Wanted[] = [];
  let rounds = Promise.resolve();
  let made = 0;

  const tokenOf = async (id: string, month: string): Promise<string | null> => {
    made += 1;
    if (made % IN_A_TURN === 0) await setImmediate();
    return known({ of: ACCOUNT, id }, month);
  };

  /** In one statement, however many: the directory is read through for it. */
  const idsOf = async (organisations: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    if (organisations.length === 0) return new Map();
    const rows = await db.selectFrom('account').select(['id', 'org_id']).where('org_id', 'in', organisations).execute();
    const byOrganisation = Map.groupBy(rows, (row) => row.org_id);
    return new Map(
      organisations.map((organisation) => [organisation, (byOrganisation.get(organisation) ?? []).map(({ id }) => id)]),
    );
  };

  const fresh = <T extends { readonly until: number }>(cache: TextCache<T>, text: string): T | null => {
    const found = cache.get(text);
    return found !== undefined && found.until > performance.now() ? found : null;
  };

  /** However many accounts there are, of two months at once: what is in use would else be made again for each page. */
  const keep = <T>(cache: TextCache<T>, text: string, one: T, { ids }: Accounts): T => {
    cache.set(text, one, Math.min(ids.length + 1, mostKept / 2));
    return one;
  };

  /** All months of an organisation share its accounts. */
  const accountsOf = async (organisations: ReadonlySet<string>): Promise<ReadonlyMap<string, Accounts>> => {
    const inHand = new Map<string, Accounts>();
    for (const organisation of organisations) {
      const found = fresh(accounts, organisation);
      if (found !== null) inHand.set(organisation, found);
    }
    const until = performance.now() + FRESH_FOR;
    for (const [organisation, ids] of await idsOf([...organisations].filter((one) => !inHand.has(one)))) {
      const read = { ids, until };
      inHand.set(organisation, keep(accounts, organisation, read, read));
    }
    return inHand;
  };

  const namedOf = (list: string, of: Accounts): Named =>
    keep(remembered, list, { byToken: new Map(), rest: new Set(of.ids), until: of.until }, of);

  const nameIn = async ({ byToken, rest }: Named, wanted: readonly Wanted[]): Promise<void> => {
    const missing = new Set(wanted.map(({ token }) => token).filter((token) => !byToken.has(token)));
    const { month } = wanted[0]!;
    for (const id of rest) {
      if (missing.size === 0) break;
      const token = await tokenOf(id, month);
      if (token === null) continue;
      rest.delete(id);
      byToken.set(token, id);
      missing.delete(token);
    }
    for (const { token, resolve } of wanted) {
      const id = byToken.get(token);
      // Made again: its key may have been destroyed since.
      resolve(id !== undefined && (await tokenOf(id, month)) === token ? id : null);
    }
  };

  const nameAll = async (): Promise<void> => {
    // All that is asked for in one turn is named in one go.
    await setImmediate();
    const asked = waiting;
    waiting = [];
    try {
      const lists = [...Map.groupBy(asked, ({ organisation, month }) => `${month} ${organisation}`)].map(
        ([list, wanted]) => ({ list, wanted, organisation: wanted[0]!.organisation, found: fresh(remembered, list) }),
      );
      const stale = new Set(lists.filter(({ found }) => found === null).map(({ organisation }) => organisation));
      const inHand = await accountsOf(stale);
      for (const { list, wanted, organisation, found } of lists)
        await nameIn(found ?? namedOf(list, inHand.get(organisation)!), wanted);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  return (organisation, token, at) =>
    new Promise((resolve, reject) => {
      waiting.push({ organisation, month: at.slice(0, 7), token, resolve, reject });
      // One round after the other: several at once would take several times as long in each turn.
      if (waiting.length === 1) rounds = rounds.then(nameAll);
    });
}
