import { createHash } from 'node:crypto';
import { canonicalJson, isObject, type CanonicalValue } from '../canonical.js';
import { commitment, sealedFields } from '../commitment.js';
import { decodeContainer, EVIDENCE_FILE } from '../evidence/container.js';
import { BadLine, decodeLines, type EvidenceLine, type LineOf } from '../evidence/lines.js';
import { Malformed } from '../malformed.js';
import { leafHash } from '../merkle.js';
import { verifyConsistency, verifyInclusion } from '../proof.js';
import { readHeads, type Head } from './heads.js';
import { createSubjectSearch } from './subject-search.js';
import type { SubjectTokens } from './tokens.js';
import type { Trust } from './trust.js';
import {
  failed,
  Failure,
  nameOf,
  type Complete,
  type UncheckedCode,
  type Verdict,
  type Verified,
  type VerifiedLeaf,
} from './verdict.js';
import { createWitnessedAt, spanOf } from './witnessed.js';

type Leaf = LineOf<'record'> | LineOf<'withheld'>;

/**
 * Verifies an evidence file, or the container that it lies in, against trust that comes from elsewhere. Never throws:
 * the file is a stranger's. Pure: no file, clock or network.
 */
export function verifyEvidence(file: Buffer, trust: Trust, tokens?: SubjectTokens): Verified {
  try {
    return verify(readEvidence(file), trust, tokens);
  } catch (error) {
    if (error instanceof Failure) return { verdict: failed(error), leaves: [], question: {} };
    throw error;
  }
}

function verify(lines: readonly EvidenceLine[], trust: Trust, tokens: SubjectTokens | undefined): Verified {
  const { origin, question } = ofKind(lines, 'evidence')[0]!;
  const notes = (kind: 'certificate' | 'handover' | 'checkpoint'): string[] =>
    ofKind(lines, kind).map(({ note }) => note);
  const { heads: shown, ahead } = readHeads(
    { origin, certificates: notes('certificate'), handovers: notes('handover'), checkpoints: notes('checkpoint') },
    trust,
  );
  const steps = ofKind(lines, 'consistency');
  // What was handed over beyond the last checkpoint counts where it is proven, and is passed over where it is not.
  const heads = [...shown, ...ahead].slice(0, Math.max(shown.length, steps.length + 1));
  checkOneHistory(heads, steps);
  const placed = lines.filter((line): line is Leaf => line.kind === 'record' || line.kind === 'withheld');
  checkPlaces(placed, heads);
  const disclosed = readDisclosures(placed, ofKind(lines, 'disclosure'));

  const leaves = placed.map((leaf): VerifiedLeaf => {
    const { index } = leaf;
    if (leaf.kind === 'withheld') return { kind: 'withheld', index };
    return { kind: 'record', index, record: leaf.record, disclosed: disclosed.get(index) ?? new Map() };
  });
  const complete = tokens && completeness(leaves, tokens);
  const seen = leaves.map(({ index }) => index).map(createWitnessedAt(heads, trust));
  const witnessed = spanOf(seen);
  const withheld = leaves.filter(({ kind }) => kind === 'withheld').length;
  const opened = [...disclosed.values()].reduce((sum, { size }) => sum + size, 0);
  const sealed =
    leaves.reduce((sum, leaf) => sum + (leaf.kind === 'record' ? sealedFields(leaf.record) : 0), 0) - opened;
  const notChecked: UncheckedCode[] = [
    ...(trust.keys.length === 0 ? (['SIGNATURES'] as const) : []),
    ...(witnessed === undefined ? (['WITNESSES'] as const) : []),
    ...(withheld > 0 ? (['WITHHELD'] as const) : []),
    ...(sealed > 0 ? (['SEALED'] as const) : []),
    ...(seen.some((one) => one?.isContradicted) ? (['TIMES'] as const) : []),
    ...(tokens !== undefined && complete === undefined ? (['COMPLETENESS'] as const) : []),
  ];
  const verdict: Verdict = {
    verdict: nameOf(notChecked),
    origin,
    records: leaves.length - withheld,
    withheld,
    disclosed: opened,
    sealed,
    notChecked,
    ...(witnessed === undefined ? {} : { witnessed }),
    ...(complete === undefined ? {} : { complete }),
  };
  return { verdict, leaves, question };
}

/** Where each kind of line stands; several lines of one kind stand together. */
const ORDER: readonly (readonly EvidenceLine['kind'][])[] = [
  ['evidence'],
  ['certificate'],
  ['handover'],
  ['checkpoint'],
  ['consistency'],
  ['record', 'withheld'],
  ['disclosure'],
  ['policy'],
];

function readEvidence(file: Buffer): EvidenceLine[] {
  try {
    // The first byte tells: an evidence file is an object, a container begins with a name.
    const files = file[0] === '{'.charCodeAt(0) ? undefined : decodeContainer(file);
    const lines = decodeLines(files?.get(EVIDENCE_FILE) ?? file);
    const ranks = lines.map(({ kind }) => ORDER.findIndex((kinds) => kinds.includes(kind)));
    for (const [at, rank] of ranks.entries()) {
      const before = at === 0 ? -1 : ranks[at - 1]!;
      const alone = rank === 0 || rank === ORDER.length - 1;
      if (rank < before || (alone && rank === before) || (at === 0) !== (rank === 0)) {
        throw new BadLine(at + 1, 'out of order');
      }
    }
    if (lines.length === 0) throw new BadLine(1, 'nothing but an end');
    if (files !== undefined) checkFiles(files, ofKind(lines, 'evidence')[0]!);
    return lines;
  } catch (error) {
    if (error instanceof BadLine) throw new Failure(error.damaged ? 'DAMAGED' : 'MALFORMED', `line ${error.line}`);
    if (error instanceof Malformed) throw new Failure('MALFORMED', 'container');
    throw error;
  }
}

/** What lies beside the evidence is what its first line says, nothing more and nothing less. */
function checkFiles(files: ReadonlyMap<string, Buffer>, { files: named }: LineOf<'evidence'>): void {
  const found = [...files].filter(([name]) => name !== EVIDENCE_FILE);
  const good = found.every(([name, bytes]) => named[name] === createHash('sha256').update(bytes).digest('hex'));
  if (!good || found.length !== Object.keys(named).length) throw new Failure('DAMAGED', 'container');
}

/** Each head is the beginning of the next: one proof for each step, and none besides. */
function checkOneHistory(heads: readonly Head[], proofs: readonly LineOf<'consistency'>[]): void {
  for (let at = 0; at < Math.max(heads.length - 1, proofs.length); at += 1) {
    const [old, next, step] = [heads[at], heads[at + 1], proofs[at]];
    const good =
      old !== undefined &&
      next !== undefined &&
      step?.from === old.size &&
      step.to === next.size &&
      verifyConsistency(old.size, next.size, step.proof, old.root, next.root);
    if (!good) throw new Failure('INCONSISTENT', `consistency ${at + 1}`);
  }
}

function checkPlaces(leaves: readonly Leaf[], heads: readonly Head[]): void {
  if (leaves.length === 0) throw new Failure('NO_RECORDS');
  const bySize = new Map(heads.map((head) => [head.size, head]));
  let last = -1;
  for (const leaf of leaves) {
    const { index, size, proof } = leaf;
    const place = `record ${index}`;
    if (index <= last) throw new Failure('MALFORMED', place);
    last = index;
    const head = bySize.get(size);
    if (head === undefined) throw new Failure('NOT_INCLUDED', place);
    if (index < head.from) throw new Failure('OUT_OF_EPOCH', place);
    const hash = leaf.kind === 'withheld' ? leaf.leaf : leafHash(Buffer.from(canonicalJson(leaf.record)));
    if (!verifyInclusion(hash, index, size, proof, head.root)) throw new Failure('NOT_INCLUDED', place);
  }
}

function readDisclosures(
  leaves: readonly Leaf[],
  disclosures: readonly LineOf<'disclosure'>[],
): ReadonlyMap<number, ReadonlyMap<string, CanonicalValue>> {
  const records = new Map(leaves.flatMap((leaf) => (leaf.kind === 'record' ? [[leaf.index, leaf.record]] : [])));
  const opened = new Map<number, Map<string, CanonicalValue>>();
  for (const [at, { index, path, value, blind }] of disclosures.entries()) {
    const sealed = records.get(index)?.['sealed'];
    const inRecord = opened.get(index) ?? new Map<string, CanonicalValue>();
    const good =
      isObject(sealed) &&
      Object.hasOwn(sealed, path) &&
      !path.includes('\0') &&
      !inRecord.has(path) &&
      sealed[path] === commitment(path, value, blind).toString('base64url');
    if (!good) throw new Failure('WRONG_DISCLOSURE', `disclosure ${at + 1}`);
    opened.set(index, inRecord.set(path, value));
  }
  return opened;
}

/**
 * Which records name the subject, when all between the first and the last are shown; undefined when some are not.
 * Definitions that they refer to may stand apart, before them.
 */
function completeness(leaves: readonly VerifiedLeaf[], tokens: SubjectTokens): Complete | undefined {
  const search = createSubjectSearch(tokens);
  const first = leaves.findLastIndex(({ index }, at) => leaves[at - 1]?.index !== index - 1);
  for (const [at, leaf] of leaves.entries()) {
    if (leaf.kind === 'withheld') return undefined;
    const bytes = Buffer.from(canonicalJson(leaf.record));
    if (at >= first) search.take(leaf.index, leaf.record, bytes);
    else if (leaf.record['type'] === 'define') search.learn(leaf.index, leaf.record, bytes);
    else return undefined;
  }
  return search.complete();
}

const ofKind = <Kind extends EvidenceLine['kind']>(lines: readonly EvidenceLine[], kind: Kind): LineOf<Kind>[] =>
  lines.filter((line): line is LineOf<Kind> => line.kind === kind);
