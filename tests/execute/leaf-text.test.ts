import fc from 'fast-check';
import { GraphQLID, GraphQLString } from 'graphql';
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
        expect(leafText(GraphQLString)(text)).toBe(JSON.stringify(text));
        expect(leafText(GraphQLID)(text)).toBe(JSON.stringify(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('each code unit by itself', () => {
    const write = leafText(GraphQLString);
    const wrong: number[] = [];
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const text = `a${String.fromCharCode(unit)}b`;
      if (write(text) !== JSON.stringify(text)) wrong.push(unit);
    }
    expect(wrong).toEqual([]);
  });
});
