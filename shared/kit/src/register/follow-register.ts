import { setTimeout as wait } from 'node:timers/promises';
import { signRegisterPull, type NamedKey } from '@agency-graph/contract';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { databaseProblem } from '../database-problem.js';
import { loggedFailure, OwnWords } from '../logged-failure.js';
import { readChangesBody } from './read-changes.js';
import { applyChanges, copyState, startOver, type RegisterChangeHook, type RegisterChanges } from './register-copy.js';

/** Pause between pulls when there is nothing new: a change arrives within 1 s. */
const PAUSE_MS = 400;
const PULL_MS = 5_000;
const MAX_BYTES = 8_388_608;

export interface FollowOptions {
  readonly database: Kysely<never>;
  /** Where that database is; the log names no password of it. */
  readonly databaseUrl: string;
  /** Address of the organisations subgraph. */
  readonly url: string;
  /** This subgraph's name. */
  readonly name: string;
  /** This subgraph's private signing key. */
  readonly key: NamedKey;
  readonly onChange: RegisterChangeHook;
  readonly log: Logger;
}

export interface Following {
  /** Whether the copy has once been as new as the register: later it may lag, and the gateway drops what is too old. */
  isReady(): boolean;
  /** Version that the copy has at least: another instance over the same database may have brought it further. */
  version(): number;
  /** Milliseconds since it was followed last, or since that began. */
  behind(): number;
  /** Ends the pull under way and starts no other. */
  close(): Promise<void>;
}

/** Keeps the copy of the organisations register as new as the register, give or take half a second. */
export function followRegister(options: FollowOptions): Following {
  const { database, onChange, log } = options;
  const stop = new AbortController();
  let ready = false;
  /** Why it has not been followed since it was last: each reason is said once, not twice a second. */
  const reasons = new Set<string>();
  /** Who is asked at the moment: whose failure a failure is. */
  let asked: 'database' | 'register' = 'database';
  let version = 0;
  let followedAt = performance.now();

  /** One pull; tells whether more is waiting. */
  async function step(): Promise<boolean> {
    asked = 'database';
    const state = await copyState(database);
    ready = state.complete;
    version = state.version;
    asked = 'register';
    const { version: newest, changes } = await pull(options, state.version, stop.signal);
    asked = 'database';
    if (newest < state.version) {
      log.error({ copy: state.version, register: newest }, 'the register was set back: copying it anew');
      await startOver(database, newest);
      return true;
    }
    if (changes.length > 0 || !state.complete) {
      if (!(await applyChanges(database, state.version, { version: newest, changes }, onChange))) return true;
    }
    version = changes.at(-1)?.version ?? newest;
    ready ||= newest > 0 && version >= newest;
    return version < newest;
  }

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      const more = await step().then(
        (waiting) => {
          followedAt = performance.now();
          if (reasons.size > 0) log.info('register followed again');
          reasons.clear();
          return waiting;
        },
        (error: unknown) => {
          if (!stop.signal.aborted) tell(error);
          return false;
        },
      );
      if (!more) await wait(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  }

  function tell(error: unknown): void {
    const failure = loggedFailure(error);
    const [told, says] =
      asked === 'register'
        ? [{ ...failure, register: options.url }, 'register not followed']
        : [{ ...failure, problem: databaseProblem(error, options) }, 'copy of the register not kept'];
    const reason = JSON.stringify(told);
    if (!reasons.has(reason)) log.warn(told, says);
    reasons.add(reason);
  }

  const following = follow();
  return {
    isReady: () => ready,
    version: () => version,
    behind: () => performance.now() - followedAt,
    async close() {
      stop.abort();
      await following;
    },
  };
}

async function pull({ url, name, key }: FollowOptions, since: number, stop: AbortSignal): Promise<RegisterChanges> {
  const response = await fetch(`${url}/register/changes?since=${since}`, {
    headers: { authorization: `Bearer ${signRegisterPull(name, key)}` },
    redirect: 'error',
    signal: AbortSignal.any([stop, AbortSignal.timeout(PULL_MS)]),
  });
  const body = await readBounded(response);
  if (response.status === 401) {
    throw new OwnWords('the register answered 401: its keys folder has not this key, or the clocks differ');
  }
  if (response.status !== 200) throw new OwnWords(`the register answered ${response.status}`);
  return readChangesBody(body.toString('utf8'), since);
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new OwnWords('the register answered too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
