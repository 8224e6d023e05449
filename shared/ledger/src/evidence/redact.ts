import { encodeEntry } from '../entry.js';
import { decodeContainer, encodeContainer, EVIDENCE_FILE } from './container.js';
import { decodeLines, encodeLines, type EvidenceLine } from './lines.js';

/**
 * The same evidence, or container of it, with some records withheld: of these only the hash stays, of which the proof
 * is, and nothing that was disclosed. Throws `Malformed` for what is no evidence, and a `RangeError` for a record that it
 * does not show.
 */
export function redactEvidence(file: Buffer, withhold: ReadonlySet<number>): Buffer {
  // The first byte tells: an evidence file is an object, a container begins with a name.
  if (file[0] === '{'.charCodeAt(0)) return redactLines(file, withhold);
  const files = decodeContainer(file);
  return encodeContainer(files.set(EVIDENCE_FILE, redactLines(files.get(EVIDENCE_FILE)!, withhold)));
}

function redactLines(file: Buffer, withhold: ReadonlySet<number>): Buffer {
  const lines = decodeLines(file);
  const shown = new Set(lines.flatMap((line) => (line.kind === 'record' ? [line.index] : [])));
  const absent = [...withhold].filter((index) => !shown.has(index));
  if (absent.length > 0) throw new RangeError(`It shows no record ${absent.join(', ')}.`);
  return encodeLines(
    lines.flatMap((line): EvidenceLine[] => {
      if (line.kind === 'disclosure' && withhold.has(line.index)) return [];
      if (line.kind !== 'record' || !withhold.has(line.index)) return [line];
      const { index, size, proof, record } = line;
      return [{ kind: 'withheld', index, size, proof, leaf: encodeEntry(record).leaf }];
    }),
  );
}
