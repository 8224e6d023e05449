import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeys, keyOfJwk, named, privateJwk, publicJwk } from './keys.js';
import type { Jwks, NamedKey, PrivateJwk } from './keys.js';

/** What `ensureKeys` makes where it is missing. */
export interface WantedKeys {
  readonly gateway?: boolean;
  readonly subgraphs?: readonly string[];
  readonly issuer?: boolean;
}

const PRIVATE = 0o600;
const PUBLIC = 0o644;
const SECRET = 'gateway.secret';
const SECRET_BYTES = 32;
/** What makes the keys of which there are as many as gateways and issuers, and those of subgraphs. */
const MAKES_IT = '"npm start" makes it';
const MAKES_PAIR =
  '"npm start" makes the keys of each subgraph of supergraph.yaml that has publicKey: ./.data/keys/<name>.pub';

/**
 * Makes the development keys that are missing in `dir`; leaves those that are there, also a public key alone, whose private
 * half its agency keeps. Private files are 0600. Several processes may call it at once only for different keys.
 */
export function ensureKeys(dir: string, wanted: WantedKeys): void {
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  if (wanted.gateway) {
    ensureJwks(dir, 'gateway', ['sig', 'enc']);
    ensureGatewaySecret(dir);
  }
  if (wanted.issuer) ensureJwks(dir, 'issuer', ['sig']);
  for (const name of wanted.subgraphs ?? []) {
    ensurePair(dir, name);
    ensurePair(dir, `${name}.signing`);
  }
}

/** The gateway's public keys, for subgraphs. */
export const loadGatewayKeys = (dir: string): Jwks => readJwks(join(dir, 'gateway.jwks.json'));

/** The gateway's own private keys: one to sign contexts, one to agree on proof keys. The first of each use counts. */
export function loadGatewayPrivateKeys(dir: string): { readonly signing: NamedKey; readonly agreement: NamedKey } {
  const file = join(dir, 'gateway.private.jwks.json');
  return { signing: privateKeyOf(file, 'sig'), agreement: privateKeyOf(file, 'enc') };
}

/**
 * Makes the gateways' secret where it is missing, of the agreement key that is there and never at random: gateways that were
 * given the same keys have the same one, wherever each made it, as long as none of the keys was rolled. Several processes
 * may call it at once.
 */
export function ensureGatewaySecret(dir: string): void {
  const file = join(dir, SECRET);
  if (existsSync(file)) return;
  const { key } = loadGatewayPrivateKeys(dir).agreement;
  const secret = createHmac('sha256', 'agency-graph/gateway').update(key.export({ format: 'der', type: 'pkcs8' }));
  writeFirst(file, `${secret.digest('base64url')}\n`, PRIVATE);
}

/** The secret that all gateways of a system share, whichever keys they sign and agree with. */
export const loadGatewaySecret = (dir: string): KeyObject =>
  attempt(join(dir, SECRET), 'a secret of 32 random bytes in base64', (text) => {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length !== SECRET_BYTES) throw new TypeError('another length');
    return createSecretKey(bytes);
  });

/** The development issuer's keys: `jwks` to publish, `signing` to sign tokens. */
export function loadIssuerKeys(dir: string): { readonly jwks: Jwks; readonly signing: NamedKey } {
  const signing = privateKeyOf(join(dir, 'issuer.private.jwks.json'), 'sig');
  return { jwks: readJwks(join(dir, 'issuer.jwks.json')), signing };
}

/** A subgraph's public agreement key (`<name>.pub`, PEM): what `supergraph.yaml` names as `publicKey`. */
export const loadPublicKey = (file: string): NamedKey =>
  attempt(file, 'a PEM public key (SPKI) on P-256', (text) => named(createPublicKey(text)), MAKES_PAIR);

/** A subgraph's own private keys: `<name>.key` agrees on proof keys, `<name>.signing.key` signs register pulls. */
export function loadSubgraphKeys(
  dir: string,
  name: string,
): { readonly agreement: NamedKey; readonly signing: NamedKey } {
  return {
    agreement: loadPrivateKey(join(dir, `${name}.key`)),
    signing: loadPrivateKey(join(dir, `${name}.signing.key`)),
  };
}

const loadPrivateKey = (file: string): NamedKey =>
  attempt(file, 'a PEM private key (PKCS #8) on P-256', (text) => named(createPrivateKey(text)), MAKES_PAIR);

const readJwks = (file: string): Jwks =>
  attempt(file, 'a JWKS of P-256 keys named by their RFC 7638 thumbprints', (text) => {
    const jwks = JSON.parse(text) as Jwks;
    for (const jwk of jwks.keys) keyOfJwk(jwk, 'public');
    return jwks;
  });

function privateKeyOf(file: string, use: 'sig' | 'enc'): NamedKey {
  return attempt(file, `a private JWKS with a P-256 key of use "${use}"`, (text) => {
    const jwk = (JSON.parse(text) as Jwks<PrivateJwk>).keys.find((key) => key.use === use);
    if (jwk === undefined) throw new TypeError('no such key');
    return keyOfJwk(jwk, 'private');
  });
}

/** Reads a file or says which one is missing or strange and what it should be; never what it holds. */
function attempt<T>(file: string, what: string, read: (text: string) => T, makes = MAKES_IT): T {
  if (!existsSync(file)) throw new Error(`${file} is missing: it should be ${what}; in development ${makes}`);
  try {
    return read(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`${file} cannot be read as ${what}`);
  }
}

function ensureJwks(dir: string, name: string, uses: readonly ('sig' | 'enc')[]): void {
  const [shown, hidden] = [join(dir, `${name}.jwks.json`), join(dir, `${name}.private.jwks.json`)];
  if (existsSync(shown) && existsSync(hidden)) return;
  const pairs = uses.map((use) => ({ use, ...generateKeys() }));
  write(hidden, json({ keys: pairs.map(({ privateKey, use }) => privateJwk(privateKey, use)) }), PRIVATE);
  write(shown, json({ keys: pairs.map(({ publicKey, use }) => publicJwk(publicKey, use)) }), PUBLIC);
}

function ensurePair(dir: string, name: string): void {
  const [shown, hidden] = [join(dir, `${name}.pub`), join(dir, `${name}.key`)];
  // A private key is written first: one alone is what a crash left, and nobody has seen its public half.
  if (existsSync(shown)) return;
  const { publicKey, privateKey } = generateKeys();
  write(hidden, privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, PRIVATE);
  write(shown, publicKey.export({ format: 'pem', type: 'spki' }) as string, PUBLIC);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Whole or not at all: nobody reads half a key. */
function write(file: string, text: string, mode: number): void {
  renameSync(writeBeside(file, text, mode), file);
}

/** The same, unless another was first: what that one wrote stays. */
function writeFirst(file: string, text: string, mode: number): void {
  const temporary = writeBeside(file, text, mode);
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
}

/** Gives the file's name: gateways in containers share a folder, and each of them may be process 1. */
function writeBeside(file: string, text: string, mode: number): string {
  const temporary = `${file}.${randomUUID()}.tmp`;
  writeFileSync(temporary, text, { mode, flag: 'wx' });
  return temporary;
}
