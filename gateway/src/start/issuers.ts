import type { GatewayConfig } from '@agency-graph/composition';
import { basename, dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { ProcessConfig } from '../config.js';
import { createFindKey } from '../identity/jwks.js';
import type { TrustedIssuer } from '../identity/token.js';

/** Whose tokens are believed. */
export interface Issuers {
  /** By name. */
  readonly trusted: ReadonlyMap<string, TrustedIssuer>;
  /** Those whose keys could not be fetched when they were asked for last. */
  unreachable(): readonly string[];
  /** Whether to wait for keys before anybody is answered: no issuer's were ever had, or one's not yet and the start is fresh. */
  awaited(): boolean;
}

/** How long, in milliseconds, a start waits for every issuer: one that stays away must not keep the others' people out. */
const ALL_AWAITED_FOR = 30_000;

/** Opens the key sets of `supergraph.yaml`. One that cannot be fetched is told once, and once when it can be again. */
export function openIssuers(
  { issuers }: Pick<GatewayConfig, 'issuers'>,
  process_: KeyPlaces,
  log: Pick<Logger, 'warn' | 'info'>,
  clock: () => number = () => performance.now(),
): Issuers {
  const startedAt = clock();
  const unreachable = new Set<string>();
  /** Those whose keys were never had: nobody of theirs is known yet. */
  const unread = new Set(issuers.flatMap(({ issuer, jwks }) => (jwks.kind === 'url' ? [issuer] : [])));
  const told = (issuer: string, failure: unknown): void => {
    if (failure === null) {
      unread.delete(issuer);
      if (unreachable.delete(issuer)) log.info({ issuer }, 'the keys of an issuer are fetched again');
    } else if (!unreachable.has(issuer)) {
      unreachable.add(issuer);
      log.warn(
        { issuer, err: failure },
        'the keys of an issuer cannot be fetched: without them none of its tokens holds',
      );
    }
  };
  const trusted = new Map(
    issuers.map((config) => {
      const file = (name: string): string => keyFile(process_, name);
      const findKey = createFindKey(config, file, undefined, (failure) => told(config.issuer, failure));
      return [config.issuer, { config, findKey }];
    }),
  );
  const awaited = (): boolean =>
    unread.size > 0 && (unread.size === issuers.length || clock() - startedAt < ALL_AWAITED_FOR);
  return { trusted, unreachable: () => [...unreachable], awaited };
}

type KeyPlaces = Pick<ProcessConfig, 'keysElsewhere' | 'keysDirectory' | 'supergraphFile'>;

/** A key file of `supergraph.yaml`: beside it, or by its name in the folder that the environment names. */
export const keyFile = ({ keysElsewhere, keysDirectory, supergraphFile }: KeyPlaces, file: string): string =>
  keysElsewhere ? join(keysDirectory, basename(file)) : resolve(dirname(supergraphFile), file);
