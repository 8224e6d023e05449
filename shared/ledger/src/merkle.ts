import { hash } from 'node:crypto';

/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** SHA-256 of a leaf, domain-separated from inner nodes (RFC 6962, § 2.1). 32 bytes. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, entry]));

/** SHA-256 of an inner node (RFC 6962, § 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const node = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}

/** SHA-256, 32 bytes. By way of a text of a character a byte: that is there in less than half the time. */
export const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');

const LEAF = Buffer.of(0);

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT = sha256(Buffer.alloc(0));

/** Hash of a whole subtree: that of the 2^level leaves from index × 2^level on. Level 0 is the leaves. */
export type ReadNode = (level: number, index: number) => Buffer;

/** A growing tree of which only the roots of its whole subtrees are kept, at most 53 of them. */
export interface CompactRange {
  readonly size: number;
  /** Roots of the whole subtrees, largest first: enough to go on from. */
  readonly subtrees: readonly Buffer[];
  /** Takes a leaf's hash; tells of each whole subtree that it completes, the leaf itself first. */
  append(leaf: Buffer, completed?: (level: number, index: number, hash: Buffer) => void): void;
  root(): Buffer;
}

/** An empty tree, or one that goes on from `size` leaves whose whole subtrees have these roots. */
export function createCompactRange(size = 0, subtrees: readonly Buffer[] = []): CompactRange {
  if (subtrees.length !== onesIn(size)) throw new RangeError(`${size} leaves have ${onesIn(size)} whole subtrees`);
  const stack = [...subtrees];
  return {
    get size() {
      return size;
    },
    get subtrees() {
      return [...stack];
    },
    append(leaf, completed) {
      let node = leaf;
      let index = size;
      completed?.(0, index, node);
      for (let level = 1; index % 2 === 1; level += 1) {
        node = nodeHash(stack.pop()!, node);
        index = half(index);
        completed?.(level, index, node);
      }
      stack.push(node);
      size += 1;
    },
    root: () => (size === 0 ? EMPTY_ROOT : stack.reduceRight((right, left) => nodeHash(left, right))),
  };
}

/** Merkle tree hash of the leaves [start, end), where `start` is a multiple of the subtree's size (RFC 6962, § 2.1). */
export function rangeHash(start: number, end: number, node: ReadNode): Buffer {
  const size = end - start;
  if (size === 0) return EMPTY_ROOT;
  const left = leftSize(size);
  if (size === 1 || left * 2 === size) return node(Math.round(Math.log2(size)), start / size);
  return nodeHash(rangeHash(start, start + left, node), rangeHash(start + left, end, node));
}

/** The largest power of two below `size`: how many leaves are left of the root. */
export function leftSize(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

// Sizes go beyond the 32 bits that JavaScript's bit operators keep.
export const half = (value: number): number => Math.floor(value / 2);

function onesIn(value: number): number {
  let ones = 0;
  for (let rest = value; rest > 0; rest = half(rest)) ones += rest % 2;
  return ones;
}
