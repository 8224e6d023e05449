import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  canonicalJson,
  createCompactRange,
  encodeEntries,
  entriesPath,
  formatNote,
  formatVerifierKey,
  leafHash,
  signCheckpoint,
  TILE_WIDTH,
  tilePath,
} from '@agency-graph/ledger';
import { EPOCH_KEYS, ORIGIN, SUBJECTS } from './log-under-test.js';

export const TRUST_OF_LONG_LOG = formatVerifierKey(EPOCH_KEYS[0].key);

/** Every so many records one names the subject. */
const EVERY = 1_000;
/** Records at the beginning that define field sets and then contexts, which all others refer to. */
const DEFINITIONS = 1_000;
const FIELD_SETS = 97;
/** Levels of the tree that one level of tiles stands for. */
const TILE_HEIGHT = 8;

/** Lays the published part of a log of any length into a folder, keeping one tile a level in memory. */
export function writeLongLog(folder: string, size: number) {
  const put = (path: string, bytes: Buffer | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const range = createCompactRange();
  const open: Buffer[][] = [];
  const close = (level: number, index: number): void => {
    const hashes = open[level]!;
    put(tilePath({ level, index, width: hashes.length }), Buffer.concat(hashes));
    open[level] = [];
  };
  let bundle: Buffer[] = [];
  let bytes = 0;
  for (let at = 0; at < size; at += 1) {
    const entry = Buffer.from(canonicalJson(at < DEFINITIONS ? definitionOf(at) : recordOf(at)));
    bytes += entry.length;
    bundle.push(entry);
    range.append(leafHash(entry), (level, index, hash) => {
      if (level % TILE_HEIGHT !== 0) return;
      const tileLevel = level / TILE_HEIGHT;
      if ((open[tileLevel] ??= []).push(hash) === TILE_WIDTH) close(tileLevel, Math.floor(index / TILE_WIDTH));
    });
    if (bundle.length < TILE_WIDTH && at + 1 < size) continue;
    put(entriesPath(Math.floor(at / TILE_WIDTH), bundle.length), encodeEntries(bundle));
    bundle = [];
  }
  for (const [level, hashes] of open.entries()) {
    if (hashes.length > 0) close(level, Math.floor(size / TILE_WIDTH ** (level + 1)));
  }
  const checkpoint = signCheckpoint({ origin: ORIGIN, size, root: range.root() }, EPOCH_KEYS[0]);
  put('checkpoint', formatNote(checkpoint));
  return { tokens: `2026-03 ${SUBJECTS[0]}`, named: Math.ceil((size - DEFINITIONS) / EVERY), bytes };
}

const definitionOf = (at: number) => ({
  at: '2026-03-15T02:00:00.000000Z',
  ...(at < FIELD_SETS
    ? { fieldset: { agency: 'members', type: 'Member', effect: 'allow', grants: [] } }
    : { context: { account: tokenOf(at), case: null, endUser: null, organisation: `G07.C${at}` } }),
  nonce: tokenOf(at * 2 + 1),
  type: 'define',
  v: 1,
});

/** An outcome of the size that the log aims at: about 450 bytes. */
const recordOf = (at: number) => ({
  access: [
    {
      fieldset: at % FIELD_SETS,
      n: 2,
      records: [at % EVERY === 0 ? SUBJECTS[0] : tokenOf(at), tokenOf(-at - 1)],
    },
  ],
  at: `2026-03-15T02:00:00.${String(at % 1_000_000).padStart(6, '0')}Z`,
  context: FIELD_SETS + (at % (DEFINITIONS - FIELD_SETS)),
  nonce: tokenOf(at * 2 + 1),
  operation: at % 31,
  trace: at.toString(16).padStart(32, '0'),
  txn: tokenOf(at * 3 + 7),
  type: 'outcome',
  v: 1,
  identifiers: [{ argument: 0, tokens: [tokenOf(at + 5), tokenOf(at + 6)] }],
  sealed: { case: 'x'.repeat(43) },
});

function tokenOf(at: number): string {
  const bytes = Buffer.alloc(16, 0x5a);
  bytes.writeDoubleBE(at, 0);
  return bytes.toString('base64url');
}
