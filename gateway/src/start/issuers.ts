import type { GatewayConfig } from '@agency-graph/composition';
import { basename, dirname, join, resolve } from 'node:path';
import type { ProcessConfig } from '../config.js';
import { createFindKey } from '../identity/jwks.js';
import type { TrustedIssuer } from '../identity/token.js';

/** Whose tokens are believed, by issuer. */
export const trustedIssuers = (
  { issuers }: GatewayConfig,
  process_: ProcessConfig,
): ReadonlyMap<string, TrustedIssuer> =>
  new Map(
    issuers.map((config) => [
      config.issuer,
      { config, findKey: createFindKey(config, (file) => keyFile(process_, file)) },
    ]),
  );

/** A key file of `supergraph.yaml`: beside it, or by its name in the folder that the environment names. */
export const keyFile = ({ keysElsewhere, keysDirectory, supergraphFile }: ProcessConfig, file: string): string =>
  keysElsewhere ? join(keysDirectory, basename(file)) : resolve(dirname(supergraphFile), file);
