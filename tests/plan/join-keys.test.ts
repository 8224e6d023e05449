import { parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { withJoinKeys } from '../../gateway/src/plan/join-keys.js';

/** `Letter` is a `Record`, by its number, and a `Parcel`, by its code. */
const KEYS: Readonly<Record<string, readonly string[]>> = { Record: ['number'], Parcel: ['code'] };
const TYPES: Readonly<Record<string, readonly string[]>> = { Record: ['Letter', 'Ruling'], Parcel: ['Letter'] };

type Required = NonNullable<Parameters<typeof withJoinKeys>[1]['requires']>[number];

const field = (name: string, ...selections: Required[]): Required => ({
  kind: 'Field',
  name,
  ...(selections.length > 0 && { selections }),
});

const on = (typeCondition: string, ...selections: Required[]): Required => ({
  kind: 'InlineFragment',
  typeCondition,
  selections: [field('__typename'), ...selections],
});

test('what is asked for by either of two interfaces’ keys is joined by whichever was sent', () => {
  const { document, joinKeys } = withJoinKeys(
    parse(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Record { a } ... on Parcel { b } } }',
    ),
    { requires: [on('Record', field('number')), on('Parcel', field('code'))] },
    (type) => KEYS[type] ?? [],
    (type) => new Set([type, ...(TYPES[type] ?? [])]),
  );
  expect(joinKeys.get('Letter')?.keys).toEqual([
    { field: 'number', key: '_ag_key_number', within: null },
    { field: 'code', key: '_ag_key_code', within: null },
  ]);
  expect(joinKeys.get('Ruling')?.keys).toEqual([{ field: 'number', key: '_ag_key_number', within: null }]);
  expect(print(document)).toMatch(/_ag_key_number: number[^]*_ag_key_code: code/);
});

test('of an object, what of it belongs to any key and was sent is asked for, and nothing that is required beside it', () => {
  const { document, joinKeys } = withJoinKeys(
    parse(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Parcel { a } } }',
    ),
    {
      requires: [
        on('Parcel', field('sheet', field('map'), field('plot'), field('colour')), field('owner')),
        on('Parcel', field('number'), field('sheet', field('plot'), field('part', field('letter')))),
      ],
    },
    () => ['sheet { map plot }', 'number sheet { plot part { letter side } }', 'code'],
    (type) => new Set([type]),
  );
  expect(print(document).replaceAll(/\s+/g, ' ')).toContain(
    '_ag_key_sheet: sheet { map plot part { letter } } _ag_key_number: number }',
  );
  expect(joinKeys.get('Parcel')?.keys.map(({ field: name, within }) => [name, within?.length])).toEqual([
    ['sheet', 3],
    ['number', undefined],
  ]);
});
