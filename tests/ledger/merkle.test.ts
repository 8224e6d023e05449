import { createHash, hash } from 'node:crypto';
import {
  createCompactRange,
  leafHash,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rangeHash,
  verifyConsistency,
  verifyInclusion,
  type ReadNode,
} from '@agency-graph/ledger';
import { REKOR_ENTRY } from './rekor.js';
import { createVerifier } from './sigstore.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** The leaves of Certificate Transparency's own test vectors, and the roots of the trees that they make. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** A tree kept whole: what a log's tiles give. */
function treeOf(leaves: readonly Buffer[]): { readonly node: ReadNode; rootAt(size: number): Buffer } {
  const levels: Buffer[][] = [];
  const range = createCompactRange();
  for (const leaf of leaves) range.append(leaf, (level, index, node) => ((levels[level] ??= [])[index] = node));
  const node: ReadNode = (level, index) => levels[level]![index]!;
  return { node, rootAt: (size) => rangeHash(0, size, node) };
}

const leavesOf = (count: number): Buffer[] => Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`${at}`)));
const vectors = treeOf(LEAVES.map((leaf) => leafHash(hex(leaf))));

describe('RFC 6962 vectors', () => {
  test.each(ROOTS.map((root, size) => [size, root]))('the root of %i leaves', (size, root) => {
    const range = createCompactRange();
    for (const leaf of LEAVES.slice(0, size as number)) range.append(leafHash(hex(leaf)));
    expect(range.root().toString('hex')).toBe(root);
    expect(vectors.rootAt(size as number).toString('hex')).toBe(root);
  });

  test.each([
    [0, 1, []],
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  ])('leaf %i in the tree of %i', (index, size, proof) => {
    expect(proveInclusion(index, size, vectors.node).map((each) => each.toString('hex'))).toEqual(proof);
    expect(verifyInclusion(leafHash(hex(LEAVES[index]!)), index, size, proof.map(hex), hex(ROOTS[size]!))).toBe(true);
  });

  test.each([
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('the tree of %i as the beginning of that of %i', (from, to, proof) => {
    expect(proveConsistency(from, to, vectors.node).map((each) => each.toString('hex'))).toEqual(proof);
    expect(verifyConsistency(from, to, proof.map(hex), hex(ROOTS[from]!), hex(ROOTS[to]!))).toBe(true);
  });
});

describe('every tree up to 40 leaves', () => {
  const leaves = leavesOf(40);
  const { node, rootAt } = treeOf(leaves);

  test('shows each of its leaves, at its own index only', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(index, size, node);
        const accepted = leaves.flatMap((_, at) =>
          verifyInclusion(leaves[index]!, at, size, proof, rootAt(size)) ? [at] : [],
        );
        expect(accepted).toEqual([index]);
      }
    }
  });

  test('shows each of its beginnings, the empty one too', () => {
    for (let to = 0; to <= leaves.length; to += 1) {
      for (let from = 0; from <= to; from += 1) {
        const proof = proveConsistency(from, to, node);
        expect(verifyConsistency(from, to, proof, rootAt(from), rootAt(to))).toBe(true);
        expect(verifyConsistency(from, to, [...proof, rootAt(1)], rootAt(from), rootAt(to))).toBe(false);
        if (from !== to) expect(verifyConsistency(from, to, proof, rootAt(to), rootAt(to))).toBe(false);
      }
    }
  });

  test('goes on from its compact range', () => {
    for (let size = 0; size < leaves.length; size += 1) {
      const before = createCompactRange();
      for (const leaf of leaves.slice(0, size)) before.append(leaf);
      const range = createCompactRange(before.size, before.subtrees);
      range.append(leaves[size]!);
      expect(range.root()).toEqual(rootAt(size + 1));
    }
  });
});

test('a history that was written again is not consistent with what was published', () => {
  const leaves = leavesOf(30);
  const before = treeOf(leaves);
  const rewritten = treeOf(leaves.map((leaf, at) => (at === 11 ? leafHash(Buffer.from('other')) : leaf)));
  const proof = proveConsistency(20, 30, rewritten.node);
  expect(verifyConsistency(20, 30, proof, before.rootAt(20), rewritten.rootAt(30))).toBe(false);
});

test('no mutated proof is accepted', () => {
  const leaves = leavesOf(300);
  const { node, rootAt } = treeOf(leaves);
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 300 }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size))),
      fc.constantFrom('bit', 'drop', 'repeat', 'swap', 'index', 'size'),
      fc.nat(),
      ([index, size], how, at) => {
        const proof = proveInclusion(index, size, node);
        const place = at % proof.length;
        const mutated = proof.map((each) => Buffer.from(each));
        const otherIndex = how === 'index' ? (index + 1 + (at % (size - 1))) % size : index;
        if (how === 'bit') mutated[place]![at % 32]! ^= 1 << (at % 8);
        if (how === 'drop') mutated.splice(place, 1);
        if (how === 'repeat') mutated.splice(place, 0, mutated[place]!);
        if (how === 'swap') mutated.reverse();
        if (how === 'swap' && proof.length < 2) return;
        const otherSize = how === 'size' ? size * 2 + 1 : size;
        expect(verifyInclusion(leaves[index]!, otherIndex, otherSize, mutated, rootAt(size))).toBe(false);
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([-1, 1.5, Number.NaN, 2 ** 53, 3])('index %s is in no tree of three leaves', (index) => {
  const { node, rootAt } = treeOf(leavesOf(3));
  expect(verifyInclusion(leavesOf(1)[0]!, index, 3, [], rootAt(3))).toBe(false);
  expect(() => proveInclusion(index, 3, node)).toThrow(RangeError);
});

test('hashes of another length are no hashes', () => {
  const root = nodeHash(leafHash(Buffer.of(1)), leafHash(Buffer.of(2)));
  expect(verifyInclusion(leafHash(Buffer.of(1)), 0, 2, [leafHash(Buffer.of(2)).subarray(1)], root)).toBe(false);
});

test('sizes beyond 32 bits', () => {
  // A tree of 2^40 leaves that are all the same has one hash a level.
  const same: Buffer[] = [leafHash(Buffer.from('x'))];
  for (let level = 1; level <= 40; level += 1) same.push(nodeHash(same[level - 1]!, same[level - 1]!));
  const node: ReadNode = (level) => same[level]!;
  const size = 2 ** 40;
  for (const index of [0, 2 ** 33 + 5, size - 1]) {
    expect(verifyInclusion(same[0]!, index, size, proveInclusion(index, size, node), same[40]!)).toBe(true);
  }
  const from = 2 ** 39 + 3;
  const proof = proveConsistency(from, size, node);
  expect(verifyConsistency(from, size, proof, rangeHash(0, from, node), same[40]!)).toBe(true);
});

describe('a verifier that we did not write', () => {
  test('accepts our inclusion proofs, and refuses what we refuse', () => {
    const entries = Array.from({ length: 70 }, (_, at) => Buffer.from(`entry ${at}`));
    const { node, rootAt } = treeOf(entries.map(leafHash));
    const theirs = createVerifier();
    for (let size = 1; size <= entries.length; size += 7) {
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(index, size, node);
        expect(theirs.inclusion(entries[index]!, index, size, proof, rootAt(size))).toBe(true);
        const wrong = proof.map((each) => hash('sha256', each, 'buffer'));
        expect(theirs.inclusion(entries[index]!, index, size, wrong, rootAt(size))).toBe(proof.length === 0);
        expect(verifyInclusion(leafHash(entries[index]!), index, size, wrong, rootAt(size))).toBe(proof.length === 0);
      }
    }
  });
});

test('a proof that another log gave out verifies with ours as with the verifier of those who keep it', () => {
  const { entry, leaf, index, size } = REKOR_ENTRY;
  const [proof, root] = [REKOR_ENTRY.proof.map(hex), hex(REKOR_ENTRY.root)];
  const both = (of: Buffer, at: number, hashes: readonly Buffer[]): boolean[] => [
    verifyInclusion(leafHash(of), at, size, hashes, root),
    createVerifier().inclusion(of, at, size, hashes, root),
  ];
  expect(leafHash(entry).toString('hex')).toBe(leaf);
  expect(both(entry, index, proof)).toEqual([true, true]);
  expect(both(entry.subarray(1), index, proof)).toEqual([false, false]);
  expect(both(entry, index + 1, proof)).toEqual([false, false]);
  for (let at = 0; at < proof.length; at += 1)
    expect(both(entry, index, proof.with(at, hash('sha256', proof[at]!, 'buffer')))).toEqual([false, false]);
});

test('leaf and node are told apart', () => {
  const [left, right] = leavesOf(2);
  const asLeaf = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), left!, right!]))
    .digest();
  expect(nodeHash(left!, right!)).not.toEqual(asLeaf);
  expect(leafHash(Buffer.concat([left!, right!]))).toEqual(asLeaf);
});
