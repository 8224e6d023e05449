import { fromBase64, fromDecimal } from './bytes.js';
import { Malformed } from './malformed.js';
import { HASH_BYTES } from './merkle.js';
import { formatVerifierKey, parseVerifierKey, signNote, type Note, type NoteSigner, type VerifierKey } from './note.js';

/**
 * The root's word, given offline and in advance, that a key is the log's in one epoch (a day). Notes begin with a
 * word of their own, so that none can be taken for a checkpoint.
 */
export interface EpochCertificate {
  readonly origin: string;
  readonly epoch: number;
  /** The epoch's key; its name is the origin. */
  readonly key: VerifierKey;
}

/**
 * The last thing that an epoch's key signs before it is destroyed: from which leaf on the next epoch's key counts, and
 * the root up to there. What a later key says of leaves before its own first one is worth nothing. The first epoch
 * begins at leaf 0 by the root's own word.
 */
export interface Handover {
  readonly origin: string;
  /** The epoch that begins. */
  readonly epoch: number;
  /** Its first leaf: the size of the tree that the epoch before leaves behind. */
  readonly first: number;
  readonly root: Buffer;
}

/** A root speaks for one log only, and its name says for which. */
export const rootName = (origin: string): string => `${origin}/root`;

const CERTIFICATE = 'audit-epoch-certificate/v1';
const HANDOVER = 'audit-epoch-handover/v1';

export const signCertificate = ({ origin, epoch, key }: EpochCertificate, root: NoteSigner): Note =>
  signNote(`${CERTIFICATE}\n${origin}\n${epoch}\n${formatVerifierKey(key)}\n`, root);

export function parseCertificate(text: string): EpochCertificate {
  const [origin, epoch, key] = linesOf(text, CERTIFICATE, 3);
  const certified = parseVerifierKey(key!);
  if (certified.type !== 1 || certified.name !== origin) throw new Malformed('a certificate of a key of another name');
  return { origin, epoch: fromDecimal(epoch!), key: certified };
}

/** `signer` is the key of the epoch that ends; for the first epoch the root. */
export const signHandover = ({ origin, epoch, first, root }: Handover, signer: NoteSigner): Note =>
  signNote(`${HANDOVER}\n${origin}\n${epoch}\n${first}\n${root.toString('base64')}\n`, signer);

export function parseHandover(text: string): Handover {
  const [origin, epoch, first, root] = linesOf(text, HANDOVER, 4);
  return {
    origin: origin!,
    epoch: fromDecimal(epoch!),
    first: fromDecimal(first!),
    root: fromBase64(root!, HASH_BYTES),
  };
}

function linesOf(text: string, kind: string, count: number): string[] {
  const [head, ...lines] = text.split('\n');
  if (head !== kind || lines.pop() !== '' || lines.length !== count || lines.includes('')) {
    throw new Malformed(`not a note of the kind ${kind}`);
  }
  return lines;
}
