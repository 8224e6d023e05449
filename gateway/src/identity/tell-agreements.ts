import {
  decidingOn,
  standingOf,
  toBeMended,
  versionIn,
  type HonouredVersions,
  type Standing,
  type VersionName,
} from './honoured-version.js';

/** What has become of a version on the day of the policy clock: `changed` where it began to be honoured no more and no less. */
export type AgreementChange = Standing | 'changed';

/** Who is told what becomes of agreements. */
export interface AgreementsTold {
  /** Told of every version that is new, has changed or stands differently from what was recorded last, and how it stands. */
  readonly changed: (version: VersionName, change: AgreementChange, stands: Standing | null) => void;
  /** Told of every version with which something is wrong, whenever that is found out. */
  readonly unfit: (version: VersionName, problems: readonly string[]) => void;
}

/** Tells of every version that stands differently, when a process begins, from what was recorded last. */
export function tellWhatDiffers(
  entries: HonouredVersions,
  day: string,
  recorded: ReadonlyMap<string, Standing | null>,
  { changed, unfit }: AgreementsTold,
): void {
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
export function tellWhatChanged(
  before: HonouredVersions,
  dayBefore: string,
  after: HonouredVersions,
  day: string,
  { changed, unfit }: AgreementsTold,
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
