import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWorld, MASTER_SEED } from '@agency-graph/world';

/** The generator's arithmetic a second time, from the README alone and in whole numbers without bounds. */
const MASK = 0xffffffffn;

function keyOf(seed: string, kind: string, index: number | string): readonly bigint[] {
  const digest = createHash('sha256').update(`${seed}/${kind}/${index}`).digest();
  return [0, 4, 8, 12].map((at) => BigInt(digest.readUInt32LE(at)));
}

function u32(key: readonly bigint[], slot: number): bigint {
  const [k0, k1, k2, k3] = key as [bigint, bigint, bigint, bigint];
  let x = (BigInt(slot) * 0x9e3779b9n + k0) & MASK;
  x ^= x >> 16n;
  x = (x * 0x85ebca6bn) & MASK;
  x ^= x >> 13n;
  x = (((x + k1) & MASK) * 0xc2b2ae35n) & MASK;
  x ^= x >> 16n;
  x = ((x ^ k2) * 0x7feb352dn) & MASK;
  x ^= x >> 15n;
  x = (((x + k3) & MASK) * 0x846ca68bn) & MASK;
  return x ^ (x >> 16n);
}

const below = (key: readonly bigint[], slot: number, n: number): number => Number((u32(key, slot) * BigInt(n)) >> 32n);

describe('another language arrives at the same values', () => {
  const world = createWorld('small');

  test('the vector of the README', () => {
    const key = keyOf('384202511', 'member', 1);
    expect([0, 1, 2].map((slot) => u32(key, slot).toString(16).padStart(8, '0'))).toEqual([
      '586d0026',
      'dee21a25',
      'c613c506',
    ]);
  });

  test('phone, house number and sex of any member follow from the key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: world.counts.members }), (number) => {
        const member = world.member(`M-${String(number).padStart(6, '0')}`)!;
        if (member.phone.startsWith('CANARY-') || (number >= 123 && number <= 125)) return;
        const key = keyOf(MASTER_SEED, 'member', number);
        expect(member.phone).toBe(`0000${String(below(key, 14, 1_000_000)).padStart(6, '0')}`);
        expect(member.permanentAddress).toMatch(new RegExp(`^Số ${1 + below(key, 15, 480)}, `, 'u'));
        const twice = [...world.truth('members', number - 1, number)].some(({ code }) => code === 'Q09');
        if (!twice) expect(member.gender).toBe(below(key, 5, 1_000_000) < 350_000 ? 'FEMALE' : 'MALE');
      }),
    );
  });
});
