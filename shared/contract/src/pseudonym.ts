import { createHmac } from 'node:crypto';

/**
 * What an account is called towards one subgraph: two agencies cannot join their records by it. `secret` is the
 * gateways' own, at least 32 bytes.
 */
export function pairwisePseudonym(secret: Buffer, subgraph: string, accountId: string): string {
  if (secret.length < 32) throw new TypeError('the pseudonym secret has fewer than 32 bytes');
  return createHmac('sha256', secret).update(`agency-pseudonym/v1\n${subgraph}\n${accountId}`).digest('base64url');
}
