import fc from 'fast-check';
import { GraphQLID, GraphQLScalarType, GraphQLString } from 'graphql';
import { describe, expect, test } from 'vitest';
import { leafText } from '../../gateway/src/execute/leaf-text.js';

/** Texts of any code units, lone surrogates too, around the length from which another way is taken. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  fc.stringMatching(/^[a-z"\\\n]{30,50}$/),
);

describe('a text is written as JSON has it', () => {
  test('whatever is in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(leafText(GraphQLString)(text, false)).toBe(JSON.stringify(text));
        expect(leafText(GraphQLID)(text, false)).toBe(JSON.stringify(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('each code unit by itself', () => {
    const write = leafText(GraphQLString);
    const wrong: number[] = [];
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const text = `a${String.fromCharCode(unit)}b`;
      if (write(text, false) !== JSON.stringify(text)) wrong.push(unit);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a value of a scalar that only its agency knows is written as it came', () => {
  const write = leafText(new GraphQLScalarType({ name: 'Long' }));

  test.each([0, -1, 1.5, 2 ** 53 - 1, -(2 ** 53) + 1, 'text', true, ['a', 1], { a: { b: null, c: [1, {}] } }])(
    '%j',
    (value) => {
      expect(write(value, false)).toBe(JSON.stringify(value));
    },
  );

  test.each([
    '9007199254740993',
    '-9007199254740993',
    '9007199254740992',
    '1e300',
    '[1, 9007199254740993]',
    '{"taxId": 9007199254740993}',
    '{"of": [{"name": "a", "taxId": 9007199254740993}]}',
    '1e400',
    '-1e400',
    '[1.8e309]',
    '{"of": [{"taxId": 1e400}]}',
  ])('but for a number of which it is not known whether it is the one that came: %s', (sent) => {
    expect(write(JSON.parse(sent), false)).toBeUndefined();
  });
});
