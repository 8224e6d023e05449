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

export interface AgreementParts {
  readonly db: Kysely<GatewayDatabase>;
  /** Reads an agreement as callers hold it, with what is wrong with it, on the graph and the policy that are served. */
  readonly read: (agreement: SharingAgreement) => ReadAgreement;
  /** How each version stood when that was last recorded, by `id/version`. */
  readonly recorded: ReadonlyMap<string, Standing | null>;
  /** Told of every version that is new, has changed or stands differently from what was recorded last, and how it stands. */
  readonly changed: (version: VersionName, change: AgreementChange, stands: Standing | null) => void;
  /** Told of every version with which something is wrong, whenever that is found out. */
  readonly unfit: (version: VersionName, problems: readonly string[]) => void;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
}

/** What has become of a version on the day of the policy clock: `changed` where it began to be honoured no more and no less. */
export type AgreementChange = Standing | 'changed';

export type VersionName = Pick<SharingAgreement, 'id' | 'version'>;

/** How a version stands on a day. One that is suspended gives nothing, though its days have not ended. */
export type Standing = 'in_force' | 'suspended' | 'ended';

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
  /** In force at the first reading: nobody knows what it last gave, so it gives what fits of it, and keeps older versions out. */
  readonly bars: boolean;
}

type Entries = ReadonlyMap<string, Entry>;

/**
 * Reads the agreements. One that cannot be honoured as it is written gives what fits of it, or nothing, keeps nobody from
 * the others, and is told.
 */
export async function loadAgreements(parts: AgreementParts, today: string): Promise<Agreements> {
  const { db, read, clock } = parts;
  let entries: Entries = new Map();
  let views = new RecentlyUsed<AgreementsView>(MOST_VIEWS);
  let revision = '';
  let begun = false;
  /** The latest day that anybody has asked of, and the last of which it was told how the versions stand. */
  let [day, toldOf] = [today, today];

  const become = (next: Entries): void => {
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
      const next = new Map<string, Entry>();
      for (const row of rows) {
        const key = keyOf(row);
        const before = entries.get(key);
        const text = JSON.stringify(row);
        const bars = before?.bars ?? (!begun && row.status === 'IN_FORCE');
        next.set(
          key,
          before?.text === text ? before : entryOf({ agreement: agreementOf(row), text, bars }, before, read),
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
  tellWhatDiffers(entries, today, parts);

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
      if (view === undefined) views.set(key, (view = viewOf(entries, new Set([organisation, block]), on)));
      return view;
    },
  };
}

/** Organisations remembered between two changes. */
const MOST_VIEWS = 10_000;

/**
 * Of every agreement the newest version that has begun decides; one that was never good is as if not written, unless it
 * bars the others.
 */
function decidingOn(day: string, entries: Entries): ReadonlyMap<string, Entry> {
  const newest = new Map<string, Entry>();
  for (const entry of entries.values()) {
    const { id, version, status, validFrom } = entry.agreement;
    if (status === 'DRAFT' || day < validFrom || (entry.held === null && !entry.bars)) continue;
    if (version > (newest.get(id)?.agreement.version ?? -1)) newest.set(id, entry);
  }
  return newest;
}

/** How a version stands; null while it is a draft, or good and yet to begin. */
function standingOf({ agreement, held }: Entry, deciding: ReadonlyMap<string, Entry>, day: string): Standing | null {
  const { id, version, status, validFrom, validTo } = agreement;
  if (status === 'DRAFT') return null;
  if (status === 'REVOKED' || day >= validTo || version < (deciding.get(id)?.agreement.version ?? 0)) return 'ended';
  if (!givesAnything(held)) return 'suspended';
  return day < validFrom ? null : 'in_force';
}

const givesAnything = (held: HeldAgreement | null): held is HeldAgreement =>
  held !== null && held.coordinates.size > 0 && held.purposes.size > 0;

/** The versions with which something is wrong, while that still matters: not once they are over or followed by others. */
function toBeMended(entries: Entries, day: string): readonly Entry[] {
  const deciding = decidingOn(day, entries);
  return [...entries.values()].filter(
    (entry) => entry.problems.length > 0 && standingOf(entry, deciding, day) !== 'ended',
  );
}

/** Tells of every version that stands differently, when a process begins, from what was recorded last. */
function tellWhatDiffers(entries: Entries, day: string, { recorded, changed, unfit }: AgreementParts): void {
  const deciding = decidingOn(day, entries);
  for (const [key, stood] of recorded) {
    if (stood !== 'ended' && !entries.has(key)) changed(versionIn(key), 'ended', 'ended');
  }
  for (const [key, entry] of entries) {
    const stands = standingOf(entry, deciding, day);
    // Of what was over before anything was recorded there is nothing to tell.
    const stood = recorded.get(key) ?? (stands === 'ended' && !recorded.has(key) ? 'ended' : null);
    if (stood !== stands) changed(entry.agreement, changeOf(stood, stands), stands);
  }
  for (const { agreement, problems } of toBeMended(entries, day)) unfit(agreement, problems);
}

/** Tells of every version that another reading, ground or day has made different. */
function tellWhatChanged(
  before: Entries,
  dayBefore: string,
  after: Entries,
  day: string,
  { changed, unfit }: AgreementParts,
): void {
  const [decided, deciding] = [decidingOn(dayBefore, before), decidingOn(day, after)];
  for (const [key, was] of before) {
    if (!after.has(key) && standingOf(was, decided, dayBefore) !== 'ended') changed(was.agreement, 'ended', 'ended');
  }
  for (const [key, entry] of after) {
    const was = before.get(key);
    const stood = was === undefined ? null : standingOf(was, decided, dayBefore);
    const stands = standingOf(entry, deciding, day);
    const isSame = was?.text === entry.text && was.problems.join() === entry.problems.join();
    if (isSame && stood === stands) continue;
    changed(entry.agreement, changeOf(stood, stands), stands);
    if (!isSame && entry.problems.length > 0) unfit(entry.agreement, entry.problems);
  }
}

function changeOf(stood: Standing | null, stands: Standing | null): AgreementChange {
  if (stood === stands) return 'changed';
  return stands ?? (stood === 'in_force' ? 'ended' : 'changed');
}

function viewOf(entries: Entries, assignees: ReadonlySet<string>, today: string): AgreementsView {
  const inForce: HeldAgreement[] = [];
  const lapsed: HeldAgreement[] = [];
  for (const { agreement, held } of decidingOn(today, entries).values()) {
    if (!givesAnything(held) || !agreement.assignees.some((one) => assignees.has(one))) continue;
    (agreement.status === 'IN_FORCE' && today < held.validTo ? inForce : lapsed).push(held);
  }
  return { inForce, lapsed };
}

/**
 * A version that was changed into something that cannot be honoured stays as it was last good, but ends when the
 * change says so: a mistake in writing gives nobody more, and takes from nobody what was agreed.
 */
function entryOf(
  row: Pick<Entry, 'agreement' | 'text' | 'bars'>,
  before: Entry | undefined,
  read: AgreementParts['read'],
): Entry {
  const { agreement } = row;
  const { held, problems } = read(agreement);
  if (problems.length === 0) return { ...row, held, problems, written: [] };
  if (agreement.status !== 'IN_FORCE') return { ...row, held, problems: [], written: [] };
  const last = before?.agreement.status === 'IN_FORCE' ? before.held : null;
  if (last === null) return { ...row, held: row.bars ? fittingOf(agreement, read) : null, problems, written: [] };
  const validTo = agreement.validTo < last.validTo ? agreement.validTo : last.validTo;
  return {
    ...row,
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
  if (before.held === null && problems.length > 0)
    return { ...before, held: before.bars ? fittingOf(agreement, read) : null, problems };
  return { ...before, held: problems.length === 0 ? held : fits, problems: [...written, ...problems] };
}

/**
 * What is left of a version without what is not its steward's to share and without unknown purposes, as gateways honour
 * it that knew it before the graph or the policy changed; null when something else is wrong with it, or nothing is left.
 */
function fittingOf(agreement: SharingAgreement, read: AgreementParts['read']): HeldAgreement | null {
  const { coordinates, purposes } = read(agreement).fits;
  const left = read({ ...agreement, coordinates: [...coordinates], purposes: [...purposes] });
  return left.problems.length === 0 ? left.held : null;
}

/** `id/version`, by which versions are known; an id may hold a slash itself. */
export const keyOf = ({ id, version }: VersionName): string => `${id}/${version}`;
const versionIn = (key: string): VersionName => {
  const at = key.lastIndexOf('/');
  return { id: key.slice(0, at), version: Number(key.slice(at + 1)) };
};

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
