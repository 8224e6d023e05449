import { createHash } from 'node:crypto';
import type { CanonicalObject, CanonicalValue } from '../canonical.js';
import { parseCheckpoint } from '../checkpoint.js';
import { parseHandover } from '../epoch.js';
import type { ReadNode } from '../merkle.js';
import { parseNote } from '../note.js';
import { proveConsistency, proveInclusion } from '../proof.js';
import { encodeContainer, EVIDENCE_FILE } from './container.js';
import { encodeLines, type EvidenceLine } from './lines.js';

/** What an evidence file is made of. Lists stand in the order of the log. */
export interface EvidenceParts {
  readonly origin: string;
  /** What was asked, by whom, for which period: shown to readers as the maker's words. */
  readonly question: CanonicalObject;
  /** Signed notes. The epochs of all records, and the checkpoints before and after them, co-signed if they were. */
  readonly certificates: readonly string[];
  readonly handovers: readonly string[];
  readonly checkpoints: readonly string[];
  /** The tree under the last checkpoint. */
  readonly node: ReadNode;
  readonly leaves: readonly EvidenceLeaf[];
  readonly disclosures: readonly {
    readonly index: number;
    readonly path: string;
    readonly value: CanonicalValue;
    readonly blind: Buffer;
  }[];
  /** The maker's witness policy, for information. */
  readonly policy?: string;
}

/** A record that is shown; or one that is withheld, of which only the hash is. */
export type EvidenceLeaf =
  { readonly index: number; readonly record: CanonicalObject } | { readonly index: number; readonly leaf: Buffer };

/** The evidence file for these parts. Throws a `RangeError` when no checkpoint covers a leaf. */
export function makeEvidence(parts: EvidenceParts, beside: ReadonlyMap<string, Buffer> = new Map()): Buffer {
  const sizes = sizesOf(parts);
  const steps = sizes.slice(1).map((to, at) => ({ from: sizes[at]!, to }));
  const files = [...beside].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);
  return encodeLines([
    {
      kind: 'evidence',
      version: 1,
      origin: parts.origin,
      question: parts.question,
      files: Object.fromEntries(files) as CanonicalObject,
    },
    ...parts.certificates.map((note): EvidenceLine => ({ kind: 'certificate', note })),
    ...parts.handovers.map((note): EvidenceLine => ({ kind: 'handover', note })),
    ...parts.checkpoints.map((note): EvidenceLine => ({ kind: 'checkpoint', note })),
    ...steps.map(({ from, to }): EvidenceLine => {
      return { kind: 'consistency', from, to, proof: proveConsistency(from, to, parts.node) };
    }),
    ...parts.leaves.map((leaf) => place(leaf, sizes, parts.node)),
    ...parts.disclosures.map((disclosure): EvidenceLine => ({ kind: 'disclosure', ...disclosure })),
    ...(parts.policy === undefined ? [] : [{ kind: 'policy', text: parts.policy } as const]),
  ]);
}

/** The evidence file with others beside it, in one file that every `tar` opens. */
export const makeContainer = (parts: EvidenceParts, beside: ReadonlyMap<string, Buffer>): Buffer =>
  encodeContainer(new Map([...beside, [EVIDENCE_FILE, makeEvidence(parts, beside)]]));

/** Each leaf is proven in the first state of the log that has it: the one whose key may speak of it. */
function place(leaf: EvidenceLeaf, sizes: readonly number[], node: ReadNode): EvidenceLine {
  const { index } = leaf;
  const size = sizes.find((each) => each > index);
  if (size === undefined) throw new RangeError(`no checkpoint covers leaf ${index}`);
  const proof = proveInclusion(index, size, node);
  return 'record' in leaf
    ? { kind: 'record', index, size, proof, record: leaf.record }
    : { kind: 'withheld', index, size, proof, leaf: leaf.leaf };
}

function sizesOf({ handovers, checkpoints }: EvidenceParts): number[] {
  const sizes = [
    ...checkpoints.map((note) => parseCheckpoint(parseNote(note).text).size),
    ...handovers.map((note) => parseHandover(parseNote(note).text).first),
  ];
  return [...new Set(sizes)].toSorted((a, b) => a - b);
}
