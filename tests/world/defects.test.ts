import { beforeAll, describe, expect, test } from 'vitest';
import type { Defect, World } from '@agency-graph/world';
import { createWorld } from '@agency-graph/world';
import type { Finding } from './detectors.js';
import { detectMembers, surroundings } from './detectors.js';

/** Rates of domain.md § 4.4, per cent of records. */
const MEMBER_RATES: Readonly<Record<string, number>> = {
  Q01: 3,
  Q02: 4,
  Q03: 5,
  Q04: 0.3,
  Q05: 3,
  Q06: 4.22,
  Q07: 1.5,
  Q08: 0.2,
  Q09: 0.5,
  Q10: 0.6,
  Q11: 2,
  Q12: 0.7,
  Q13: 0.5,
  Q14: 1,
  Q15: 18,
  Q16: 2,
  Q17: 1,
  Q18: 0.8,
  Q19: 0.2,
  Q20: 5,
};

describe('defects of members', () => {
  let world: World;
  let truth: readonly Defect[];
  let injected: ReadonlySet<Finding>;
  let found: ReadonlySet<Finding>;

  beforeAll(() => {
    world = createWorld('small');
    truth = [...world.truth('members')];
    injected = new Set(truth.map(({ recordId, code }): Finding => `${recordId} ${code}`));
    found = detectMembers([...world.members()], surroundings(world));
  }, 120_000);

  const withCode = (set: ReadonlySet<Finding>, code: string): readonly Finding[] =>
    [...set].filter((finding) => finding.endsWith(` ${code}`));

  test.each(Object.entries(MEMBER_RATES))('%s is injected into about %d per cent of the records', (code, rate) => {
    const count = withCode(injected, code).length;
    const expected = (world.counts.members * rate) / 100;
    expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected) + expected * 0.06);
  });

  test.each(Object.keys(MEMBER_RATES).filter((code) => code !== 'Q14'))(
    '%s is found by an honest detector: precision at least 0.99, recall at least 0.95',
    (code) => {
      const reported = withCode(found, code);
      const hits = reported.filter((finding) => injected.has(finding)).length;
      expect(hits / reported.length).toBeGreaterThanOrEqual(0.99);
      expect(hits / withCode(injected, code).length).toBeGreaterThanOrEqual(0.95);
    },
  );
});

describe('defects of tasks and documents', () => {
  const world = createWorld('small');

  test('Q21: 3 % of tasks are at 100 % without being completed, or completed without a product', () => {
    const injected = new Set([...world.truth('tasks')].map(({ recordId }) => recordId));
    const found = [...world.tasks()]
      .filter(({ status, progressPct, productIds }) =>
        status === 'COMPLETED' ? productIds.length === 0 : progressPct === 100,
      )
      .map(({ id }) => id);
    expect(new Set(found)).toEqual(injected);
    expect(injected.size).toBe(54);
  });

  test('Q22 and Q23: both records of a pair are noted, and the pairs are the only ones', { timeout: 60_000 }, () => {
    const truth = [...world.truth('documents')];
    const noted = (code: string): ReadonlySet<string> =>
      new Set(truth.filter((defect) => defect.code === code).map(({ recordId }) => recordId));
    const documents = [...world.documents()];
    const shared = <K>(key: (document: (typeof documents)[number]) => K | undefined): readonly (typeof documents)[] =>
      [
        ...Map.groupBy(
          documents.filter((document) => key(document) !== undefined),
          key,
        ).values(),
      ].filter(({ length }) => length > 1);
    const sameNumber = shared(({ issuerId, docType, term, number }) => `${issuerId} ${docType} ${term} ${number}`);
    const sameBytes = shared(({ attachments }) => attachments[0]?.sha256).filter(
      (same) => new Set(same.map(({ secrecy }) => secrecy)).size > 1,
    );
    expect(new Set(sameNumber.flat().map(({ id }) => id))).toEqual(noted('Q22'));
    expect(new Set(sameBytes.flat().map(({ id }) => id))).toEqual(noted('Q23'));
    expect(noted('Q22').size / documents.length).toBeGreaterThan(0.0005);
    expect(noted('Q22').size / documents.length).toBeLessThan(0.0015);
    expect(noted('Q23').size).toBeGreaterThan(0);
    expect(noted('Q23').size / documents.length).toBeLessThan(0.001);
  });
});

describe('truth', () => {
  const world = createWorld('tiny');

  test('the dirty value is what is stored', () => {
    for (const { recordId, field, dirtyValue } of world.truth('members')) {
      expect((world.member(recordId) as unknown as Record<string, unknown>)[field]).toEqual(dirtyValue);
    }
  });

  test('the people of the demonstration have no defect', () => {
    const touched = new Set([...world.truth('members')].map(({ recordId }) => recordId));
    for (const id of ['M-000123', 'M-000124', 'M-000125']) expect(touched).not.toContain(id);
  });
});
