import type { ReadAgreement, SharingAgreement } from '../access/agreements.js';
import type { HeldAgreement } from './caller.js';

/** The agreements of an organisation on one day of the policy clock. */
export interface AgreementsView {
  readonly inForce: readonly HeldAgreement[];
  /** Ended or revoked. */
  readonly lapsed: readonly HeldAgreement[];
}

/** Reads an agreement as callers hold it, with what is wrong with it, on the graph and the policy that are served. */
export type ReadOnGround = (agreement: SharingAgreement) => ReadAgreement;

export type VersionName = Pick<SharingAgreement, 'id' | 'version'>;

/** How a version stands on a day. One that is suspended gives nothing, though its days have not ended. */
export type Standing = 'in_force' | 'suspended' | 'ended';

/** A version as it is honoured. */
export interface HonouredVersion {
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

/** By `id/version`. */
export type HonouredVersions = ReadonlyMap<string, HonouredVersion>;

/**
 * Of every agreement the newest version that has begun decides; one that was never good is as if not written, unless it
 * bars the others.
 */
export function decidingOn(day: string, entries: HonouredVersions): ReadonlyMap<string, HonouredVersion> {
  const newest = new Map<string, HonouredVersion>();
  for (const entry of entries.values()) {
    const { id, version, status, validFrom } = entry.agreement;
    if (status === 'DRAFT' || day < validFrom || (entry.held === null && !entry.bars)) continue;
    if (version > (newest.get(id)?.agreement.version ?? -1)) newest.set(id, entry);
  }
  return newest;
}

/** How a version stands; null while it is a draft, or good and yet to begin. */
export function standingOf(
  { agreement, held }: HonouredVersion,
  deciding: ReadonlyMap<string, HonouredVersion>,
  day: string,
): Standing | null {
  const { id, version, status, validFrom, validTo } = agreement;
  if (status === 'DRAFT') return null;
  if (status === 'REVOKED' || day >= validTo || version < (deciding.get(id)?.agreement.version ?? 0)) return 'ended';
  if (!givesAnything(held)) return 'suspended';
  return day < validFrom ? null : 'in_force';
}

const givesAnything = (held: HeldAgreement | null): held is HeldAgreement =>
  held !== null && held.coordinates.size > 0 && held.purposes.size > 0;

/** The versions with which something is wrong, while that still matters: not once they are over or followed by others. */
export function toBeMended(entries: HonouredVersions, day: string): readonly HonouredVersion[] {
  const deciding = decidingOn(day, entries);
  return [...entries.values()].filter(
    (entry) => entry.problems.length > 0 && standingOf(entry, deciding, day) !== 'ended',
  );
}

/** What organisations hold on a day. */
export function agreementsViewOf(
  entries: HonouredVersions,
  assignees: ReadonlySet<string>,
  today: string,
): AgreementsView {
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
export function honouredVersionOf(
  row: Pick<HonouredVersion, 'agreement' | 'text' | 'bars'>,
  before: HonouredVersion | undefined,
  read: ReadOnGround,
): HonouredVersion {
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
export function onNewGround(before: HonouredVersion, read: ReadOnGround): HonouredVersion {
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
function fittingOf(agreement: SharingAgreement, read: ReadOnGround): HeldAgreement | null {
  const { coordinates, purposes } = read(agreement).fits;
  const left = read({ ...agreement, coordinates: [...coordinates], purposes: [...purposes] });
  return left.problems.length === 0 ? left.held : null;
}

/** `id/version`, by which versions are known; an id may hold a slash itself. */
export const keyOf = ({ id, version }: VersionName): string => `${id}/${version}`;

/** The version that a key stands for. */
export const versionIn = (key: string): VersionName => {
  const at = key.lastIndexOf('/');
  return { id: key.slice(0, at), version: Number(key.slice(at + 1)) };
};
