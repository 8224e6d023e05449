import type { AgencyContext, ContextClaims } from './agency-context.js';
import { signJws } from './jws.js';
import type { NamedKey } from './keys.js';
import { randomId } from './random-id.js';
import { CONTEXT_LIMITS, readContext } from './read-context.js';

export const CONTEXT_TYPE = 'agency-context+jwt';
export const CONTEXT_HEADER = 'agency-context';

export interface SignedContext {
  /** Value of the header `Agency-Context`. */
  readonly jws: string;
  readonly context: AgencyContext;
}

export interface ContextSigner {
  sign(claims: ContextClaims): SignedContext;
}

export interface ContextSignerOptions {
  /** This gateway node. */
  readonly iss: string;
  readonly signingKey: NamedKey;
  /** Wall clock in milliseconds. */
  readonly clock?: () => number;
  /** How long a context lives, at most 30 seconds. */
  readonly lifeSeconds?: number;
  /** 128 bits that never repeat. */
  readonly jti?: () => string;
}

/** Signs contexts of one gateway node. `sign` throws a `TypeError` for claims that every subgraph would refuse. */
export function createContextSigner(options: ContextSignerOptions): ContextSigner {
  const { iss, signingKey, clock = Date.now, lifeSeconds = CONTEXT_LIMITS.lifeSeconds, jti = randomId } = options;
  return {
    sign(claims) {
      const iat = Math.floor(clock() / 1000);
      const payload = JSON.stringify({ ...claims, iss, iat, exp: iat + lifeSeconds, jti: jti() });
      const context = readContext(JSON.parse(payload) as Record<string, unknown>);
      if (context === undefined) throw new TypeError('these claims are not a context');
      const jws = signJws(CONTEXT_TYPE, payload, signingKey);
      if (jws.length > CONTEXT_LIMITS.jws) throw new TypeError('the context is longer than a header may be');
      return { jws, context };
    },
  };
}
