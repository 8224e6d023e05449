import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMembers, type MembersUnderTest } from './members-under-test.js';

let members: MembersUnderTest;
beforeAll(async () => {
  members = await startMembers();
});
afterAll(() => members.close());

const ALL = `id fullName birthName gender dateOfBirth hometown { code } hometownRaw permanentAddress phone nationalId
  nationalIdMasked cardNumber profileNumber ethnicity religion generalEducation professionalQualification theoryLevel
  foreignLanguages occupation status cell { id } partyPosition admissionDate officialDate badges { years awardedOn number }
  discipline { form decidedOn decidedBy { id } decision { id } grounds published }
  transfers { kind from { id } to { id } introducedOn acceptedOn } annualReviews { year rating } secrecy identityVerifiedAt
  updatedAt qualityIssues { code dimension field detectedAt fixedAt } rowSecrecy rowCellPath`;

test('Every field of every member says what the record says', async () => {
  const records = [...members.world.members()].filter(({ secrecy }) => secrecy !== 'TOP_SECRET');
  const ids = records.map(({ id }) => id);
  const answer = await members.entities('Member', ids, ALL);
  expect(answer.errors).toEqual([]);
  for (const [at, record] of records.entries()) {
    const { qualityIssues, nationalIdMasked, ...row } = answer.data._entities[at];
    const { cellId, hometownCode, civilDateOfBirth: _, discipline, transfers, ...same } = record;
    expect(row).toEqual({
      ...same,
      cell: { id: cellId },
      hometown: hometownCode === null ? null : { code: hometownCode },
      discipline: discipline.map(({ decidedById, decisionId, ...rest }) => ({
        ...rest,
        decidedBy: { id: decidedById },
        decision: decisionId === null ? null : { id: decisionId },
      })),
      transfers: transfers.map(({ fromId, toId, ...rest }) => ({ ...rest, from: { id: fromId }, to: { id: toId } })),
      rowSecrecy: record.secrecy,
      rowCellPath: members.world.organisation(cellId)?.path,
    });
    if (record.nationalId === null) expect(nationalIdMasked).toBeNull();
    else expect(nationalIdMasked).toHaveLength(record.nationalId.length);
    for (const issue of qualityIssues) expect(issue.detectedAt).toBe(members.world.now);
  }
});

test('A masked number shows its first and last three characters only', async () => {
  const record = [...members.world.members()].find(({ nationalId }) => nationalId?.length === 12);
  const answer = await members.ask('query ($id: ID!) { member(id: $id) { nationalIdMasked } }', { id: record?.id });
  const id = record?.nationalId ?? '';
  expect(answer.data.member.nationalIdMasked).toBe(`${id.slice(0, 3)}******${id.slice(-3)}`);
});

test('The fixture member, the secretary and the cell are those of the demonstration', async () => {
  const answer = await members.ask(
    '{ member(id: "M-000123") { cell { id } discipline { form published decision { id } } } }',
  );
  expect(answer.data.member).toEqual({
    cell: { id: 'G07.C012.K03.B02' },
    discipline: [{ form: 'REPRIMAND', published: false, decision: { id: 'D-KL-0301' } }],
  });
});
