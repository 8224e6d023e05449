import { questionOf } from '@agency-graph/gateway/inquiry';
import { describe, expect, test } from 'vitest';
import { servedNames, unknownIn } from '../../gateway/src/inquiry/served-names.js';

const asked = (ask: Parameters<typeof questionOf>[0]) => questionOf(ask, (of, id) => new Set([`${of} ${id}`]));

describe('a question about a record', () => {
  test.each(['record', 'subject'] as const)('is asked by its tokens and by its own id, as a %s', (kind) => {
    const forms = { tokens: new Set(['Vehicle V-0001']), plain: { type: 'Vehicle', id: 'V-0001' } };
    expect(asked({ [kind]: { type: 'Vehicle', id: 'V-0001' } })).toEqual({ kind, ...forms });
    // As tokens are made: an id has one spelling.
    expect(asked({ [kind]: { type: 'Vehicle', id: ' V-0001' } })).toMatchObject({ plain: forms.plain });
  });

  test('is no question about a value, which stands under tokens alone', () => {
    expect(asked({ sought: { field: 'Vehicle.plate', value: 'V-0001' } })).toEqual({
      kind: 'subject',
      tokens: new Set(['Vehicle.plate V-0001']),
      plain: null,
    });
  });
});

describe('a name that is asked by', () => {
  const said = new Map([['INSPECTION', {}]]);
  const stewards = new Map([['BTCTW', {}]]);
  const contributors = new Map([
    ['Member.nationalId', ['members']],
    ['Member.phone', ['members']],
  ]);
  const names = servedNames(
    { rules: { policy: { purposes: said, stewards } }, contributors } as never,
    { find: (id) => (id === 'G07' ? ({} as never) : undefined) },
    { published: () => ['AGR-07/1', 'AGR-07/2'] },
  );

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
    ['agreement', { agreement: 'AGR-07' }, { agreement: 'AGR-0' }],
    ['agreement', { agreement: 'AGR-07/2' }, { agreement: 'AGR-07/3' }],
  ])('is told to be unknown where no %s that is served has it', (what, served, mistyped) => {
    expect(unknownIn(served, names)).toBeNull();
    expect(unknownIn(mistyped, names)).toContain(`No ${what} of this`);
  });

  test('is never told to be unknown where it is a person’s or a case’s', () => {
    for (const ask of [{ person: 'M-0' }, { case: 'INS-0' }, { subject: { type: 'Member', id: 'x' } }])
      expect(unknownIn(ask, names)).toBeNull();
  });
});
