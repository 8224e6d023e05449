import { suppress } from '@agency-graph/members';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectStatements } from '../support/subgraph-harness.js';
import { isMemberUnder, servedMembers, startMembers, type MembersUnderTest } from './members-under-test.js';

let members: MembersUnderTest;
beforeAll(async () => {
  members = await startMembers();
});
afterAll(() => members.close());

const NO_ROWS = { rows: {} };
const GROUPS = ['GENDER', 'AGE_BAND', 'THEORY_LEVEL', 'STATUS', 'ETHNICITY_BAND'] as const;

interface Bucket {
  readonly key: string;
  readonly count: number | null;
  readonly suppressed: boolean;
}

const band = (age: number): string =>
  age > 60 ? '61+' : age > 50 ? '51-60' : age > 40 ? '41-50' : age > 30 ? '31-40' : '18-30';

/** The value of a member in a group, written here a second time. */
const keyOf = (by: string, member: ReturnType<typeof servedMembers>[number]): string =>
  by === 'GENDER'
    ? member.gender
    : by === 'AGE_BAND'
      ? band(2026 - Number(member.dateOfBirth.slice(0, 4)))
      : by === 'THEORY_LEVEL'
        ? member.theoryLevel
        : by === 'STATUS'
          ? member.status
          : member.ethnicity === 'E01'
            ? 'E01'
            : 'OTHER';

describe('memberStats', () => {
  test.each(GROUPS)('by %s is the true count or kept back, and small ones always are', async (by) => {
    const ids = ['TWG', 'G07', 'G11', 'G07.C012', 'G07.C012.K03', 'G07.C012.K03.B02', 'nothing'];
    const answer = await members.entities(
      'Organisation',
      ids,
      `memberStats(by: ${by}) { key count suppressed }`,
      NO_ROWS,
    );
    expectStatements(answer, 2);
    for (const [at, id] of ids.entries()) {
      const path = members.world.organisation(id)?.path ?? 'none';
      const within = servedMembers(members).filter((member) => isMemberUnder(members, member, path));
      for (const { key, count, suppressed } of answer.data._entities[at].memberStats as Bucket[]) {
        const truth = within.filter((member) => keyOf(by, member) === key).length;
        if (truth < 10) expect(suppressed).toBe(true);
        expect(count).toBe(suppressed ? null : truth);
      }
    }
    const keys = answer.data._entities.map(({ memberStats }: { memberStats: Bucket[] }) =>
      memberStats.map(({ key }) => key),
    );
    expect(new Set(keys.map(String)).size).toBe(1);
  });

  test('shows the large counts of the whole', async () => {
    const answer = await members.entities(
      'Organisation',
      ['TWG'],
      'memberStats(by: GENDER) { key suppressed }',
      NO_ROWS,
    );
    expect(answer.data._entities[0].memberStats).toEqual([
      { key: 'MALE', suppressed: false },
      { key: 'FEMALE', suppressed: false },
    ]);
  });
});

describe('Suppression', () => {
  test('hides a small count and the smallest beside it, so that the sum does not give it away', () => {
    expect(suppress([[120, 7, 40]])).toEqual([[false, true, true]]);
  });

  test('hides nothing where every count is large', () => {
    expect(suppress([[120, 70, 40]])).toEqual([[false, false, false]]);
  });

  test('hides in rows and columns until no sum of either tells of fewer than ten', () => {
    const table = [
      [100, 5, 30],
      [90, 50, 60],
      [80, 40, 20],
    ];
    const hidden = suppress(table);
    const lines = [
      ...table.map((row, r) => row.filter((_, c) => hidden[r]?.[c])),
      ...[0, 1, 2].map((c) => table.flatMap((row, r) => (hidden[r]?.[c] ? [row[c] as number] : []))),
    ];
    for (const line of lines.filter((one) => one.length > 0)) {
      expect(line.length).toBeGreaterThan(1);
      expect(line.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10);
    }
  });
});

describe('dataQuality', () => {
  const DIMENSIONS = ['ACCURACY', 'COMPLETENESS', 'CONSISTENCY', 'CREDIBILITY', 'CURRENTNESS'];
  const SCORES = 'dataQuality { dimension passed applicable }';

  test('counts the records of an organisation that fail no check of the dimension', async () => {
    const answer = await members.entities('Organisation', ['TWG', 'G07', 'G07.C012'], SCORES, NO_ROWS);
    expectStatements(answer, 2);
    const all = await members.entities(
      'Member',
      servedMembers(members).map(({ id }) => id),
      'qualityIssues { dimension }',
    );
    for (const [at, path] of ['TW', 'TW.G07', 'TW.G07.C012'].entries()) {
      const scores = answer.data._entities[at].dataQuality;
      expect(scores.map(({ dimension }: { dimension: string }) => dimension)).toEqual(DIMENSIONS);
      for (const { dimension, passed, applicable } of scores) {
        const within = servedMembers(members)
          .map((member, index) => ({ member, issues: all.data._entities[index].qualityIssues }))
          .filter(({ member }) => isMemberUnder(members, member, path));
        const failed = within.filter(({ issues }) =>
          issues.some((one: { dimension: string }) => one.dimension === dimension),
        );
        if (dimension === 'CREDIBILITY') expect([passed, applicable]).toEqual([null, 0]);
        else {
          expect(applicable).toBe(within.length);
          if (failed.length > 0 && failed.length < 10) expect(passed).toBe(null);
          expect([null, within.length - failed.length]).toContain(passed);
          if (path === 'TW') expect(passed).not.toBe(null);
        }
      }
    }
  });

  test('is counted on demand below a commune', async () => {
    const answer = await members.entities(
      'Organisation',
      ['G07.C012.K03', 'G07.C012.K03.B02', 'nothing'],
      SCORES,
      NO_ROWS,
    );
    expectStatements(answer, 2);
    expect(answer.data._entities[0].dataQuality[0].applicable).toBeGreaterThan(9);
    expect(answer.data._entities[2].dataQuality[0]).toEqual({ dimension: 'ACCURACY', passed: null, applicable: 0 });
  });
});
