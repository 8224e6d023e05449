import type { AgencyContext } from './agency-context.js';
import { CONTEXT_HEADER, CONTEXT_TYPE } from './context-signer.js';
import { readJws, signatureHolds } from './jws.js';
import { keyOfJwk, type Jwks, type NamedKey } from './keys.js';
import {
  agree,
  dayOf,
  isProvable,
  macHolds,
  PROOF_HEADER,
  proofKey,
  readProof,
  type ProofParties,
  type ProvenRequest,
} from './proof.js';
import { CONTEXT_LIMITS, readContext, SKEW_SECONDS } from './read-context.js';
import type { ReplayStore } from './replay-store.js';
import { createTextMemory } from './text-memory.js';

/** Why a request is turned away: for the subgraph's own log; outward there is one constant answer. */
export type AdmissionRefusal =
  | 'no-context'
  | 'no-proof'
  | 'malformed-context'
  | 'malformed-proof'
  | 'unknown-key'
  | 'wrong-audience'
  | 'outside-its-time'
  | 'wrong-proof'
  | 'wrong-signature'
  | 'replayed'
  | 'replay-store-down';

export type Admitted =
  | { readonly kind: 'admitted'; readonly context: AgencyContext }
  | { readonly kind: 'refused'; readonly reason: AdmissionRefusal };

export interface IncomingRequest extends ProvenRequest {
  /** Names in lower case; a repeated header is an array or joined text, and then refused. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface AdmissionOptions {
  /** This subgraph's name. */
  readonly audience: string;
  /** The gateway's public keys: several of each use while they roll over. */
  readonly gatewayKeys: Jwks;
  /** This subgraph's private agreement keys: several while they roll over. */
  readonly agreementKeys: readonly NamedKey[];
  readonly replayStore: ReplayStore;
  /** Wall clock in milliseconds. */
  readonly clock?: () => number;
}

export interface Admission {
  /** Judges one HTTP request before anything of it is parsed. Never throws. */
  admit(request: IncomingRequest): Promise<Admitted>;
  /** From now on only these gateway keys count; contexts under a key that is gone are refused at once. */
  useGatewayKeys(keys: Jwks): void;
}

/** A context whose signature was verified, with the key that its proofs must be made with. */
interface Known {
  readonly context: AgencyContext;
  readonly gatewayKid: string;
  readonly proofKey: Buffer;
}

interface GatewayKeys {
  readonly signing: ReadonlyMap<string, NamedKey>;
  /** Per gateway agreement key what ECDH gives with each of ours. */
  readonly agreed: ReadonlyMap<string, readonly { readonly subgraphKid: string; readonly secret: Buffer }[]>;
}

/** Characters of verified contexts remembered: some four thousand contexts of usual length. */
const KEPT_CONTEXTS = 8_000_000;
/** Gateway nodes times the days around midnight. */
const DAILY_KEYS = 256;

/** Admits what the gateway asked of this subgraph, once, now, in exactly these bytes; refuses everything else. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { audience, agreementKeys, replayStore, clock = Date.now } = options;
  let keys = readKeys(options.gatewayKeys, agreementKeys);
  const known = createTextMemory<Known>(KEPT_CONTEXTS);
  let daily = new Map<string, readonly Buffer[]>();

  /** Cheap checks first, the signature last: nothing is acted upon before all of them. */
  async function admit(request: IncomingRequest): Promise<Admitted> {
    const jws = request.headers[CONTEXT_HEADER];
    const proofText = request.headers[PROOF_HEADER];
    if (typeof jws !== 'string' || jws.length > CONTEXT_LIMITS.jws) return refuse('no-context');
    if (typeof proofText !== 'string') return refuse('no-proof');
    const proof = readProof(proofText);
    if (proof === undefined || !isProvable(request)) return refuse('malformed-proof');

    const remembered = known.get(jws);
    if (remembered !== undefined) {
      if (!inTime(remembered.context)) return refuse('outside-its-time');
      if (proof.kid !== remembered.gatewayKid) return refuse('unknown-key');
      if (!macHolds(proof, remembered.proofKey, remembered.context.jti, request)) return refuse('wrong-proof');
      return once(remembered.context, proof.n);
    }

    const unverified = readJws(jws, CONTEXT_TYPE);
    const context = unverified && readContext(unverified.claims);
    if (unverified === undefined || context === undefined) return refuse('malformed-context');
    const signingKey = keys.signing.get(unverified.kid);
    const agreed = keys.agreed.get(proof.kid);
    if (signingKey === undefined || agreed === undefined) return refuse('unknown-key');
    if (context.aud !== audience) return refuse('wrong-audience');
    if (!inTime(context)) return refuse('outside-its-time');
    const parties = { gatewayKid: proof.kid, iss: context.iss, aud: audience, day: dayOf(context.iat) };
    const candidates =
      daily.get(dailyName(parties)) ?? agreed.map((own) => proofKey(own.secret, { ...parties, ...own }));
    const key = candidates.find((candidate) => macHolds(proof, candidate, context.jti, request));
    if (key === undefined) return refuse('wrong-proof');
    if (!signatureHolds(unverified, signingKey)) return refuse('wrong-signature');
    // INVARIANT: only what a signature vouched for is remembered, so a stranger cannot fill these maps.
    remember(daily, DAILY_KEYS, dailyName(parties), candidates);
    known.set(jws, { context, gatewayKid: proof.kid, proofKey: key });
    return once(context, proof.n);
  }

  function inTime({ iat, exp }: AgencyContext): boolean {
    const now = clock() / 1000;
    const life = exp - iat;
    return life > 0 && life <= CONTEXT_LIMITS.lifeSeconds && iat <= now + SKEW_SECONDS && now < exp + SKEW_SECONDS;
  }

  async function once(context: AgencyContext, n: number): Promise<Admitted> {
    try {
      // Remembered as long as a context of this expiry could still be admitted.
      const first = await replayStore.claim(`${context.jti}.${n}`, context.exp + SKEW_SECONDS, context.iat);
      return first ? { kind: 'admitted', context } : refuse('replayed');
    } catch {
      return refuse('replay-store-down');
    }
  }

  return {
    admit,
    useGatewayKeys(jwks) {
      keys = readKeys(jwks, agreementKeys);
      known.clear();
      daily = new Map();
    },
  };
}

/** Keeps at most `most` entries, the oldest leave first. */
function remember<V>(map: Map<string, V>, most: number, key: string, value: V): void {
  if (map.size >= most && !map.has(key)) map.delete(map.keys().next().value as string);
  map.set(key, value);
}

const dailyName = ({ gatewayKid, iss, day }: Omit<ProofParties, 'subgraphKid'>): string =>
  `${gatewayKid} ${iss} ${day}`;

const refuse = (reason: AdmissionRefusal): Admitted => ({ kind: 'refused', reason });

function readKeys(jwks: Jwks, own: readonly NamedKey[]): GatewayKeys {
  const ofUse = (use: 'sig' | 'enc'): NamedKey[] =>
    jwks.keys.filter((jwk) => jwk.use === use).map((jwk) => keyOfJwk(jwk, 'public'));
  const agreedWith = (gateway: NamedKey) => own.map((key) => ({ subgraphKid: key.kid, secret: agree(key, gateway) }));
  return {
    signing: new Map(ofUse('sig').map((key) => [key.kid, key])),
    agreed: new Map(ofUse('enc').map((key) => [key.kid, agreedWith(key)])),
  };
}
