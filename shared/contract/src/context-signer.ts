import type { AgencyContext, ContextClaims } from './agency-context.js';
import { createJwsSigner } from './jws.js';
import type { NamedKey } from './keys.js';
import { randomId } from './random.js';
import { CONTEXT_LIMITS, readConditions, readContext, type ReadConditions } from './read-context.js';

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
}

/** Conditions as they are signed, and as a subgraph will read them. */
interface Standing {
  readonly text: string;
  readonly read: ReturnType<ReadConditions>;
}

/** Signs contexts of one gateway node. `sign` throws a `TypeError` for claims that every subgraph would refuse. */
export function createContextSigner(options: ContextSignerOptions): ContextSigner {
  const { iss, signingKey, clock = Date.now } = options;
  const signed = createJwsSigner(CONTEXT_TYPE, signingKey);
  // Conditions stand as long as the operation that they were decided for, and are signed with each of its requests.
  const known = new WeakMap<object, Standing>();
  const conditionsOf: ReadConditions = (conditions, isKey) => {
    let standing = known.get(conditions);
    if (standing === undefined) {
      const text = JSON.stringify(conditions);
      const read = readConditions(JSON.parse(text) as Record<string, unknown>, isKey);
      known.set(conditions, (standing = { text, read }));
    }
    return standing.read;
  };
  return {
    sign({ rows, fields, ...claims }) {
      const iat = Math.floor(clock() / 1000);
      const own = { ...claims, iss, iat, exp: iat + CONTEXT_LIMITS.lifeSeconds, jti: randomId() };
      const conditions = { rows, ...(fields && { fields }) };
      const context = readContext({ ...own, ...conditions }, conditionsOf);
      if (context === undefined) throw new TypeError('these claims are not a context');
      const texts = Object.entries(conditions).map(([claim, of]) => `,"${claim}":${known.get(of)!.text}`);
      const jws = signed(`${JSON.stringify(own).slice(0, -1)}${texts.join('')}}`);
      if (jws.length > CONTEXT_LIMITS.jws) throw new TypeError('the context is longer than a header may be');
      return { jws, context };
    },
  };
}
