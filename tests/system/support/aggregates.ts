import type { MemberRecord, OrganisationRecord, World } from '@agency-graph/world';
import { expect } from 'vitest';

/** Fewest persons that a count may tell of (R19). */
const LEAST = 10;

const THEORY_LEVELS = ['NONE', 'SO_CAP', 'TRUNG_CAP', 'CAO_CAP', 'CU_NHAN'];
const KEYS: Readonly<Record<string, readonly string[]>> = { THEORY_LEVEL: THEORY_LEVELS, GENDER: ['MALE', 'FEMALE'] };
const keyOf = (by: string, { theoryLevel, gender }: MemberRecord): string =>
  by === 'THEORY_LEVEL' ? theoryLevel : gender;

const isUnder = (path: string, above: string): boolean => path === above || path.startsWith(`${above}.`);

function membersUnder(world: World, { path }: OrganisationRecord): readonly MemberRecord[] {
  return [...world.members()].filter(({ cellId }) => isUnder(world.organisation(cellId)?.path ?? '', path));
}

/**
 * Members of an organisation by a value. A count under ten is kept back, and where what is kept back would follow from
 * the sum, the smallest other count too. (Here for an organisation whose neighbours need nothing more kept back.)
 */
export function countsBy(by: string, world: World, one: OrganisationRecord) {
  const counts = KEYS[by]!.map((key) => ({
    key,
    count: membersUnder(world, one).filter((member) => keyOf(by, member) === key).length,
  }));
  const hidden = new Set(counts.filter(({ count }) => count < LEAST).map(({ key }) => key));
  const told = (): number => counts.filter(({ key }) => hidden.has(key)).reduce((sum, { count }) => sum + count, 0);
  const byCount = counts.toSorted((a, b) => a.count - b.count);
  while (hidden.size > 0 && (hidden.size < 2 || told() < LEAST)) {
    const next = byCount.find(({ key }) => !hidden.has(key));
    if (next === undefined) break;
    hidden.add(next.key);
  }
  return counts.map(({ key, count }) => ({
    key,
    count: hidden.has(key) ? null : count,
    suppressed: hidden.has(key),
  }));
}

/** Of each defect that can be seen in a record, the dimension it counts under (domain page, 4.4). */
const DIMENSION_OF: Readonly<Record<string, string>> = {
  Q01: 'ACCURACY',
  Q02: 'CONSISTENCY',
  Q03: 'CONSISTENCY',
  Q04: 'ACCURACY',
  Q05: 'CONSISTENCY',
  Q06: 'COMPLETENESS',
  Q07: 'CURRENTNESS',
  Q08: 'CONSISTENCY',
  Q09: 'CONSISTENCY',
  Q10: 'ACCURACY',
  Q11: 'COMPLETENESS',
  Q12: 'ACCURACY',
  Q13: 'ACCURACY',
  Q15: 'CURRENTNESS',
  Q16: 'ACCURACY',
  Q17: 'CURRENTNESS',
  Q18: 'CURRENTNESS',
  Q19: 'CONSISTENCY',
  Q20: 'CURRENTNESS',
};
const DIMENSIONS = ['ACCURACY', 'COMPLETENESS', 'CONSISTENCY', 'CREDIBILITY', 'CURRENTNESS'];

/** Records without an injected defect, by dimension; credibility cannot be judged from a record alone (Q14). */
export function qualityOf(world: World, one: OrganisationRecord) {
  const within = new Set(membersUnder(world, one).map(({ id }) => id));
  const failing = new Map(DIMENSIONS.map((dimension) => [dimension, new Set<string>()]));
  for (const { recordId, code } of world.truth('members')) {
    // Day and month that changed places show only against the date of the population database.
    const shows = code !== 'Q12' || world.member(recordId)?.civilDateOfBirth !== null;
    if (shows && within.has(recordId)) failing.get(DIMENSION_OF[code] ?? '')?.add(recordId);
  }
  return DIMENSIONS.map((dimension) => {
    if (dimension === 'CREDIBILITY') return { dimension, passed: null, applicable: 0 };
    const failed = failing.get(dimension)?.size ?? 0;
    const few = failed > 0 && failed < LEAST;
    // Kept back too where it would give away a small number of an organisation beside this one.
    const passed: unknown = few ? null : expect.toBeOneOf([null, within.size - failed]);
    return { dimension, passed: passed as number | null, applicable: within.size };
  });
}
