import { isAnyOf } from '@agency-graph/kit';
import { sql, type RawBuilder } from 'kysely';
import type { MembersBase } from './members-request.js';
import { ancestorsOf, familiesOf, hiddenOf } from './families.js';
import { DIMENSIONS } from './quality/catalogue.js';
import { depthOf } from './reach.js';
import type { CountBucket } from './schema/count-bucket.js';
import type { MemberGroup, MemberStatus, TheoryLevel } from './schema/enums.js';
import type { QualityScore } from './schema/quality-score.js';
import { LEAST } from './suppress.js';
import { prefix, SUMMARY_DEPTH, tally } from './tally.js';

type Group = keyof typeof MemberGroup;

const STATUSES: readonly (keyof typeof MemberStatus)[] = [
  'PROBATIONARY',
  'OFFICIAL',
  'EXEMPTED',
  'TRANSFERRING',
  'SUSPENDED',
  'LEFT',
  'EXPELLED',
  'STRUCK_OFF',
  'DECEASED',
];
const THEORY_LEVELS: readonly (keyof typeof TheoryLevel)[] = ['NONE', 'SO_CAP', 'TRUNG_CAP', 'CAO_CAP', 'CU_NHAN'];
/** Youngest age of each band, in years. */
const AGE_BANDS = [
  [61, '61+'],
  [51, '51-60'],
  [41, '41-50'],
  [31, '31-40'],
  [0, '18-30'],
] as const;

/** The keys of each group, all of them always answered: which are there says nothing. */
const KEYS: Readonly<Record<Group, readonly string[]>> = {
  GENDER: ['MALE', 'FEMALE'],
  AGE_BAND: AGE_BANDS.map(([, band]) => band).toReversed(),
  THEORY_LEVEL: THEORY_LEVELS,
  STATUS: STATUSES,
  ETHNICITY_BAND: ['E01', 'OTHER'],
};

interface Counted {
  readonly owner: string;
  readonly grouping: string;
  readonly key: string;
  readonly n: number;
}

/** Members of each organisation (by path) in each bucket of a group. */
export async function memberStats(
  request: MembersBase,
  paths: readonly string[],
  by: Group,
): Promise<readonly (readonly CountBucket[])[]> {
  const keys = KEYS[by];
  const counts = tableOf(await familyCounts(request, paths, [by]), keys);
  const hidden = hiddenOf(familiesOf(counts));
  return paths.map((path) =>
    keys.map((key, at) => {
      const shown = hidden.get(path)?.[at] === false;
      return { key, count: shown ? counts.get(path)![at]! : null, suppressed: !shown };
    }),
  );
}

/** Owner → its counts in the order of the keys. */
function tableOf(counts: readonly Counted[], keys: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, number[]>();
  for (const { owner, key, n } of counts) {
    const row = table.get(owner) ?? keys.map(() => 0);
    table.set(owner, row);
    const at = keys.indexOf(key);
    if (at >= 0) row[at] = n;
  }
  return table;
}

/** Turns the year of birth that is kept into the band of the age reached in the policy clock's year. */
function keyColumn(groups: readonly string[], now: string): RawBuilder<string> {
  if (!groups.includes('AGE_BAND')) return sql`key`;
  const year = sql.lit(Number(now.slice(0, 4)));
  const bands = AGE_BANDS.map(
    ([from, band]) => sql`when ${year} - key::integer >= ${sql.lit(from)} then ${sql.lit(band)}`,
  );
  return sql`case ${sql.join(bands, sql` `)} else ${sql.lit(AGE_BANDS.at(-1)?.[1])} end`;
}

/** Quality of each organisation's records by dimension; numbers of 1 to 9 records are kept back, and what gives them away. */
export async function dataQuality(
  request: MembersBase,
  paths: readonly string[],
): Promise<readonly (readonly QualityScore[])[]> {
  const counts = await familyCounts(request, paths, DIMENSIONS);
  const scores = DIMENSIONS.map((dimension) => {
    const of = counts.filter(({ grouping }) => grouping === dimension);
    return scoresOf(dimension, tableOf(of, ['PASSED', 'FAILED']));
  });
  return paths.map((path) => scores.map((score) => score(path)));
}

/** That none is meant is told; that few are is not. */
const isFew = (count: number): boolean => count > 0 && count < LEAST;

function scoresOf(dimension: string, results: ReadonlyMap<string, readonly number[]>): (path: string) => QualityScore {
  const totals = new Map([...results].map(([owner, [passed = 0, failed = 0]]) => [owner, [passed + failed]]));
  const untotalled = hiddenOf(familiesOf(totals), { isSmall: isFew });
  // Both parts of a number that is kept back would tell it.
  const hidden = hiddenOf(familiesOf(results), {
    isSmall: isFew,
    hidden: (path) => untotalled.get(path)?.[0] === true,
  });
  return (path) => {
    const applicable = totals.get(path)?.[0] ?? 0;
    const shown = applicable > 0 && hidden.get(path)?.[0] === false;
    return {
      dimension: dimension as QualityScore['dimension'],
      applicable: untotalled.get(path)?.[0] === true ? null : applicable,
      passed: shown ? results.get(path)![0]! : null,
    };
  };
}

/**
 * Counts of some groups for organisations, for all beside them and for all above and beside those, in one statement:
 * what may be told of one depends on them.
 */
async function familyCounts(
  request: MembersBase,
  paths: readonly string[],
  groups: readonly string[],
): Promise<readonly Counted[]> {
  const groupings = groups.map((group) => (group === 'AGE_BAND' ? 'BIRTH_YEAR' : group));
  const parents = ancestorsOf(paths);
  const kept = parents.filter((path) => path === '' || depthOf(path) < SUMMARY_DEPTH);
  const counted = parents.filter((path) => !kept.includes(path));
  const owner = prefix('m.cell_path', sql`cardinality(string_to_array(p.path, '.')) + 1`);
  const { rows } = await sql<Counted>`
    select owner, grouping, ${keyColumn(groups, request.now)} as key, sum(n)::integer as n from (
      select org_path as owner, grouping, key, n from member_count
      where ${isAnyOf('parent_path', kept)} and grouping = any(${groupings}) and n > 0
      ${andLive(counted, owner, groupings)}
    ) as counts group by 1, 2, 3 order by 1`.execute(request.db);
  return rows;
}

/** The same of organisations that nothing is kept of; left out where there are none, since planning it takes a while. */
function andLive(paths: readonly string[], owner: RawBuilder<unknown>, groups: readonly string[]): RawBuilder<unknown> {
  if (paths.length === 0) return sql``;
  return sql`union all select owner, grouping, key, n from (${tally('m.owner', below(paths, owner))}) as live
    where grouping = any(${groups})`;
}

/** Members at or under paths of few members each, as table `m` with the `owner` to count them for. */
function below(paths: readonly string[], owner: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select m.*, ${owner} as owner from unnest(${paths}::text[]) as p(path)
    cross join lateral (
      select * from member where cell_path >= p.path and cell_path < p.path || '/' offset 0
    ) as m
    where m.cell_path = p.path or m.cell_path >= p.path || '.') as m`;
}
