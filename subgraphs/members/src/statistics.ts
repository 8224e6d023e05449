import { sql, type RawBuilder } from 'kysely';
import type { MembersBase } from './members-request.js';
import { DIMENSIONS } from './quality/catalogue.js';
import { depthOf } from './reach.js';
import type { CountBucket } from './schema/count-bucket.js';
import type { MemberGroup, MemberStatus, TheoryLevel } from './schema/enums.js';
import type { QualityScore } from './schema/quality-score.js';
import { LEAST, suppress } from './suppress.js';
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
  readonly key: string;
  readonly n: number;
}

const parentOf = (path: string): string => path.split('.').slice(0, -1).join('.');

/**
 * Members of each organisation (by path) in each bucket of a group. What is suppressed is decided over the organisation
 * and those beside it, so that the one above minus the others tells no more.
 */
export async function memberStats(
  request: MembersBase,
  paths: readonly string[],
  by: Group,
): Promise<readonly (readonly CountBucket[])[]> {
  const keys = KEYS[by];
  const families = new Map<string, Map<string, number[]>>();
  for (const { owner, key, n } of await familyCounts(request, paths, by)) {
    const family = families.get(parentOf(owner)) ?? new Map<string, number[]>();
    families.set(parentOf(owner), family);
    const counts = family.get(owner) ?? keys.map(() => 0);
    family.set(owner, counts);
    const at = keys.indexOf(key);
    if (at >= 0) counts[at] = n;
  }
  const hidden = new Map([...families].map(([parent, family]) => [parent, suppress([...family.values()])]));
  return paths.map((path) => {
    const family = families.get(parentOf(path));
    const row = [...(family?.keys() ?? [])].indexOf(path);
    const counts = family?.get(path);
    const suppressed = hidden.get(parentOf(path))?.[row];
    return keys.map((key, at) => {
      const shown = suppressed?.[at] === false;
      return { key, count: shown ? (counts?.[at] ?? null) : null, suppressed: !shown };
    });
  });
}

/** Turns the year of birth that is kept into the band of the age reached in the policy clock's year. */
function keyColumn(by: Group, now: string): RawBuilder<string> {
  if (by !== 'AGE_BAND') return sql`key`;
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
  const counts = await ownCounts(request, paths, DIMENSIONS);
  const numbers = new Map(counts.map(({ owner, grouping, key, n }) => [`${owner} ${grouping} ${key}`, n]));
  return paths.map((path) =>
    DIMENSIONS.map((dimension) => {
      const passed = numbers.get(`${path} ${dimension} PASSED`) ?? 0;
      const failed = numbers.get(`${path} ${dimension} FAILED`) ?? 0;
      const applicable = passed + failed;
      const shown = ![applicable, passed, failed].some((n) => n > 0 && n < LEAST);
      return {
        dimension,
        applicable: applicable === 0 || applicable >= LEAST ? applicable : null,
        passed: shown && applicable > 0 ? passed : null,
      };
    }),
  );
}

/** Counts of one group for organisations and all beside them, in one statement. */
async function familyCounts(request: MembersBase, paths: readonly string[], by: Group): Promise<readonly Counted[]> {
  const group = by === 'AGE_BAND' ? 'BIRTH_YEAR' : by;
  const parents = [...new Set(paths.map(parentOf))];
  const kept = parents.filter((path) => path === '' || depthOf(path) < SUMMARY_DEPTH);
  const counted = parents.filter((path) => !kept.includes(path));
  const owner = prefix('m.cell_path', sql`cardinality(string_to_array(p.path, '.')) + 1`);
  const { rows } = await sql<Counted>`
    select owner, ${keyColumn(by, request.now)} as key, sum(n)::integer as n from (
      select org_path as owner, key, n from member_count
      where parent_path = any(${kept}) and grouping = ${group} and n > 0
      ${andLive(counted, owner, sql`owner, key, n`, [group])}
    ) as counts group by 1, 2 order by 1`.execute(request.db);
  return rows;
}

/** Counts of some groups for organisations alone, in one statement. */
async function ownCounts(
  request: MembersBase,
  paths: readonly string[],
  groups: readonly string[],
): Promise<readonly (Counted & { readonly grouping: string })[]> {
  const kept = paths.filter((path) => depthOf(path) <= SUMMARY_DEPTH);
  const counted = paths.filter((path) => !kept.includes(path));
  const { rows } = await sql<Counted & { readonly grouping: string }>`
    select org_path as owner, grouping, key, n from member_count
    where org_path = any(${kept}) and grouping = any(${groups})
    ${andLive(counted, sql.ref('p.path'), sql`*`, groups)}`.execute(request.db);
  return rows;
}

/** The same of organisations that nothing is kept of; left out where there are none, since planning it takes a while. */
function andLive(
  paths: readonly string[],
  owner: RawBuilder<unknown>,
  columns: RawBuilder<unknown>,
  groups: readonly string[],
): RawBuilder<unknown> {
  if (paths.length === 0) return sql``;
  return sql`union all select ${columns} from (${tally('m.owner', below(paths, owner))}) as live
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
