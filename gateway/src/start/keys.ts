import { ensureKeys, loadGatewayPrivateKeys, type NamedKey } from '@agency-graph/contract';
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** The gateway's own keys, and secrets that only their holder can derive. */
export interface GatewayKeys {
  readonly signing: NamedKey;
  readonly agreement: NamedKey;
  /** 32 bytes for one use, the same in every process with these keys. */
  secret(use: string): KeyObject;
}

/** Loads them; a plain graph's gateway, which nobody else needs to know, makes those that are missing. */
export function openKeys(directory: string, options: { readonly make: boolean }): GatewayKeys {
  if (options.make) ensureKeys(directory, { gateway: true });
  const { signing, agreement } = loadGatewayPrivateKeys(directory);
  const exported = agreement.key.export({ format: 'der', type: 'pkcs8' });
  return {
    signing,
    agreement,
    secret: (use) => createSecretKey(Buffer.from(hkdfSync('sha256', exported, 'agency-graph/gateway', use, 32))),
  };
}
