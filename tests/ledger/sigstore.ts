import { createPublicKey, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { VerifierKey } from '@agency-graph/ledger';

interface TheirMerkle {
  verifyMerkleInclusion(entry: unknown, checkpoint: unknown): void;
}
interface TheirCheckpoint {
  verifyCheckpoint(entry: unknown, tlogs: readonly unknown[]): { logSize: bigint; logHash: Buffer; origin: string };
}

/** Sigstore's own checks of a log, which its package keeps inside: an oracle that shares nothing with ours. */
export function createVerifier() {
  const require = createRequire(import.meta.url);
  const inside = join(dirname(require.resolve('@sigstore/verify')), 'tlog');
  const merkle = require(join(inside, 'merkle.js')) as TheirMerkle;
  const checkpoints = require(join(inside, 'checkpoint.js')) as TheirCheckpoint;
  return {
    inclusion(entry: Buffer, index: number, size: number, hashes: readonly Buffer[], root: Buffer): boolean {
      const inclusionProof = { logIndex: String(index), hashes };
      return holds(() =>
        merkle.verifyMerkleInclusion(
          { inclusionProof, canonicalizedBody: entry },
          { logSize: BigInt(size), logHash: root },
        ),
      );
    },
    /** The checkpoint in a note that this key signed; null when it did not. */
    checkpoint(envelope: string, { name, id, publicKey }: Pick<VerifierKey, 'name' | 'id'> & Signer) {
      const tlog = { logID: Buffer.from(id, 'hex'), publicKey: keyOf(publicKey), baseURL: `https://${name}` };
      try {
        return checkpoints.verifyCheckpoint({ inclusionProof: { checkpoint: { envelope } } }, [tlog]);
      } catch {
        return null;
      }
    },
  };
}

/** An Ed25519 key as notes have it, or any. */
interface Signer {
  readonly publicKey: Buffer | KeyObject;
}

const keyOf = (key: Buffer | KeyObject): KeyObject =>
  Buffer.isBuffer(key)
    ? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' })
    : key;

function holds(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
