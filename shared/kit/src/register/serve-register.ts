import { isRegisterPull, type ReplayStore } from '@agency-graph/contract';
import { sql, type Kysely } from 'kysely';
import type { Logger } from 'pino';
import { ANSWERS } from '../serve/answer.js';
import type { RegisterChanges } from './register-copy.js';
import { registerReaders } from './register-readers.js';

/** Changes per answer: 215,000 organisations are 43 answers of half a megabyte. */
const PAGE = 5_000;

export interface ServeRegisterOptions {
  /** Has `org_register(id, path, status, version)` with a version of its own per change, visible in order. */
  readonly database: Kysely<never>;
  readonly keysDirectory: string;
  /** Remembers used pulls. */
  readonly replayStore: ReplayStore;
  readonly log: Logger;
}

/** Answers `GET /register/changes?since=<version>` to subgraphs and gateways whose signing keys are in the keys folder. */
export function serveRegister({ database, keysDirectory, replayStore, log }: ServeRegisterOptions) {
  const keys = registerReaders(keysDirectory, log);
  return async (since: string | undefined, authorization: string | undefined) => {
    if (!(await isRegisterPull(authorization, { keys, replayStore }))) return ANSWERS.UNAUTHORIZED;
    if (since === undefined || !/^\d{1,15}$/.test(since)) return ANSWERS.BAD_REQUEST;
    return { status: 200, body: JSON.stringify(await readChanges(database, Number(since))) };
  };
}

/** One page of changes after `since`. */
async function readChanges(database: Kysely<never>, since: number): Promise<RegisterChanges> {
  // One statement, so that `version` and the changes are of one moment.
  const { rows } = await sql<{ id: string | null; path: string; status: string; version: string; newest: string }>`
    select c.id, c.path, c.status, c.version, n.newest
    from (select coalesce(max(version), 0) as newest from org_register) n
    left join lateral (
      select id, path, status, version from org_register where version > ${since} order by version limit ${PAGE}
    ) c on true order by c.version`.execute(database);
  const changes = rows.flatMap(({ id, path, status, version }) =>
    id === null ? [] : [{ id, path, status, version: Number(version) }],
  );
  return { version: Number(rows[0]?.newest), changes };
}
