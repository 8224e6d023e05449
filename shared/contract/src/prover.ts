import { agree, DAY_SECONDS, dayOf, isProvable, proofKey, proofMac, type ProvenRequest } from './proof.js';
import type { NamedKey } from './keys.js';

export interface ProverOptions {
  readonly iss: string;
  /** The subgraph. */
  readonly aud: string;
  /** The gateway's private agreement key. */
  readonly agreementKey: NamedKey;
  /** The subgraph's public agreement key. */
  readonly subgraphKey: NamedKey;
}

export interface ToProve extends ProvenRequest {
  /** `jti` and `iat` of the context that the request goes out under. */
  readonly jti: string;
  readonly iat: number;
  readonly n: number;
}

export interface Prover {
  /** Value of the header `Agency-Proof`. */
  prove(request: ToProve): string;
}

/** Proves HTTP requests of one gateway node to one subgraph; agrees on a key once a day. */
export function createProver(options: ProverOptions): Prover {
  const { iss, aud, agreementKey, subgraphKey } = options;
  const agreed = agree(agreementKey, subgraphKey);
  const parties = { gatewayKid: agreementKey.kid, subgraphKid: subgraphKey.kid, iss, aud };
  let current: { readonly day: number; readonly key: Buffer } | undefined;
  return {
    prove(request) {
      if (!isProvable(request)) throw new TypeError('method, target and host must be one line each');
      const day = Math.floor(request.iat / DAY_SECONDS);
      if (current?.day !== day) current = { day, key: proofKey(agreed, { ...parties, day: dayOf(request.iat) }) };
      const mac = proofMac(current.key, request.jti, request.n, request);
      return `v1 ${request.n} ${agreementKey.kid} ${mac.toString('base64url')}`;
    },
  };
}
