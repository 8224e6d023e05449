import type { CanonicalObject } from '../canonical.js';
import { encodeEntry } from '../entry.js';
import { referencesIn } from '../verify/references.js';
import { decodeContainer, encodeContainer, EVIDENCE_FILE } from './container.js';
import { decodeLines, encodeLines, type EvidenceLine } from './lines.js';

/** Evidence that is to be handed on. */
export interface Redacted {
  readonly file: Buffer;
  /** All records that are withheld now and were shown before, in the order of the log. */
  readonly withheld: readonly number[];
}

/**
 * The same evidence, or container of it, with some records withheld, and with them what else there is of these accesses:
 * of these only the hash stays, of which the proof is, and nothing that was disclosed. Throws `Malformed` for what is no
 * evidence, and a `RangeError` for a record that it does not show.
 */
export function redactEvidence(file: Buffer, withhold: ReadonlySet<number>): Redacted {
  // The first byte tells: an evidence file is an object, a container begins with a name.
  if (file[0] === '{'.charCodeAt(0)) return redactLines(file, withhold);
  const files = decodeContainer(file);
  const redacted = redactLines(files.get(EVIDENCE_FILE)!, withhold);
  return { ...redacted, file: encodeContainer(files.set(EVIDENCE_FILE, redacted.file)) };
}

function redactLines(file: Buffer, withhold: ReadonlySet<number>): Redacted {
  const lines = decodeLines(file);
  const shown = new Map(lines.flatMap((line) => (line.kind === 'record' ? [[line.index, line.record]] : [])));
  const absent = [...withhold].filter((index) => !shown.has(index));
  if (absent.length > 0) throw new RangeError(`It shows no record ${absent.join(', ')}.`);
  const withheld = withAllOfThem(withhold, shown);
  const redacted = encodeLines(
    lines.flatMap((line): EvidenceLine[] => {
      if (line.kind === 'disclosure' && withheld.has(line.index)) return [];
      if (line.kind !== 'record' || !withheld.has(line.index)) return [line];
      const { index, size, proof, record } = line;
      return [{ kind: 'withheld', index, size, proof, leaf: encodeEntry(record).leaf }];
    }),
  );
  return { file: redacted, withheld: [...withheld].toSorted((a, b) => a - b) };
}

/**
 * With each record the others of its transaction, the parts of its outcome and what became of the answer, for they say
 * the same again; then the definitions that nothing refers to which is still shown.
 */
function withAllOfThem(
  withhold: ReadonlySet<number>,
  shown: ReadonlyMap<number, CanonicalObject>,
): ReadonlySet<number> {
  const transactions = new Set([...withhold].map((index) => shown.get(index)!['txn']));
  transactions.delete(undefined);
  const all = new Set(withhold);
  for (const [index, { txn }] of shown) if (transactions.has(txn)) all.add(index);
  for (const [index, { outcome }] of shown) if (typeof outcome === 'number' && all.has(outcome)) all.add(index);

  const isDefinition = (index: number): boolean => shown.get(index)?.['type'] === 'define';
  const needed = new Set<number>();
  let wanted = [...shown.keys()].filter((index) => !all.has(index) && !isDefinition(index));
  while (wanted.length > 0) {
    const referred = new Set(wanted.flatMap((index) => referencesIn(shown.get(index)!)));
    wanted = [...referred].filter((index) => isDefinition(index) && !all.has(index) && !needed.has(index));
    for (const index of wanted) needed.add(index);
  }
  for (const index of shown.keys()) if (isDefinition(index) && !needed.has(index)) all.add(index);
  return all;
}
