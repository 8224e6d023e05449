import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyOfJwk, loadGatewayKeys, loadPublicKey, type NamedKey } from '@agency-graph/contract';
import type { Logger } from 'pino';
import { stamp } from '../serve/gateway-keys.js';

const GATEWAY = 'gateway.jwks.json';

interface KeyFile {
  readonly stamp: string;
  readonly keys: readonly NamedKey[];
}

/**
 * The keys in `dir` that may pull the register, by thumbprint: the subgraphs' `*.signing.pub` and the gateway's signing keys.
 * A key that is put in or taken out counts at once; a file that cannot be read stops no other.
 */
export function registerReaders(dir: string, log: Logger): Pick<ReadonlyMap<string, NamedKey>, 'get'> {
  let files: ReadonlyMap<string, KeyFile> = new Map();

  function read(file: string): KeyFile {
    const seen = stamp(join(dir, file));
    const known = files.get(file);
    if (known?.stamp === seen) return known;
    try {
      return { stamp: seen, keys: keysIn(dir, file) };
    } catch (error) {
      log.error({ problem: (error as Error).message }, 'key of a reader of the register not read');
      return { stamp: seen, keys: [] };
    }
  }

  return {
    get(kid) {
      const names = readdirSync(dir).filter((file) => file === GATEWAY || file.endsWith('.signing.pub'));
      files = new Map(names.map((file) => [file, read(file)]));
      return [...files.values()].flatMap(({ keys }) => keys).find((key) => key.kid === kid);
    },
  };
}

function keysIn(dir: string, file: string): readonly NamedKey[] {
  if (file !== GATEWAY) return [loadPublicKey(join(dir, file))];
  return loadGatewayKeys(dir).keys.flatMap((jwk) => (jwk.use === 'sig' ? [keyOfJwk(jwk, 'public')] : []));
}
