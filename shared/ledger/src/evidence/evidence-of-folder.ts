import type { CanonicalObject } from '../canonical.js';
import { parseCheckpoint } from '../checkpoint.js';
import { decodeEntry } from '../entry.js';
import { parseCertificate, parseHandover } from '../epoch.js';
import { Malformed } from '../malformed.js';
import { parseNote } from '../note.js';
import { nodesOfTiles, TILE_WIDTH } from '../tile.js';
import { openLogFiles, type LogFiles } from '../verify/log-files.js';
import { makeContainer, type EvidenceParts } from './make-evidence.js';
import { shippedFiles } from './shipped.js';

/**
 * Evidence of some records of a log that lies in a folder, in its container: proven in what is published, with every
 * checkpoint that witnesses saw, and what is disclosed of them. Throws `Malformed` where a record is not published yet.
 */
export function evidenceOfFolder(
  directory: string,
  question: CanonicalObject,
  indexes: ReadonlySet<number>,
  disclosures: EvidenceParts['disclosures'] = [],
): Buffer {
  const files = openLogFiles(directory);
  const { origin, size } = parseCheckpoint(parseNote(files.checkpoint).text);
  const leaves = [...indexes]
    .toSorted((a, b) => a - b)
    .map((index) => {
      if (index >= size) throw new Malformed(`record ${index} is not published yet`);
      const bundle = Math.floor(index / TILE_WIDTH);
      const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
      return { index, record: decodeEntry(files.entries(bundle, width)[index % TILE_WIDTH]!) };
    });
  const node = nodesOfTiles(size, (tile) => files.tile(tile));
  const { around } = files.witnessed;
  const [first, last] = [leaves[0]?.index, leaves.at(-1)?.index];
  // What witnesses saw last before the first record, and first with the last one: between these they came to be.
  const without = first === undefined ? undefined : around(first).without;
  const withIt = last === undefined ? undefined : around(last).withIt;
  // The newest may be one that witnesses saw: then it is theirs too.
  const seen = around(size).without;
  const checkpoints = [
    ...[without, withIt].flatMap((one) => (one !== undefined && one.size < size ? [one.note] : [])),
    seen?.size === size ? seen.note : files.checkpoint,
  ];
  return makeContainer(
    { origin, question, ...epochsUpTo(size, files), checkpoints, node, leaves, disclosures },
    shippedFiles(),
  );
}

/** Leaves of a log that can be proven: those that witnesses saw, where it has any; else those that are published. */
export function provableLeaves(directory: string): number {
  const { witnessed, checkpoint } = openLogFiles(directory);
  return witnessed.last() ?? parseCheckpoint(parseNote(checkpoint).text).size;
}

/** Of the epochs that have begun: the next one's notes are there before a checkpoint covers its first leaf. */
function epochsUpTo(size: number, { certificates, handovers }: Pick<LogFiles, 'certificates' | 'handovers'>) {
  const begun = handovers.filter((note) => parseHandover(parseNote(note).text).first <= size);
  const next = handovers[begun.length];
  const end = next === undefined ? Infinity : parseHandover(parseNote(next).text).epoch;
  return {
    certificates: certificates.filter((note) => parseCertificate(parseNote(note).text).epoch < end),
    handovers: begun,
  };
}
