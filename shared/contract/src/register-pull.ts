import { CONTEXT_LIMITS, isJti, SKEW_SECONDS } from './read-context.js';
import { randomId } from './random.js';
import { createJwsSigner, readJws, signatureHolds } from './jws.js';
import type { NamedKey } from './keys.js';
import type { ReplayStore } from './replay-store.js';

/** Asking the organisations subgraph for the register's changes is not asking for data: it has a token of its own. */
const REGISTER_PULL_TYPE = 'register-pull+jwt';
const REGISTER_PULL_AUDIENCE = 'organisations';
const LIFE_SECONDS = 30;

/** Signs one pull, as `Authorization: Bearer <token>`; `iss` is the subgraph or gateway node that pulls. */
export function signRegisterPull(iss: string, key: NamedKey, nowMs: number = Date.now()): string {
  const iat = Math.floor(nowMs / 1000);
  const claims = { iss, aud: REGISTER_PULL_AUDIENCE, iat, exp: iat + LIFE_SECONDS, jti: randomId() };
  return createJwsSigner(REGISTER_PULL_TYPE, key)(JSON.stringify(claims));
}

export interface RegisterPullCheck {
  /** Public signing keys that may pull, by thumbprint: asked only for what has the form of a pull. */
  readonly keys: Pick<ReadonlyMap<string, NamedKey>, 'get'>;
  readonly replayStore: ReplayStore;
  readonly clock?: () => number;
}

/** Whether `authorization` is a pull by a known key, in its time and for the first time. */
export async function isRegisterPull(authorization: string | undefined, check: RegisterPullCheck): Promise<boolean> {
  const { keys, replayStore, clock = Date.now } = check;
  if (authorization === undefined || authorization.length > 2_048) return false;
  const jws = /^Bearer ([^ ]+)$/.exec(authorization)?.[1];
  const read = jws === undefined ? undefined : readJws(jws, REGISTER_PULL_TYPE);
  const key = read && keys.get(read.kid);
  if (read === undefined || key === undefined || Object.keys(read.claims).length !== 5) return false;
  const { iss, aud, iat, exp, jti } = read.claims;
  if (typeof iss !== 'string' || aud !== REGISTER_PULL_AUDIENCE || !isJti(jti)) return false;
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return false;
  const [from, to] = [iat as number, exp as number];
  const now = clock() / 1000;
  if (to <= from || to - from > CONTEXT_LIMITS.lifeSeconds) return false;
  if (from > now + SKEW_SECONDS || now >= to + SKEW_SECONDS || !signatureHolds(read, key)) return false;
  try {
    return await replayStore.claim(`pull.${jti as string}`, to + SKEW_SECONDS, from);
  } catch {
    return false;
  }
}
