import { parseCheckpoint } from '../checkpoint.js';
import { cosignaturesOf, type Cosignature } from '../cosignature.js';
import { parseCertificate, parseHandover, rootName } from '../epoch.js';
import { Malformed } from '../malformed.js';
import { parseNote, signersOf, type Note, type VerifierKey } from '../note.js';
import type { Trust } from './trust.js';
import { Failure } from './verdict.js';

/** The signed notes that speak of one log's states, in order. */
export interface Notes {
  readonly origin: string;
  readonly certificates: readonly string[];
  readonly handovers: readonly string[];
  readonly checkpoints: readonly string[];
  /** What a failure calls the checkpoint that the reader kept, where this is that. */
  readonly place?: string;
}

/** A state of the log under a trusted signature. */
export interface Head {
  readonly size: number;
  readonly root: Buffer;
  /** Its signer may speak of the leaves [from, size) only: an epoch's key says nothing of earlier ones. */
  readonly from: number;
  readonly cosignatures: readonly Cosignature[];
}

/** The signed states of one log, by size. */
export interface Heads {
  /** Up to the last checkpoint. */
  readonly heads: readonly Head[];
  /** Beyond it: a key hands over before the next one's first checkpoint is there. */
  readonly ahead: readonly Head[];
}

/** The states of the log that trusted keys signed; throws `Failure` at the first note that is not good. */
export function readHeads({ origin, certificates, handovers, checkpoints, place: named }: Notes, trust: Trust): Heads {
  const epochs = readEpochs(origin, certificates, handovers, trust);
  const heads: Head[] = [...epochs.heads];
  let last = -1;
  for (const [at, text] of checkpoints.entries()) {
    const place = named ?? `checkpoint ${at + 1}`;
    const { note, content } = read(text, parseCheckpoint, origin, place);
    if (content.size <= last) throw new Failure('MALFORMED', place);
    last = content.size;
    const from = epochs.firstOf(note, content.size, place);
    const cosignatures = cosignaturesOf(note, trust.witnesses);
    if (cosignatures === 'forged') throw new Failure('FORGED_SIGNATURE', place);
    heads.push({ size: content.size, root: content.root, from, cosignatures });
  }
  const all = merged(heads);
  return { heads: all.filter(({ size }) => size <= last), ahead: all.filter(({ size }) => size > last) };
}

interface Epoch {
  readonly epoch: number;
  readonly key: VerifierKey;
}

function readEpochs(origin: string, certificates: readonly string[], handovers: readonly string[], trust: Trust) {
  const epochs = new Map<number, Epoch>();
  // Another log's key, or its root, certifies nothing here.
  const roots = trust.keys.filter(({ name }) => name === rootName(origin));
  let last = -1;
  for (const [at, text] of certificates.entries()) {
    const place = `certificate ${at + 1}`;
    const { note, content } = read(text, parseCertificate, origin, place);
    if (content.epoch <= last) throw new Failure('MALFORMED', place);
    last = content.epoch;
    if (isChecked(trust)) requireSigner(note, roots, place);
    epochs.set(content.epoch, content);
  }

  /** Where epochs begin: nothing is believed of a key that nobody handed over to. */
  const firsts = new Map<number, number>();
  const heads: Head[] = [];
  const certified = [...epochs.values()];
  last = -1;
  let [lastFirst, earlier] = [0, 0];
  for (const [at, text] of handovers.entries()) {
    const place = `handover ${at + 1}`;
    const { note, content } = read(text, parseHandover, origin, place);
    const { epoch, first, root } = content;
    if (epoch <= last || first < lastFirst) throw new Failure('MALFORMED', place);
    [last, lastFirst] = [epoch, first];
    // attacker-controlled: both are in order, so that however many there are each is passed once.
    while ((certified[earlier]?.epoch ?? Infinity) < epoch) earlier += 1;
    const ending = certified[earlier - 1];
    // Only the root can say that a key is the first one: else the newest would, and speak of all that is older.
    const givers = first === 0 ? roots : ending === undefined ? [] : [ending.key];
    if (isChecked(trust)) requireSigner(note, givers, place);
    heads.push({ size: first, root, from: (ending && firsts.get(ending.epoch)) ?? first, cosignatures: [] });
    firsts.set(epoch, first);
  }

  const endOf = (epoch: number): number => [...firsts].find(([later]) => later > epoch)?.[1] ?? Infinity;

  /** From which leaf on whoever signed this checkpoint may speak. */
  const firstOf = (note: Note, size: number, place: string): number => {
    if (!isChecked(trust)) return 0;
    const trusted = trust.keys.filter(({ name }) => name === origin);
    const signers = requireSigner(note, [...trusted, ...certified.map(({ key }) => key)], place);
    if (signers.some((signer) => trusted.includes(signer))) return 0;
    const spoken = certified
      .filter(({ key }) => signers.includes(key))
      .map(({ epoch }) => ({ first: firsts.get(epoch), end: endOf(epoch) }))
      .flatMap(({ first, end }) => (first !== undefined && first <= size && size <= end ? [first] : []));
    if (spoken.length === 0) throw new Failure('OUT_OF_EPOCH', place);
    return Math.min(...spoken);
  };
  return { heads, firstOf };
}

const isChecked = ({ keys }: Trust): boolean => keys.length > 0;

function requireSigner(note: Note, keys: readonly VerifierKey[], place: string): readonly VerifierKey[] {
  const signers = signersOf(note, keys);
  if (signers === 'forged') throw new Failure('FORGED_SIGNATURE', place);
  if (signers.length === 0) throw new Failure('UNKNOWN_KEY', place);
  return signers;
}

function read<T extends { readonly origin: string }>(
  text: string,
  parse: (text: string) => T,
  origin: string,
  place: string,
): { readonly note: Note; readonly content: T } {
  try {
    const note = parseNote(text);
    const content = parse(note.text);
    if (content.origin !== origin) throw new Failure('OTHER_ORIGIN', place);
    return { note, content };
  } catch (error) {
    if (error instanceof Malformed) throw new Failure('MALFORMED', place);
    throw error;
  }
}

/** One head a size, smallest first. Two of one size with different roots are two versions of the log. */
function merged(heads: readonly Head[]): Head[] {
  const bySize = new Map<number, Head>();
  for (const head of heads) {
    const other = bySize.get(head.size);
    if (other !== undefined && !other.root.equals(head.root)) throw new Failure('FORK', `size ${head.size}`);
    bySize.set(head.size, {
      ...head,
      from: Math.min(head.from, other?.from ?? head.from),
      cosignatures: [...(other?.cosignatures ?? []), ...head.cosignatures],
    });
  }
  return [...bySize.values()].toSorted((a, b) => a.size - b.size);
}
