import { parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { withJoinKeys } from '../../gateway/src/plan/join-keys.js';

/** `Letter` is a `Record`, by its number, and a `Parcel`, by its code. */
const KEYS: Readonly<Record<string, readonly string[]>> = { Record: ['number'], Parcel: ['code'] };
const TYPES: Readonly<Record<string, readonly string[]>> = { Record: ['Letter', 'Ruling'], Parcel: ['Letter'] };

type Required = NonNullable<Parameters<typeof withJoinKeys>[1]['requires']>[number];

const on = (typeCondition: string, key: string): Required => ({
  kind: 'InlineFragment',
  typeCondition,
  selections: [
    { kind: 'Field', name: '__typename' },
    { kind: 'Field', name: key },
  ],
});

test('what is asked for by either of two interfaces’ keys is joined by whichever was sent', () => {
  const { document, joinKeys } = withJoinKeys(
    parse(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Record { a } ... on Parcel { b } } }',
    ),
    { requires: [on('Record', 'number'), on('Parcel', 'code')] },
    (type) => KEYS[type] ?? [],
    (type) => new Set([type, ...(TYPES[type] ?? [])]),
  );
  expect(joinKeys.get('Letter')?.keys).toEqual([
    { field: 'number', key: '_ag_key_number' },
    { field: 'code', key: '_ag_key_code' },
  ]);
  expect(joinKeys.get('Ruling')?.keys).toEqual([{ field: 'number', key: '_ag_key_number' }]);
  expect(print(document)).toMatch(/_ag_key_number: number[^]*_ag_key_code: code/);
});
