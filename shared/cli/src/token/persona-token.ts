import { loadIssuerKeys, type NamedKey } from '@agency-graph/contract';
import { ISSUER, type Persona, type World } from '@agency-graph/world';
import { randomUUID } from 'node:crypto';
import { CommandFailure, wrongUsage } from '../exit.js';
import { wholeWorld } from '../world.js';
import { issueToken } from './issue-token.js';

const AUDIENCE = 'agency-graph';
/** The longest life of a token. Seconds. */
export const LONGEST_TTL = 900;

export interface PersonaTokenOptions {
  readonly zone?: string;
  /** A member's or an account's id: for whom an application asks. */
  readonly endUser?: string;
  /** Seconds. */
  readonly ttl?: number;
}

/** Finds a persona by its code (`P4`) or name (`commune-officer`). */
export const findPersona = (personas: readonly Persona[], wanted: string): Persona => {
  const found = personas.find(({ code, name }) => code.toLowerCase() === wanted.toLowerCase() || name === wanted);
  if (found === undefined) {
    const known = personas.map(({ code, name }) => `${code} ${name}`).join(', ');
    throw wrongUsage(`No persona "${wanted}". There are: ${known}.`);
  }
  return found;
};

const accountOf = (world: World, persona: Persona): { readonly sub: string } => {
  const account = world.account(persona.accountId);
  if (account === undefined) throw new Error(`persona ${persona.code} has no account ${persona.accountId}`);
  return account;
};

/** Finds whom an application may act for: a member, or the holder of an account, by their id. */
export const findEndUser = (endUser: string): { readonly sub: string } | undefined =>
  /^M-\d+$/.test(endUser) ? { sub: endUser } : wholeWorld().account(endUser);

const actorOf = (endUser: string): { readonly sub: string } => {
  const found = findEndUser(endUser);
  if (found === undefined)
    throw wrongUsage(`"${endUser}" is nobody to act for: say a member's id (M-000124) or an account's.`);
  return { sub: found.sub };
};

/** A token for a persona, signed with the development issuer's key of that folder. `now` in milliseconds since 1970. */
export const personaToken = (
  keysFolder: string,
  world: World,
  persona: Persona,
  options: PersonaTokenOptions,
  now: number,
): string => {
  const iat = Math.floor(now / 1000);
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: accountOf(world, persona).sub,
    jti: randomUUID(),
    iat,
    exp: iat + (options.ttl ?? LONGEST_TTL),
    amr: persona.hardwareKey ? ['pwd', 'hwk'] : ['pwd'],
    zone: options.zone ?? persona.zone,
    ...(options.endUser === undefined ? {} : { act: actorOf(options.endUser) }),
  };
  return issueToken(claims, signingKeyIn(keysFolder));
};

function signingKeyIn(keysFolder: string): NamedKey {
  try {
    return loadIssuerKeys(keysFolder).signing;
  } catch (cause) {
    throw new CommandFailure((cause as Error).message, undefined, { cause });
  }
}
