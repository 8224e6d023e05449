import { Malformed } from '../malformed.js';
import { parseVerifierKey, type VerifierKey } from '../note.js';
import { parsePolicy } from '../policy.js';
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
 * policy file (C2SP tlog-policy). Without policy, one witness among the keys is enough; with `quorum none` no number
 * of them is. Throws `Malformed`.
 */
export function parseTrust(keyFile: string | undefined, policyFile: string | undefined): Trust {
  const keys = readerLines(keyFile ?? '')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, at) => readKey(line, at));
  const policy = policyFile === undefined ? undefined : parsePolicy(policyFile);
  const logs = policy?.logs.map(({ key }) => key) ?? [];
  const witnesses = policy?.witnesses.map(({ key }) => key) ?? keys.filter(({ type }) => type === 4);
  return {
    keys: [...keys.filter(({ type }) => type === 1), ...logs],
    witnesses,
    isQuorum: (cosigners) =>
      policy === undefined ? cosigners.size > 0 : !policy.unwitnessed && policy.isQuorum(cosigners),
  };
}

function readKey(line: string, at: number): VerifierKey {
  try {
    return parseVerifierKey(line);
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`trusted key ${at + 1}: ${error.message}`);
    throw error;
  }
}
