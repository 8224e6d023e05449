import { CHECK_CODES } from '@agency-graph/members';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMembers, type MembersUnderTest } from './members-under-test.js';

let members: MembersUnderTest;
beforeAll(async () => {
  members = await startMembers();
});
afterAll(() => members.close());

/** `Q07 M-000042 nationalId`, of all or of one code. */
const injected = (): string[] =>
  [...members.world.truth('members')].map(({ code, recordId, field }) => `${code} ${recordId} ${field}`);
const stored = async (): Promise<string[]> => {
  const issues = await members.db.selectFrom('quality_issue').select(['code', 'member_id', 'field']).execute();
  return issues.map(({ code, member_id, field }) => `${code} ${member_id} ${field}`);
};

test('What is found is what was put in, for every check', async () => {
  const found = await stored();
  const truth = injected();
  expect(found.filter((one) => !truth.includes(one))).toEqual([]);
  for (const code of CHECK_CODES) {
    const expected = truth.filter((one) => one.startsWith(code));
    const missed = expected.filter((one) => !found.includes(one));
    // A day swapped with a month is only seen where the population database confirmed the birth date.
    const unseen = code === 'Q12' ? expected.filter(isUnverified) : [];
    expect(missed).toEqual(unseen);
  }
});

const isUnverified = (finding: string): boolean =>
  members.world.member(finding.split(' ')[1] as string)?.civilDateOfBirth === null;

test('Q14 is not looked for: nothing in a record tells it', async () => {
  expect((await stored()).filter((one) => one.startsWith('Q14'))).toEqual([]);
});

test('A member shows its own issues, by code', async () => {
  const finding = injected().find((one) => one.startsWith('Q15'));
  const [code, id, field] = finding?.split(' ') ?? [];
  const answer = await members.ask(`{ member(id: "${id}") { qualityIssues { code dimension field fixedAt } } }`);
  const codes = answer.data.member.qualityIssues.map((one: { code: string }) => one.code);
  expect(answer.data.member.qualityIssues).toContainEqual({ code, dimension: 'CURRENTNESS', field, fixedAt: null });
  expect(codes).toEqual(codes.toSorted());
});
