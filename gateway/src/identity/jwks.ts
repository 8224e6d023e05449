import type { Algorithm, IssuerConfig } from '@agency-graph/composition';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jwksRsa from 'jwks-rsa';
import { fetchKeySet } from './fetch-key-set.js';

/**
 * Finds an issuer's key by its id, or by '' its only one; rejects when there is none for the algorithm, with
 * `KeysUnavailable` when that cannot be told.
 */
export type FindKey = (kid: string, algorithm: Algorithm) => Promise<KeyObject>;

/** That an issuer's keys cannot be had at present: what its tokens say can be neither believed nor refused. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** A key, and the only algorithm that it is published for, if one is named. */
interface IssuerKey {
  readonly key: KeyObject;
  readonly algorithm: string | null;
}

type Keys = ReadonlyMap<string, IssuerKey>;

/** A fetched key set counts as current for so long: a withdrawn key dies by itself. Milliseconds. */
const CURRENT_FOR = 60_000;
/** While every attempt to renew it fails, it is used for so long at most. Milliseconds. */
const USED_FOR = 5 * 60_000;
/** It is renewed this often, whether tokens come or not. Milliseconds. */
const FETCH_EVERY = 30_000;
/** The same while there never was one: until then nobody of the issuer is known. Milliseconds. */
const FIRST_EVERY = 1_000;
const MOST_KEYS = 16;
const LEAST_RSA_BITS = 2_048;

/** Where keys are; `unnamed` where an only key of a file may lack an id. */
type KeySource = Pick<IssuerConfig, 'jwks'> & { readonly unnamed?: boolean };

/** What became of a fetch: null, or why there is no newer set. */
export type OnFetched = (failure: unknown) => void;

/** Keys of an issuer: from a file, read once, or fetched by https. */
export function createFindKey(
  { jwks, unnamed = false }: KeySource,
  resolve: (file: string) => string,
  clock: () => number = () => performance.now(),
  onFetched: OnFetched = () => {},
): FindKey {
  if (jwks.kind === 'file') {
    const keys = readKeyFile(resolve(jwks.file), unnamed);
    return async (kid, algorithm) => found(keys, kid, algorithm);
  }
  const fetcher = async (url: string) => ({ keys: (await fetchKeySet(url)).keys.filter(verifies) });
  const client = jwksRsa({ jwksUri: jwks.url, fetcher, cache: false });
  return createKeyCache(async () => readFetched(await client.getSigningKeys()), clock, onFetched);
}

/**
 * Keeps what `load` gives, and renews it beside the requests that use it: only a key that is not in the set, and a set that
 * may not be used, wait. Unknown key ids come from strangers as well, so they make a fetch at most every 30 s, all callers
 * of one instant share it, and while it fails the set is used until it is 5 minutes old. The first fetch begins at once.
 */
export function createKeyCache(
  load: () => Promise<Keys>,
  clock: () => number,
  onFetched: OnFetched = () => {},
): FindKey {
  let keys: Keys = new Map();
  /** When the set was asked for: it may be as old as that. */
  let loadedAt = -Infinity;
  let triedAt = -Infinity;
  /** Whether a newer set was asked for in vain. */
  let unanswered = false;
  let loading: Promise<void> | null = null;
  let next: NodeJS.Timeout | undefined;
  const pause = (): number => (loadedAt === -Infinity ? FIRST_EVERY : FETCH_EVERY);

  const refresh = async (): Promise<void> => {
    triedAt = clock();
    clearTimeout(next);
    try {
      keys = await load();
      loadedAt = triedAt;
      unanswered = false;
      onFetched(null);
    } catch (failure) {
      // The old set stays for as long as it may be used.
      unanswered = true;
      onFetched(failure);
    } finally {
      loading = null;
      // By a clock of its own: were it left to the requests, the first after a quiet minute would wait.
      next = setTimeout(begin, Math.max(0, triedAt + pause() - clock())).unref();
    }
  };
  const begin = (): void => void (loading ??= refresh());

  const age = (): number => clock() - loadedAt;
  const mayBeUsed = (): boolean => age() < (unanswered ? USED_FOR : CURRENT_FOR);
  begin();

  return async (kid, algorithm) => {
    const isKnown = keyOf(keys, kid) !== undefined;
    if ((age() >= FETCH_EVERY || !isKnown) && clock() - triedAt >= pause()) begin();
    if (loading !== null && !(isKnown && mayBeUsed())) await loading;
    if (age() >= USED_FOR) throw new KeysUnavailable('the keys of the issuer cannot be had');
    return found(keys, kid, algorithm);
  };
}

/** A token that names no key can only mean the only one. */
const keyOf = (keys: Keys, kid: string): IssuerKey | undefined =>
  kid === '' && keys.size === 1 ? keys.values().next().value : keys.get(kid);

function found(keys: Keys, kid: string, wanted: Algorithm): KeyObject {
  const one = keyOf(keys, kid);
  if (one === undefined) throw new Error('no such key');
  if (one.algorithm !== null && one.algorithm !== wanted) throw new Error('the key is for another algorithm');
  return one.key;
}

/** Whether a key is published to verify signatures with (RFC 7517, 4.2 and 4.3). */
const verifies = ({ use, key_ops: operations }: Record<string, unknown>): boolean =>
  (use === undefined || use === 'sig') &&
  (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));

function readFetched(
  fetched: readonly { readonly kid?: string; readonly alg?: string; getPublicKey(): string }[],
): Keys {
  if (fetched.length > MOST_KEYS) throw new Error('more keys than an issuer needs');
  const keys = new Map<string, IssuerKey>();
  for (const one of fetched) {
    if (one.kid === undefined) continue;
    if (keys.has(one.kid)) throw new Error('a key id stands twice');
    const key = createPublicKey(one.getPublicKey());
    // A key that is of no use must not take those beside it away.
    if (whyUnfit(key) === null) keys.set(one.kid, { key, algorithm: one.alg ?? null });
  }
  return keys;
}

/** Reads a key set from a file of the operator's; whatever is strange in it stops the start. */
function readKeyFile(file: string, unnamed: boolean): Keys {
  let keys: unknown;
  try {
    ({ keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: unknown });
  } catch {
    throw new Error(`${file} cannot be read as a JWKS: it should hold the issuer's public keys`);
  }
  if (!Array.isArray(keys)) throw new Error(`${file}: "keys" is not a list`);
  const read = new Map<string, IssuerKey>();
  for (const jwk of keys as Record<string, unknown>[]) {
    if (!verifies(jwk)) continue;
    const { kid, alg } = jwk;
    if (typeof kid !== 'string' && !(unnamed && keys.length === 1)) throw new Error(`${file}: a key has no "kid"`);
    const id = typeof kid === 'string' ? kid : '';
    if (read.has(id)) throw new Error(`${file}: the key id ${id} stands twice`);
    if (jwk['d'] !== undefined) throw new Error(`${file}: the key ${id} is a private one`);
    const key = publicKeyOf(jwk);
    const unfit = key === null ? 'not a public key of a known kind' : whyUnfit(key);
    if (key === null || unfit !== null) throw new Error(`${file}: the key ${id} is ${unfit}`);
    read.set(id, { key, algorithm: typeof alg === 'string' ? alg : null });
  }
  return read;
}

function publicKeyOf(jwk: Record<string, unknown>): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
}

function whyUnfit({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | null {
  if (asymmetricKeyType === 'ec') return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? null : 'not on P-256';
  if (asymmetricKeyType !== 'rsa') return 'neither EC nor RSA';
  return (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS ? 'an RSA key shorter than 2048 bits' : null;
}
