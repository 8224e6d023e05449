import { describe, expect, test } from 'vitest';
import { createRandom } from '../../support/random.js';
import { mannWhitney } from './mann-whitney.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('the Mann–Whitney test', () => {
  test('finds one distribution in two samples of it', () => {
    const random = createRandom('one');
    const draw = (): number[] => upTo(1_000).map(() => random(1_000));
    expect(mannWhitney(draw(), draw())).toBeGreaterThan(0.01);
    expect(mannWhitney(upTo(50), upTo(50))).toBeCloseTo(1);
    expect(mannWhitney([1, 1, 1], [1, 1, 1])).toBe(1);
  });

  test('finds two where one is a little later', () => {
    const random = createRandom('two');
    const draw = (later: number): number[] => upTo(1_000).map(() => random(1_000) + later);
    expect(mannWhitney(draw(0), draw(100))).toBeLessThan(0.001);
    expect(mannWhitney(draw(100), draw(0))).toBeLessThan(0.001);
  });

  test('reckons as it is done by hand', () => {
    const one = upTo(20).map((at) => at * 2);
    const other = upTo(20).map((at) => at * 2 + 7.5);
    const u = one.reduce((sum, a) => sum + other.filter((b) => b < a).length, 0);
    const z = (Math.abs(u - 200) - 0.5) / Math.sqrt((20 * 20 * 41) / 12);
    expect([u, z.toFixed(3)]).toEqual([136, '1.718']);
    expect(mannWhitney(one, other)).toBeCloseTo(0.0858, 3);
  });
});
