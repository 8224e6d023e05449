import { EMPTY_ROOT, HASH_BYTES, half, leftSize, nodeHash, rangeHash, type ReadNode } from './merkle.js';

/** Hashes from the leaf's sibling up that show leaf `index` in the tree of `size` leaves (RFC 6962, § 2.1.1). */
export function proveInclusion(index: number, size: number, node: ReadNode): Buffer[] {
  if (!isIndex(index, size)) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const proof: Buffer[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + leftSize(end - start);
    if (index < middle) {
      proof.push(rangeHash(middle, end, node));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, node));
      start = middle;
    }
  }
  return proof.toReversed();
}

/** Hashes that show the tree of `from` leaves as the beginning of that of `to` leaves (RFC 6962, § 2.1.2). */
export function proveConsistency(from: number, to: number, node: ReadNode): Buffer[] {
  if (!isBeginning(from, to)) throw new RangeError(`a tree of ${to} leaves has no beginning of ${from}`);
  if (from === 0) return [];
  const proof: Buffer[] = [];
  let start = 0;
  let end = to;
  while (from !== end) {
    const middle = start + leftSize(end - start);
    if (from <= middle) {
      proof.push(rangeHash(middle, end, node));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, node));
      start = middle;
    }
  }
  // The verifier knows the old root itself, but no other subtree.
  if (start > 0) proof.push(rangeHash(start, end, node));
  return proof.toReversed();
}

/** Whether the proof shows this leaf at this index under this root (RFC 9162, § 2.1.3.2). Takes hostile arguments. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isIndex(index, size) || !areHashes([leaf, root, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let hash: Uint8Array = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(hash, root);
}

/** Whether the proof shows one tree as the beginning of the other (RFC 9162, § 2.1.4.2). Takes hostile arguments. */
export function verifyConsistency(
  from: number,
  to: number,
  proof: readonly Uint8Array[],
  fromRoot: Uint8Array,
  toRoot: Uint8Array,
): boolean {
  if (!isBeginning(from, to) || !areHashes([fromRoot, toRoot, ...proof])) return false;
  if (from === to) return proof.length === 0 && same(fromRoot, toRoot);
  if (from === 0) return proof.length === 0 && same(fromRoot, EMPTY_ROOT);
  let at = from - 1;
  let last = to - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // Where the old tree is one whole subtree its root is where the proof begins, and is left out of it.
  const [first, ...rest] = at === 0 ? [fromRoot, ...proof] : proof;
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(oldHash, fromRoot) && same(newHash, toRoot);
}

const isIndex = (index: number, size: number): boolean => isBeginning(index, size) && index < size;

const isBeginning = (from: number, to: number): boolean =>
  Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to;

const areHashes = (values: readonly Uint8Array[]): boolean => values.every(({ length }) => length === HASH_BYTES);

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
