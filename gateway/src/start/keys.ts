import type { Profile } from '@agency-graph/composition';
import {
  ensureGatewaySecret,
  ensureKeys,
  loadGatewayPrivateKeys,
  loadGatewaySecret,
  type NamedKey,
} from '@agency-graph/contract';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Logger } from 'pino';

/** The gateway's own keys, and secrets that only gateways of its system can derive. */
export interface GatewayKeys {
  readonly signing: NamedKey;
  readonly agreement: NamedKey;
  /** 32 bytes for one use, the same in every gateway of a system, also after its keys were rolled. */
  secret(use: string): KeyObject;
}

/** Loads them; a plain graph's gateway, which nobody else needs to know, makes those that are missing. */
export function openKeys(directory: string, options: { readonly make: boolean }): GatewayKeys {
  if (options.make) ensureKeys(directory, { gateway: true });
  const keys = loadGatewayPrivateKeys(directory);
  ensureGatewaySecret(directory);
  const secret = loadGatewaySecret(directory);
  return {
    ...keys,
    // The second step of HKDF (RFC 5869): the secret is uniform, or was made by the first one.
    secret: (use) => createSecretKey(createHmac('sha256', secret).update(`${use}\u0001`).digest()),
  };
}

/** Tells operators in production that no device keeps the audit log's keys: whoever reads the files can sign as this node. */
export function warnOfKeyFiles(profile: Profile, directory: string, log: Pick<Logger, 'warn'>): void {
  if (profile !== 'production') return;
  log.warn({ keys: directory }, 'the keys of the audit log stand in files: keep them from all but this process');
}
