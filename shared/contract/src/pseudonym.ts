import { createHmac, type KeyObject } from 'node:crypto';

/**
 * What an account is called towards one subgraph: two agencies cannot join their records by it. `secret` is the
 * gateways' own, at least 32 bytes.
 */
export function pairwisePseudonym(secret: KeyObject, subgraph: string, accountId: string): string {
  if ((secret.symmetricKeySize ?? 0) < 32) throw new TypeError('the pseudonym secret has fewer than 32 bytes');
  return createHmac('sha256', secret).update(`agency-pseudonym/v1\n${subgraph}\n${accountId}`).digest('base64url');
}
