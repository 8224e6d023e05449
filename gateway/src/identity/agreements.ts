import type { Kysely, Selectable } from 'kysely';
import type { ReadAgreement, SharingAgreement } from '../access/agreements.js';
import type { GatewayDatabase } from '../database.js';
import { keepFresh } from '../keep-fresh.js';
import { RecentlyUsed } from '../recently-used.js';
import type { HeldAgreement } from './caller.js';

/** The agreements of an organisation on one day of the policy clock. */
export interface AgreementsView {
  readonly inForce: readonly HeldAgreement[];
  /** Ended or revoked. */
  readonly lapsed: readonly HeldAgreement[];
}

/** What stewards have agreed to share, as the gateway's database says it at most half a second ago. */
export interface Agreements {
  /** Of an organisation, or of its whole block. Rejects when the database cannot be asked: then nobody holds anything. */
  heldBy(organisation: string, block: string, today: string): Promise<AgreementsView>;
  /** Call it when another graph or policy is served: what no longer holds there is honoured no more, from now on. */
  reread(): void;
  /** Why agreements are not honoured, or only in the form they had before: a sentence each. */
  problems(): readonly string[];
}

export interface AgreementParts {
  readonly db: Kysely<GatewayDatabase>;
  /** Reads an agreement as callers hold it, with what is wrong with it, on the graph and the policy that are served. */
  readonly read: (agreement: SharingAgreement) => ReadAgreement;
  /** Told of every version that is new or has changed since this process began. */
  readonly changed: (agreement: SharingAgreement, problems: readonly string[]) => void;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
}

/** A version as it is honoured. */
interface Entry {
  /** The row as it was read. */
  readonly text: string;
  readonly agreement: SharingAgreement;
  /** Null when it was never good. */
  readonly held: HeldAgreement | null;
  readonly problems: readonly string[];
  /** Those of them that a change of the row made; the rest come from the graph or the policy. */
  readonly written: readonly string[];
}

/** Reads the agreements; throws when one that is in force, or will be, cannot be honoured, saying which and why. */
export async function loadAgreements({ db, read, changed, clock }: AgreementParts, today: string): Promise<Agreements> {
  let entries: ReadonlyMap<string, Entry> = new Map();
  let views = new RecentlyUsed<AgreementsView>(MOST_VIEWS);
  let revision = '';
  let begun = false;

  const fresh = keepFresh(async () => {
    const now = await db.selectFrom('agreement_revision').select('revision').executeTakeFirstOrThrow();
    if (now.revision !== revision) {
      const rows = await db.selectFrom('sharing_agreement').selectAll().orderBy('id').orderBy('version').execute();
      const next = new Map<string, Entry>();
      for (const row of rows) {
        const key = `${row.id}/${row.version}`;
        const before = entries.get(key);
        const text = JSON.stringify(row);
        const entry = before?.text === text ? before : entryOf(agreementOf(row), text, before, read);
        next.set(key, entry);
        if (begun && entry !== before) changed(entry.agreement, entry.problems);
      }
      entries = next;
      views = new RecentlyUsed(MOST_VIEWS);
      revision = now.revision;
      begun = true;
    }
  }, clock);

  const problems = (): readonly string[] =>
    [...entries.values()].flatMap(({ agreement, problems: wrong }) =>
      wrong.map((one) => `agreement ${agreement.id}, version ${agreement.version}: ${one}`),
    );

  await fresh();
  const unfit = [...entries.values()].filter(({ problems: wrong, agreement }) => {
    return wrong.length > 0 && agreement.status === 'IN_FORCE' && today < agreement.validTo;
  });
  if (unfit.length > 0) throw new Error(`Sharing agreements cannot be honoured:\n${problems().join('\n')}`);

  return {
    problems,
    reread() {
      const next = new Map<string, Entry>();
      for (const [key, before] of entries) {
        const entry = onNewGround(before, read);
        next.set(key, entry);
        if (entry.problems.join() !== before.problems.join()) changed(entry.agreement, entry.problems);
      }
      entries = next;
      views = new RecentlyUsed(MOST_VIEWS);
    },
    async heldBy(organisation, block, today) {
      await fresh();
      const key = [organisation, block, today].join('\n');
      let view = views.get(key);
      if (view === undefined)
        views.set(key, (view = viewOf([...entries.values()], new Set([organisation, block]), today)));
      return view;
    },
  };
}

/** Organisations remembered between two changes. */
const MOST_VIEWS = 10_000;

/** Of every agreement the newest version that has begun decides; a version that was never good is as if not written. */
function viewOf(entries: readonly Entry[], assignees: ReadonlySet<string>, today: string): AgreementsView {
  const newest = new Map<string, Entry>();
  for (const entry of entries) {
    const { id, version, status, validFrom } = entry.agreement;
    if (status === 'DRAFT' || today < validFrom || (entry.held === null && status === 'IN_FORCE')) continue;
    if (version > (newest.get(id)?.agreement.version ?? -1)) newest.set(id, entry);
  }
  const inForce: HeldAgreement[] = [];
  const lapsed: HeldAgreement[] = [];
  for (const { agreement, held } of newest.values()) {
    if (held === null || !agreement.assignees.some((one) => assignees.has(one))) continue;
    (agreement.status === 'IN_FORCE' && today < held.validTo ? inForce : lapsed).push(held);
  }
  return { inForce, lapsed };
}

/**
 * A version that was changed into something that cannot be honoured stays as it was last good, but ends when the
 * change says so: a mistake in writing gives nobody more, and takes from nobody what was agreed.
 */
function entryOf(
  agreement: SharingAgreement,
  text: string,
  before: Entry | undefined,
  read: AgreementParts['read'],
): Entry {
  const { held, problems } = read(agreement);
  if (problems.length === 0) return { text, agreement, held, problems, written: [] };
  if (agreement.status !== 'IN_FORCE') return { text, agreement, held, problems: [], written: [] };
  const last = before?.held ?? null;
  if (last === null) return { text, agreement, held: null, problems, written: [] };
  const validTo = agreement.validTo < last.validTo ? agreement.validTo : last.validTo;
  return {
    text,
    agreement: { ...before!.agreement, status: agreement.status, validTo },
    held: { ...last, validTo },
    problems,
    written: problems,
  };
}

/**
 * A version on a graph or a policy that changed under it: a field that is no longer its steward's to share falls out of
 * it, the rest stays, and what fits again is honoured again.
 */
function onNewGround(before: Entry, read: AgreementParts['read']): Entry {
  const { agreement, written } = before;
  if (agreement.status !== 'IN_FORCE') return before;
  const { held, problems, fits } = read(agreement);
  // What was never good is as it was written, so what is wrong with it was told just now.
  if (before.held === null) return problems.length === 0 ? { ...before, held, problems } : { ...before, problems };
  return { ...before, held: problems.length === 0 ? held : fits, problems: [...written, ...problems] };
}

/** A row of the database as the agreement that it is. */
export const agreementOf = (row: Selectable<GatewayDatabase['sharing_agreement']>): SharingAgreement => ({
  id: row.id,
  version: row.version,
  steward: row.steward,
  assignees: row.assignees,
  coordinates: row.coordinates,
  purposes: row.purposes,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  maxRowsPerQuery: row.max_rows_per_query,
  maxSubjectsPerDay: row.max_subjects_per_day,
  duties: row.duties,
  status: row.status,
});
