import { Malformed } from '../malformed.js';
import { parseVerifierKey, type VerifierKey } from '../note.js';
import { parsePolicy, type WitnessPolicy } from '../policy.js';
import { readerLines } from '../reader-lines.js';

/** Whom the reader believes; never taken from what is verified. */
export interface Trust {
  /** Keys of logs, and roots that certify them. */
  readonly keys: readonly VerifierKey[];
  readonly witnesses: readonly VerifierKey[];
  isQuorum(cosigners: ReadonlySet<VerifierKey>): boolean;
}

/**
 * Trust from a file of public keys, one a line (`name+id+base64`, lines that begin with # are comments), and from a
 * policy file (C2SP tlog-policy). Throws `Malformed`.
 */
export const parseTrust = (keyFile: string | undefined, policyFile: string | undefined): Trust =>
  trustIn(parseKeys(keyFile ?? ''), policyFile === undefined ? undefined : parsePolicy(policyFile));

/** Trust in keys. Without policy, one witness among them is enough; with `quorum none` no number of them is. */
export function trustIn(keys: readonly VerifierKey[], policy: WitnessPolicy | undefined): Trust {
  const logs = policy?.logs.map(({ key }) => key) ?? [];
  const witnesses = policy?.witnesses.map(({ key }) => key) ?? keys.filter(({ type }) => type === 4);
  return {
    keys: [...keys.filter(({ type }) => type === 1), ...logs],
    witnesses,
    isQuorum: (cosigners) =>
      policy === undefined ? cosigners.size > 0 : !policy.unwitnessed && policy.isQuorum(cosigners),
  };
}

/** The public keys of a file. Throws `Malformed`. */
export const parseKeys = (file: string): VerifierKey[] =>
  readerLines(file)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, at) => readKey(line, at));

function readKey(line: string, at: number): VerifierKey {
  try {
    return parseVerifierKey(line);
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`trusted key ${at + 1}: ${error.message}`);
    throw error;
  }
}
