import type { AccountRecord, World } from '@agency-graph/world';
import { personaToken } from 'agency-graph/tokens';
import { Pool } from 'undici';
import type { CaseCaller } from './callers.js';
import type { Got } from './compare.js';

/** An answer as it came. */
export interface Answered extends Got {
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Asks a gateway as a caller, over connections that are kept. */
export type AskCase = (
  caller: CaseCaller,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) => Promise<Answered>;

export interface Asker {
  readonly ask: AskCase;
  /** How often nothing came in time, or a connection was lost, so that a case had to be put again. */
  busy(): number;
  close(): Promise<void>;
}

/** Milliseconds that a token is used before another is made; it lives for 15 minutes. */
const TOKEN_LIFE = 600_000;

/** How often a case is put before what came is taken as the answer. */
const MOST_TRIES = 10;

type LostError = Error & { readonly code?: string };

/** A connection that its server closed for having been idle, which a busy machine notices late, or that gave nothing in time. */
const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

const isBusy = ({ status, body }: Got): boolean =>
  status === 503 || body.errors?.some(({ extensions }) => extensions?.code === 'SUBGRAPH_UNAVAILABLE') === true;

/** One gateway for each instant of the policy clock; `accounts` are those that the world does not know. */
export function createAsker(
  gateways: Readonly<Record<string, string>>,
  keys: string,
  world: World,
  accounts: readonly AccountRecord[],
  connections = 8,
): Asker {
  const known = new Map(accounts.map((one) => [one.id, one]));
  const directory: World = { ...world, account: (id) => known.get(id) ?? world.account(id) };
  const pools = new Map(Object.entries(gateways).map(([clock, url]) => [clock, new Pool(url, { connections })]));
  let busy = 0;
  const tokens = new Map<string, { readonly token: string; readonly until: number }>();

  const tokenOf = ({ account, door }: CaseCaller): string => {
    const { zone, hardwareKey, endUser } = door;
    const key = JSON.stringify([account.id, zone, hardwareKey, endUser]);
    const kept = tokens.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.token;
    const persona = {
      code: account.id,
      name: account.id,
      accountId: account.id,
      zone,
      hardwareKey,
      defaultPurpose: null,
      says: '',
    };
    const token = personaToken(keys, directory, persona, endUser === null ? {} : { endUser }, Date.now());
    tokens.set(key, { token, until: Date.now() + TOKEN_LIFE });
    return token;
  };

  return {
    ask: async (caller, query, variables) => {
      for (let tries = 1; ; tries += 1) {
        const got = await once(caller, query, variables).catch((error: LostError) => {
          if (!LOST.has(error.code ?? '') || tries === MOST_TRIES) throw error;
          return null;
        });
        // On a busy machine a record or an agency comes too late; the case is put again, but not for ever.
        if (got !== null && (!isBusy(got) || tries === MOST_TRIES)) return got;
        busy += 1;
      }
    },
    busy: () => busy,
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };

  async function once(
    caller: CaseCaller,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): ReturnType<AskCase> {
    const { statusCode, body, headers } = await pools.get(caller.door.clock)!.request({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokenOf(caller)}`,
        ...(caller.door.purpose === null ? {} : { 'access-purpose': caller.door.purpose }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await body.text();
    return { status: statusCode, body: JSON.parse(text) as Got['body'], text, headers };
  }
}
