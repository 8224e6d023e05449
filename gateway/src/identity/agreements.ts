import type { Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { keepFresh } from '../keep-fresh.js';
import { RecentlyUsed } from '../recently-used.js';
import { agreementOf } from './agreement-row.js';
import {
  agreementsViewOf,
  honouredVersionOf,
  keyOf,
  onNewGround,
  toBeMended,
  type AgreementsView,
  type HonouredVersion,
  type HonouredVersions,
  type ReadOnGround,
  type Standing,
} from './honoured-version.js';
import { tellWhatChanged, tellWhatDiffers, type AgreementsTold } from './tell-agreements.js';

/** What stewards have agreed to share, as the gateway's database says it at most half a second ago. */
export interface Agreements {
  /** What has become of them by a day is told, which else is only told once somebody asks. Rejects as `heldBy` does. */
  followTo(today: string): Promise<void>;
  /** Of an organisation, or of its whole block. Rejects when the database cannot be asked: then nobody holds anything. */
  heldBy(organisation: string, block: string, today: string): Promise<AgreementsView>;
  /** Call it when another graph or policy is served: what no longer holds there is honoured no more, from now on. */
  reread(): void;
  /** Every version that was published, and is not gone from the database: `id/version`. */
  published(): readonly string[];
  /** Why agreements are not honoured, or only in the form they had before: a sentence each. */
  problems(): readonly string[];
}

export interface AgreementParts extends AgreementsTold {
  readonly db: Kysely<GatewayDatabase>;
  /** Reads an agreement as callers hold it, with what is wrong with it, on the graph and the policy that are served. */
  readonly read: ReadOnGround;
  /** How each version stood when that was last recorded, by `id/version`. */
  readonly recorded: ReadonlyMap<string, Standing | null>;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
}

/**
 * Reads the agreements. One that cannot be honoured as it is written gives what fits of it, or nothing, keeps nobody from
 * the others, and is told.
 */
export async function loadAgreements(parts: AgreementParts, today: string): Promise<Agreements> {
  const { db, read, clock } = parts;
  let entries: HonouredVersions = new Map();
  let views = new RecentlyUsed<AgreementsView>(MOST_VIEWS);
  let revision = '';
  let begun = false;
  /** The latest day that anybody has asked of, and the last of which it was told how the versions stand. */
  let [day, toldOf] = [today, today];

  const become = (next: HonouredVersions): void => {
    const before = entries;
    entries = next;
    views = new RecentlyUsed(MOST_VIEWS);
    if (begun) tellWhatChanged(before, toldOf, next, day, parts);
    toldOf = day;
  };

  const fresh = keepFresh(async () => {
    const now = await db.selectFrom('agreement_revision').select('revision').executeTakeFirstOrThrow();
    if (now.revision !== revision) {
      const rows = await db.selectFrom('sharing_agreement').selectAll().orderBy('id').orderBy('version').execute();
      const next = new Map<string, HonouredVersion>();
      for (const row of rows) {
        const key = keyOf(row);
        const before = entries.get(key);
        const text = JSON.stringify(row);
        const bars = before?.bars ?? (!begun && row.status === 'IN_FORCE');
        next.set(
          key,
          before?.text === text ? before : honouredVersionOf({ agreement: agreementOf(row), text, bars }, before, read),
        );
      }
      become(next);
      revision = now.revision;
      begun = true;
    }
  }, clock);

  const followTo = async (on: string): Promise<void> => {
    if (on > day) day = on;
    await fresh();
    if (toldOf < day) become(entries);
  };

  await fresh();
  tellWhatDiffers(entries, today, parts.recorded, parts);

  return {
    published: () => [...entries].flatMap(([key, { agreement }]) => (agreement.status === 'DRAFT' ? [] : [key])),
    problems: () =>
      toBeMended(entries, day).flatMap(({ agreement, problems }) =>
        problems.map((one) => `agreement ${agreement.id}, version ${agreement.version}: ${one}`),
      ),
    reread: () => become(new Map([...entries].map(([key, before]) => [key, onNewGround(before, read)]))),
    followTo,
    async heldBy(organisation, block, on) {
      await followTo(on);
      const key = [organisation, block, on].join('\n');
      let view = views.get(key);
      if (view === undefined) views.set(key, (view = agreementsViewOf(entries, new Set([organisation, block]), on)));
      return view;
    },
  };
}

/** Organisations remembered between two changes. */
const MOST_VIEWS = 10_000;
