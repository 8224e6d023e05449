import { describe, expect, test } from 'vitest';
import type { DocumentRecord, MemberRecord } from '@agency-graph/world';
import { createWorld } from '@agency-graph/world';

const world = createWorld('small');

/** The share of records that satisfy a condition, in per cent. */
function share<T>(records: readonly T[], condition: (record: T) => boolean): number {
  return (100 * records.filter(condition).length) / records.length;
}
function expectNear(actual: number, expected: number, tolerance: number): void {
  expect(actual).toBeGreaterThanOrEqual(expected - tolerance);
  expect(actual).toBeLessThanOrEqual(expected + tolerance);
}

describe('members', () => {
  const members = [...world.members()];

  test('sex, status, theory level, ethnicity and religion', () => {
    expectNear(
      share(members, ({ gender }) => gender === 'FEMALE'),
      35,
      1,
    );
    expectNear(
      share(members, ({ status }) => status === 'PROBATIONARY'),
      3.5,
      0.7,
    );
    expectNear(
      share(members, ({ status }) => status === 'EXEMPTED'),
      6,
      1,
    );
    expectNear(
      share(members, ({ status }) => status === 'TRANSFERRING'),
      1,
      0.3,
    );
    const gone: readonly MemberRecord['status'][] = ['LEFT', 'DECEASED', 'EXPELLED', 'STRUCK_OFF'];
    expectNear(
      share(members, ({ status }) => gone.includes(status)),
      2,
      0.4,
    );
    expectNear(
      share(members, ({ theoryLevel }) => theoryLevel === 'NONE'),
      35,
      1,
    );
    expectNear(
      share(members, ({ theoryLevel }) => theoryLevel === 'SO_CAP'),
      38,
      1,
    );
    expectNear(
      share(members, ({ theoryLevel }) => theoryLevel === 'TRUNG_CAP'),
      20,
      1,
    );
    expectNear(
      share(members, ({ ethnicity }) => ethnicity === 'E01'),
      86,
      1,
    );
    expectNear(
      share(members, ({ religion }) => religion === 'R0'),
      92,
      1,
    );
  });

  test('the identity number is present in 95.78 %, the confirmed birth date in at least 97 %', () => {
    expectNear(
      share(members, ({ nationalId }) => nationalId !== null),
      95.78,
      0.4,
    );
    expect(share(members, ({ civilDateOfBirth }) => civilDateOfBirth !== null)).toBeGreaterThanOrEqual(97);
  });

  test('highest badges stand as 17 : 3 : 2 : 2 : 2 : 3', () => {
    const highest = members.flatMap(({ badges }) => badges.at(-1)?.years ?? []).filter((years) => years <= 60);
    const parts = [30, 40, 45, 50, 55, 60].map(
      (years) => (29 * highest.filter((y) => y === years).length) / highest.length,
    );
    [17, 3, 2, 2, 2, 3].forEach((expected, index) => expectNear(parts[index]!, expected, 0.7));
  });

  test('discipline: 0.6 % and 0.02 % with a SECRET file', () => {
    expectNear(
      share(members, ({ discipline }) => discipline.length > 0),
      0.7,
      0.2,
    );
    expectNear(
      share(members, ({ secrecy }) => secrecy === 'SECRET'),
      0.02,
      0.02,
    );
  });

  test('cells have 8 to 60 members, 25 on average', () => {
    const sizes = [...Map.groupBy(members, ({ cellId }) => cellId)]
      .filter(([cell]) => world.organisation(cell)?.status === 'ACTIVE')
      .map(([, { length }]) => length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
    expectNear(sizes.reduce((a, b) => a + b, 0) / sizes.length, 25, 2.5);
  });
});

describe('communes of the full shape', () => {
  test('1,200 members at the median of rural ones, about 2,100 in a ward', () => {
    const full = createWorld('full');
    const cells = new Map<string, number>();
    for (const { level, status, adminUnitCode } of full.organisations()) {
      if (level !== 'CELL' || status !== 'ACTIVE' || adminUnitCode?.length !== 7) continue;
      cells.set(adminUnitCode, (cells.get(adminUnitCode) ?? 0) + 1);
    }
    const sizes = (type: string): readonly number[] =>
      [...cells]
        .filter(([code]) => full.adminUnit(code)?.type === type)
        .map(([, count]) => count * 24.9)
        .toSorted((a, b) => a - b);
    const rural = sizes('XA');
    const wards = sizes('PHUONG');
    expectNear(rural[rural.length >> 1]!, 1_200, 120);
    expectNear(wards.reduce((sum, size) => sum + size, 0) / wards.length, 2_100, 200);
  });
});

describe('documents', () => {
  const documents = [...world.documents()];
  const type = (name: string) => (document: DocumentRecord) => document.docType === name;

  test('types, levels and urgency', () => {
    for (const [name, expected] of [
      ['CONG_VAN', 45],
      ['BAO_CAO', 12],
      ['THONG_BAO', 10],
      ['KE_HOACH', 9],
      ['QUYET_DINH', 8],
      ['TO_TRINH', 5],
      ['KET_LUAN', 3],
      ['HUONG_DAN', 3],
      ['NGHI_QUYET', 2],
    ] as const) {
      expectNear(share(documents, type(name)), expected, 0.2);
    }
    expectNear(
      share(documents, ({ secrecy }) => secrecy === 'UNCLASSIFIED'),
      82,
      1.2,
    );
    expectNear(
      share(documents, ({ secrecy }) => secrecy === 'CONFIDENTIAL'),
      14,
      1.2,
    );
    expectNear(
      share(documents, ({ secrecy }) => secrecy === 'SECRET'),
      3.5,
      0.6,
    );
    expectNear(
      share(documents, ({ secrecy }) => secrecy === 'TOP_SECRET'),
      0.5,
      0.25,
    );
    expectNear(
      share(documents, ({ urgency }) => urgency === 'THUONG'),
      88,
      1,
    );
  });

  test('numbers run from 01 in each issuer, type and term, classified ones in between', () => {
    const series = Map.groupBy(documents, ({ issuerId, docType, term }) => `${issuerId} ${docType} ${term}`);
    const clean = new Map(
      [...world.truth('documents')].filter(({ code }) => code === 'Q22').map((d) => [d.recordId, Number(d.cleanValue)]),
    );
    let mixed = 0;
    for (const [, own] of series) {
      const numbers = own.map(({ id, number }) => clean.get(id) ?? number).toSorted((a, b) => a - b);
      expect(new Set(numbers).size).toBe(numbers.length);
      if (numbers.length < 10 || own[0]!.issuerId === 'TWG') continue;
      expect(numbers.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      mixed += new Set(own.map(({ secrecy }) => secrecy)).size > 1 ? 1 : 0;
    }
    expect(mixed).toBeGreaterThan(50);
  });

  test('forty periods end within thirty days of the clock; ten levels were raised and ten lowered of late', () => {
    const near = documents.filter(
      ({ secrecy, secrecyUntil }) =>
        secrecy !== 'UNCLASSIFIED' &&
        secrecyUntil !== null &&
        secrecyUntil >= '2026-02-13' &&
        secrecyUntil <= '2026-04-14',
    );
    expect(near.length).toBeGreaterThanOrEqual(36);
    expect(near.length).toBeLessThanOrEqual(42);
    const changed = documents.filter(
      ({ secrecySetOn, issuedOn }) => secrecySetOn !== null && secrecySetOn >= '2026-03-01' && secrecySetOn > issuedOn,
    );
    expect(changed.length).toBeGreaterThanOrEqual(17);
    expect(changed.length).toBeLessThanOrEqual(20);
  });

  test('a level holds 10, 20 or 30 years unless it was shortened', () => {
    const years = { CONFIDENTIAL: 10, SECRET: 20, TOP_SECRET: 30 } as const;
    const classified = documents.filter(({ secrecy }) => secrecy !== 'UNCLASSIFIED');
    const whole = share(classified, ({ secrecy, secrecySetOn, secrecyUntil }) => {
      const period = Number(secrecyUntil!.slice(0, 4)) - Number(secrecySetOn!.slice(0, 4));
      return period === years[secrecy as keyof typeof years];
    });
    expectNear(whole, 89, 3);
  });
});

describe('tasks and opinions', () => {
  const tasks = [...world.tasks()];
  const feedback = [...world.feedback()];

  test('the mix of timeliness, with 5 to 8 % overdue', () => {
    expectNear(
      share(tasks, ({ timeliness }) => timeliness === 'OVERDUE'),
      6.5,
      1.5,
    );
    expectNear(
      share(tasks, ({ timeliness }) => timeliness === 'DONE_LATE'),
      8.5,
      1,
    );
    expectNear(
      share(tasks, ({ completedOn, dueOn }) => completedOn !== null && completedOn <= dueOn),
      60.6,
      2,
    );
    expectNear(
      share(tasks, ({ secrecy }) => secrecy === 'CONFIDENTIAL'),
      4,
      0.5,
    );
    expectNear(
      share(tasks, ({ secrecy }) => secrecy === 'SECRET'),
      0.5,
      0.1,
    );
    expectNear(
      share(tasks, ({ dueOn, originalDueOn }) => dueOn !== originalDueOn),
      15,
      3,
    );
  });

  test('timeliness is true of the clock', () => {
    for (const { timeliness, completedOn, dueOn } of tasks) {
      if (completedOn === null) expect(timeliness === 'OVERDUE').toBe(dueOn < '2026-03-15');
      else expect(timeliness === 'DONE_LATE').toBe(completedOn > dueOn);
    }
  });

  test('about 257 tasks for each of the seven base resolutions, some for the two later ones', () => {
    const counts = Map.groupBy(tasks, ({ basisId }) => basisId);
    expect(counts.size).toBe(9);
    for (const [basis, own] of counts) {
      const later = basis === 'D-NQ79' || basis === 'D-NQ80';
      if (later) expect(own.length).toBeGreaterThan(5);
      else expectNear(own.length, 252, 45);
    }
  });

  test('opinions: kinds 40/30/20/10, citizens 70 %, one in eight leaks a name or phone into the text', () => {
    expectNear(
      share(feedback, ({ kind }) => kind === 'REFLECTION'),
      40,
      8,
    );
    expectNear(
      share(feedback, ({ kind }) => kind === 'SOLUTION'),
      10,
      5,
    );
    expectNear(
      share(feedback, ({ submitterKind }) => submitterKind === 'CITIZEN'),
      70,
      7,
    );
    expectNear(
      share(feedback, ({ content }) => content.includes('Liên hệ')),
      12,
      5,
    );
  });
});
