import { parseCheckpoint, type Checkpoint } from '../checkpoint.js';
import { parseCertificate, rootName, type EpochCertificate } from '../epoch.js';
import { Malformed } from '../malformed.js';
import { EMPTY_ROOT } from '../merkle.js';
import { formatNote, parseNote, signersOf, type Note, type VerifierKey } from '../note.js';
import { verifyConsistency } from '../proof.js';
import type { AddCheckpoint } from './add-checkpoint.js';

/** What a witness does with a checkpoint (C2SP tlog-witness). */
export type Consideration =
  /** Remember `note` durably, which is `text` under the log's signatures alone, then co-sign `text`. */
  | { readonly kind: 'cosign'; readonly checkpoint: Checkpoint; readonly text: string; readonly note: string }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown-log' }
  | { readonly kind: 'unsigned' }
  /** The log does not know what was co-signed last: this size. */
  | { readonly kind: 'conflict'; readonly size: number }
  /** The log signed two histories of one size. Both must be kept as proof of it: this one as `note`. */
  | { readonly kind: 'fork'; readonly note: string }
  /** The proof shows nothing. Anybody can send such a one, so it proves nothing against the log. */
  | { readonly kind: 'inconsistent' };

/** The log that a request speaks of; null when it is no checkpoint. */
export function originOf(note: string): string | null {
  try {
    return parseCheckpoint(parseNote(note).text).origin;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/**
 * Judges a checkpoint against the last one that was co-signed for its log; null when there is none. `keys` are those
 * that may sign for the log: none, when it is unknown. Pure.
 */
export function considerCheckpoint(
  { old, proof, note }: AddCheckpoint,
  last: Checkpoint | null,
  keys: readonly VerifierKey[],
): Consideration {
  const origin = originOf(note);
  if (origin === null) return { kind: 'malformed' };
  if (keys.length === 0) return { kind: 'unknown-log' };
  const parsed = parseNote(note);
  const signers = signersOf(
    parsed,
    keys.filter(({ name }) => name === origin),
  );
  if (signers === 'forged' || signers.length === 0) return { kind: 'unsigned' };
  const checkpoint = parseCheckpoint(parsed.text);
  if (old > checkpoint.size) return { kind: 'malformed' };
  // Every log begins as the tree without leaves.
  const { size, root } = last ?? { size: 0, root: EMPTY_ROOT };
  if (old !== size) return { kind: 'conflict', size };
  const signed = signedAlone(parsed, signers);
  if (last !== null && last.size === checkpoint.size && !last.root.equals(checkpoint.root)) {
    return { kind: 'fork', note: signed };
  }
  const consistent = verifyConsistency(size, checkpoint.size, proof, root, checkpoint.root);
  return consistent ? { kind: 'cosign', checkpoint, text: parsed.text, note: signed } : { kind: 'inconsistent' };
}

/** A note under the signatures of these keys alone. attacker-controlled: anybody can add those of keys that nobody knows. */
function signedAlone({ text, signatures }: Note, by: readonly VerifierKey[]): string {
  const counting = signatures.filter(({ name, id }) => by.some((key) => key.name === name && key.id === id));
  return formatNote({ text, signatures: counting });
}

/** What a certificate says of a log's key, when a root of that log among the trusted keys signed it; otherwise null. */
export function trustedCertificate(note: string, trusted: readonly VerifierKey[]): EpochCertificate | null {
  try {
    const parsed = parseNote(note);
    const certificate = parseCertificate(parsed.text);
    const roots = trusted.filter(({ name }) => name === rootName(certificate.origin));
    const signers = signersOf(parsed, roots);
    return signers === 'forged' || signers.length === 0 ? null : certificate;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
