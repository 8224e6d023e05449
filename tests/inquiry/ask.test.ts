import { questionOf } from '@agency-graph/gateway/inquiry';
import { describe, expect, test } from 'vitest';
import { servedNames, unknownIn } from '../../gateway/src/inquiry/served-names.js';

const PERIOD = { from: '2026-01-01T00:00:00.000000Z', to: '2026-02-01T00:00:00.000000Z' };
const TOKEN = Buffer.alloc(16, 7).toString('base64url');
const asked = (type: string, id: string) =>
  questionOf({ record: { type, id } }, PERIOD, {
    tokens: (of, id) => new Set([`${of} ${id}`]),
    standsForPersons: (type) => ({ Member: true, Document: false })[type] ?? null,
  });

describe('a question about a record', () => {
  test('is one about a thing, by its own id', () => {
    expect(asked('Document', 'D-0100')).toEqual({ kind: 'record', type: 'Document', id: 'D-0100' });
    expect(asked('Nobody', 'N-0100')).toMatchObject({ id: 'N-0100' });
    // No record of a type that is known to be a thing's has a person's token for an id.
    expect(asked('Document', TOKEN)).toMatchObject({ id: TOKEN });
  });

  test.each([
    ['a person’s token', 'Member', TOKEN],
    ['a person’s id, which stands in no record', 'Member', 'M-000123'],
    ['a token under a type that nobody knows', 'Nobody', TOKEN],
  ])('is refused for %s: a person is asked for by subject, under a case', (_, type, id) => {
    expect(() => asked(type, id)).toThrow('Ask for a person by "subject"');
  });
});

describe('a name that is asked by', () => {
  const said = new Map([['INSPECTION', {}]]);
  const stewards = new Map([['BTCTW', {}]]);
  const contributors = new Map([
    ['Member.nationalId', ['members']],
    ['Member.phone', ['members']],
  ]);
  const names = servedNames({ rules: { policy: { purposes: said, stewards } }, contributors } as never, {
    find: (id) => (id === 'G07' ? ({} as never) : undefined),
  });

  test.each([
    ['type', { subject: { type: 'Member', id: 'x' } }, { subject: { type: 'member', id: 'x' } }],
    ['type', { record: { type: 'Member', id: 'x' } }, { record: { type: 'Membre', id: 'x' } }],
    ['field', { field: 'Member.nationalId' }, { field: 'Member.natonalId' }],
    ['field', { field: 'Member.__typename' }, { field: 'Nobody.__typename' }],
    ['field', { sought: { field: 'Member.phone', value: 'x' } }, { sought: { field: 'Member.phon', value: 'x' } }],
    ['field', { sought: { field: 'Member', value: 'x' } }, { sought: { field: 'Memb', value: 'x' } }],
    ['purpose', { purpose: 'INSPECTION' }, { purpose: 'INSPECTON' }],
    ['agency or steward', { agency: 'BTCTW' }, { agency: 'BTCW' }],
    ['agency or steward', { agency: 'members' }, { agency: 'Member.phone' }],
    ['organisation', { organisation: 'G07' }, { organisation: 'G7' }],
  ])('is told to be unknown where no %s that is served has it', (what, served, mistyped) => {
    expect(unknownIn(served, names)).toBeNull();
    expect(unknownIn(mistyped, names)).toContain(`No ${what} of this`);
  });

  test('is never told to be unknown where it is a person’s, an account’s or a case’s', () => {
    for (const ask of [
      { account: 'A-P0' },
      { person: 'M-0' },
      { case: 'INS-0' },
      { subject: { type: 'Member', id: 'x' } },
    ])
      expect(unknownIn(ask, names)).toBeNull();
  });
});
