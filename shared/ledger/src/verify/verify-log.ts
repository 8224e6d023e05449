import type { CanonicalObject } from '../canonical.js';
import { parseCheckpoint } from '../checkpoint.js';
import { sealedFields } from '../commitment.js';
import { Malformed } from '../malformed.js';
import { createCompactRange, EMPTY_ROOT, HASH_BYTES, leafHash, rangeHash, type CompactRange } from '../merkle.js';
import { parseNote } from '../note.js';
import { encodeEntries, nodesOfTiles, TILE_WIDTH } from '../tile.js';
import { withDefinitions } from './definitions.js';
import { readHeads, type Head } from './heads.js';
import { headsOf, keptCheckpoint, type Kept } from './kept-checkpoint.js';
import { openLogFiles, type LogFiles } from './log-files.js';
import type { Progress } from './progress.js';
import { checkReplaced, createTileCheck } from './tile-check.js';
import { readEntry } from './read-entry.js';
import { createSubjectSearch, type SubjectSearch } from './subject-search.js';
import type { SubjectTokens } from './tokens.js';
import type { Trust } from './trust.js';
import {
  failed,
  Failure,
  nameOf,
  type Break,
  type UncheckedCode,
  type Verified,
  type VerifiedLeaf,
} from './verdict.js';
import { verifySegments } from './verify-segments.js';
import { createWitnessedAt, isSeen, spanOf } from './witnessed.js';
import { notesAround } from './witnessed-notes.js';

/** Bundles of entries between two tellings of progress: a fraction of a second. */
const TOLD_EVERY = 64;

export interface LogQuestion {
  /** Find the records that name one subject, and say that there are no others. */
  readonly tokens?: SubjectTokens;
  /** A signed checkpoint that the reader kept from before: the log must still contain it. */
  readonly known?: string;
}

/**
 * Verifies a whole log in its folder: every entry, tile and write-ahead record against the signed checkpoint. Reads
 * everything once, in order; memory does not grow with the log. Throws only when the folder cannot be read, or what the
 * reader kept is no checkpoint.
 */
export function verifyLog(
  directory: string,
  trust: Trust,
  { tokens, known }: LogQuestion = {},
  progress: Progress = () => {},
): Verified {
  const kept = known === undefined ? null : keptCheckpoint(known);
  try {
    return verify(openLogFiles(directory), trust, { tokens, kept }, progress);
  } catch (error) {
    if (error instanceof Malformed) return fail(new Failure('MALFORMED', error.message));
    if (error instanceof Failure) return fail(error);
    throw error;
  }
}

const fail = (failure: Failure): Verified => ({ verdict: failed(failure), leaves: [], question: {} });

/** What is asked of a log, read. */
interface Asked {
  readonly tokens: SubjectTokens | undefined;
  readonly kept: Kept | null;
}

function verify(files: LogFiles, trust: Trust, { tokens, kept }: Asked, progress: Progress): Verified {
  const { origin, size } = parseCheckpoint(parseNote(files.checkpoint).text);
  const notes = { origin, certificates: files.certificates, handovers: files.handovers };
  const { heads, ahead } = readHeads({ ...notes, checkpoints: [files.checkpoint] }, trust);
  const keptHeads = kept === null ? [] : headsOf(kept, notes, trust, size);
  checkEpochs(heads);
  const search = tokens && createSubjectSearch(tokens);
  const { leaves, breaks, sealed, tree } = readTree(files, size, [...heads, ...keptHeads], search, progress);
  // Of what is published: where a key handed over beyond that, the tree goes on from here.
  const root = tree.root();
  const { unpublished, unfinished } = verifySegments(files, { origin, size, tree }, ahead, progress);

  const complete = search?.complete();
  const asked = complete?.records ?? (size === 0 ? [] : [0, size - 1]);
  const chosen = notesAround([...asked, size - 1], files.witnessed, size);
  const seen = readHeads({ ...notes, checkpoints: [...chosen, files.checkpoint] }, trust).heads;
  checkRootsByTiles(files, size, seen);
  const times = asked.map(createWitnessedAt(seen, trust));
  const witnessed = spanOf(times);
  // The whole log was seen, not only a beginning of it.
  const isWitnessed = isSeen(seen.at(-1)!, trust);
  const notChecked: UncheckedCode[] = [
    ...(trust.keys.length === 0 ? (['SIGNATURES'] as const) : []),
    ...(isWitnessed ? [] : (['WITNESSES'] as const)),
    ...(sealed > 0 ? (['SEALED'] as const) : []),
    ...(unfinished ? (['UNFINISHED'] as const) : []),
    ...(unpublished > 0 ? (['UNPUBLISHED'] as const) : []),
    ...(files.witnessed.passedOver || times.some((one) => one?.isContradicted) ? (['TIMES'] as const) : []),
    ...(search !== undefined && complete === undefined ? (['COMPLETENESS'] as const) : []),
  ];
  return {
    verdict: {
      // Nothing is taken out of a whole log: all that it holds of a sealed field is its commitment.
      verdict: nameOf(notChecked.filter((code) => code !== 'SEALED')),
      origin,
      records: size,
      withheld: 0,
      disclosed: 0,
      sealed,
      notChecked,
      ...(witnessed === undefined ? {} : { witnessed }),
      ...(complete === undefined ? {} : { complete }),
      ...(breaks.length === 0 ? {} : { breaks }),
    },
    leaves: withDefinitions(leaves, files, size, root),
    question: {},
  };
}

/** Every state that was signed is a beginning of the tree, whose tiles were checked. */
function checkRootsByTiles(files: LogFiles, size: number, heads: readonly Head[]): void {
  const node = nodesOfTiles(size, (tile) => files.tile(tile));
  for (const head of heads) {
    const root = head.size === 0 ? EMPTY_ROOT : rangeHash(0, head.size, node);
    if (!root.equals(head.root)) throw new Failure('INCONSISTENT', `size ${head.size}`);
  }
}

/** Each leaf must be spoken of by the key of its own epoch. */
function checkEpochs(heads: readonly Head[]): void {
  let covered = 0;
  for (const { from, size } of heads) {
    if (from > covered) throw new Failure('OUT_OF_EPOCH', `size ${size}`);
    covered = size;
  }
}

/** What is found while a log is read. */
interface Read {
  /** What names the subject, or is needed to read what does, not yet in the log’s order: but for definitions. */
  readonly leaves: readonly VerifiedLeaf[];
  /** Where the log broke off. */
  readonly breaks: readonly Break[];
  /** How many fields are sealed. */
  readonly sealed: number;
  readonly tree: CompactRange;
}

/** Reads every entry, and checks it against tiles and roots. */
function readTree(
  files: LogFiles,
  size: number,
  heads: readonly Head[],
  search: SubjectSearch | undefined,
  progress: Progress,
): Read {
  const range = createCompactRange();
  const tiles = createTileCheck(files, size);
  const found: VerifiedLeaf[] = [];
  const breaks: Break[] = [];
  let sealed = 0;
  const named = new Set<unknown>();
  /** Parts that do not name the subject, of the outcome that comes next: whether they are needed is said by it. */
  let waiting: VerifiedLeaf[] = [];
  let waitedFor: unknown;
  const checkRootsSoFar = (): void => {
    for (const head of heads) {
      if (head.size !== range.size) continue;
      const root = range.size === 0 ? EMPTY_ROOT : range.root();
      if (!root.equals(head.root)) throw new Failure('INCONSISTENT', `size ${head.size}`);
    }
  };
  const sizes = new Set(heads.map((head) => head.size));
  if (sizes.has(0)) checkRootsSoFar();
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle += 1) {
    const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
    const entries = files.entries(bundle, width);
    const tile = { level: 0, index: bundle, width };
    const hashes = files.tile(tile);
    checkReplaced(files.replacedEntries(bundle, width), (part) => encodeEntries(entries.slice(0, part)));
    checkReplaced(files.replacedTiles(tile), (part) => hashes.subarray(0, part * HASH_BYTES));
    for (const [at, bytes] of entries.entries()) {
      const index = bundle * TILE_WIDTH + at;
      const leaf = leafHash(bytes);
      const record = readEntry(bytes, index);
      if (!leaf.equals(hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))) {
        throw new Failure('NOT_INCLUDED', `record ${index}`);
      }
      range.append(leaf, tiles.completed);
      if (sizes.has(range.size)) checkRootsSoFar();
      sealed += sealedFields(record);
      if (record['type'] === 'log_break') breaks.push(breakOf(index, record));
      if (search === undefined) continue;
      const names = search.take(index, record, bytes);
      // An outcome's parts and writes stand before it, and it says whose they are.
      const { type, txn, outcome } = record;
      const shown: VerifiedLeaf = { kind: 'record', index, record, disclosed: new Map() };
      if (names) named.add(type === 'outcome_part' ? outcome : txn);
      if (type === 'outcome_part' && !names) {
        if (waitedFor !== outcome) waiting = [];
        waitedFor = outcome;
        waiting.push(shown);
      }
      const isAnswer = type === 'outcome' && (names || named.has(index) || named.has(txn));
      // What became of the subject may stand in a part that does not name it.
      if (isAnswer && waitedFor === index) for (const part of waiting) found.push(part);
      if (type === 'outcome') waiting = [];
      if (names || isAnswer) found.push(shown);
    }
    if ((bundle + 1) % TOLD_EVERY === 0 || range.size === size) progress(range.size, size, 'records');
  }
  tiles.finish();
  // attacker-controlled: there may be more than a call takes arguments.
  const longest = heads.reduce((most, head) => Math.max(most, head.size), 0);
  if (longest > size) throw new Failure('TRUNCATED', `size ${longest}`);
  return { leaves: found, breaks, sealed, tree: range };
}

/** A `log_break` stands right behind the records that were published; with any other numbers it is malformed. */
function breakOf(index: number, { found, published }: CanonicalObject): Break {
  const isOne = typeof found === 'number' && typeof published === 'number' && 0 <= found && found < published;
  if (!isOne || published !== index) throw new Failure('MALFORMED', `record ${index}`);
  return { index, found, published };
}
