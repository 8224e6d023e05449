import { describe, expect, test } from 'vitest';
import type { WorldSize } from '@agency-graph/world';
import { createWorld, PERSONAS } from '@agency-graph/world';

const PERSON_CODES = Array.from({ length: 15 }, (_, index) => `P${index + 1}`);

describe.each<WorldSize>(['tiny', 'small', 'medium', 'full'])('the fixtures of domain.md § 3 in %s', (size) => {
  const world = createWorld(size);

  test('three members of one cell; the first has one unpublished reprimand', () => {
    for (const id of ['M-000123', 'M-000124', 'M-000125']) expect(world.member(id)?.cellId).toBe('G07.C012.K03.B02');
    expect(world.member('M-000124')?.fullName).toBe('Trần Mẫu Thảo');
    expect(world.member('M-000125')?.partyPosition).toBe('Bí thư chi bộ');
    expect(world.member('M-000123')?.discipline).toMatchObject([
      { form: 'REPRIMAND', published: false, decisionId: 'D-KL-0301', decidedById: 'G07.UBKT' },
    ]);
    expect(world.organisation('G07.C012.K03.B02')).toMatchObject({ path: 'TW.G07.C012.K03.B02', status: 'ACTIVE' });
  });

  test('the documents', () => {
    expect(world.document('D-KL-0301')).toMatchObject({
      secrecy: 'CONFIDENTIAL',
      issuerId: 'G07.UBKT',
      compartments: ['KIEM_TRA'],
    });
    expect(world.document('D-NQ57')).toMatchObject({
      secrecy: 'UNCLASSIFIED',
      circulation: 'PUBLIC',
      issuerId: 'TWG',
      symbol: '57-NQ/TWG',
    });
    expect(world.document('D-CV-9001')).toMatchObject({
      secrecy: 'UNCLASSIFIED',
      circulation: 'RECIPIENTS_ONLY',
      issuerId: 'TWG',
      recipientIds: ['G11'],
    });
    expect(world.document('D-NS-0042')).toMatchObject({
      secrecy: 'CONFIDENTIAL',
      issuerId: 'BTCTW',
      compartments: ['NHAN_SU'],
    });
    expect(world.document('D-M-2015-031')).toMatchObject({
      secrecy: 'CONFIDENTIAL',
      issuerId: 'G07',
      secrecySetOn: '2015-03-10',
      secrecyUntil: '2025-03-10',
    });
    expect(world.document('D-RAISED-008')).toMatchObject({
      secrecy: 'SECRET',
      issuerId: 'TWG',
      secrecySetOn: '2026-03-14',
    });
  });

  test('tasks, opinion, commune and dissolved district', () => {
    expect(world.task('T-0100')).toMatchObject({ secrecy: 'UNCLASSIFIED', leadOrgId: 'G11', coOrgIds: ['G12'] });
    expect(world.task('T-0100')?.timeliness).toBe('OVERDUE');
    expect(world.task('T-0100')?.obstacles).not.toBeNull();
    expect(world.task('T-0100')?.evaluation).not.toBeNull();
    expect(world.task('T-S2-007')).toMatchObject({ secrecy: 'SECRET', leadOrgId: 'G11' });
    expect(world.feedbackItem('F-0123')).toMatchObject({ handledById: 'VPTW' });
    expect(world.adminUnit('G07C012')).toMatchObject({ parentCode: 'G07', validTo: null });
    expect(world.organisation('G11.C004')?.status).toBe('ACTIVE');
    expect(world.organisation('OLD-H031')).toMatchObject({ status: 'DISSOLVED' });
    expect(world.account('A-P4-OLD')).toMatchObject({ orgId: 'OLD-H031', status: 'ACTIVE' });
  });

  test('every persona has an account', () => {
    expect(PERSONAS.map(({ code }) => code)).toEqual([...PERSON_CODES, 'P4-OLD']);
    for (const { accountId } of PERSONAS) expect(world.account(accountId)?.status).toBe('ACTIVE');
    expect(world.agreements.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['AGR-00', 'AGR-01', 'AGR-02', 'AGR-02-2025', 'AGR-03', 'AGR-04']),
    );
  });
});

describe('what the permitted examples need', () => {
  const world = createWorld('tiny');

  test('decision 17 of the centre exists once, and is SECRET', () => {
    const found = [...createWorld('small').documents()].filter(
      ({ issuerId, docType, number }) => issuerId === 'TWG' && docType === 'QUYET_DINH' && number === 17,
    );
    expect(found.map(({ secrecy }) => secrecy)).toEqual(['SECRET']);
  });

  test('overdue tasks, open tasks with opinions, published replies, a ministry that leads', () => {
    const tasks = [...world.tasks()];
    expect(tasks.some(({ timeliness, secrecy }) => timeliness === 'OVERDUE' && secrecy === 'UNCLASSIFIED')).toBe(true);
    expect(tasks.some(({ leadOrgId }) => leadOrgId === 'BO01')).toBe(true);
    expect(tasks.filter(({ secrecy }) => secrecy === 'TOP_SECRET')).toHaveLength(3);
    expect([...world.feedback()].some(({ publicReply }) => publicReply !== null)).toBe(true);
    expect([...world.feedback()].some(({ taskId }) => taskId === 'T-0100')).toBe(true);
  });

  test('the cell of the demonstration has other members too', () => {
    const cell = [...world.members()].filter(({ cellId }) => cellId === 'G07.C012.K03.B02');
    expect(cell.length).toBeGreaterThan(3);
  });
});
