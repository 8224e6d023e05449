import { sha256 } from '@agency-graph/contract';
import { sql, type Transaction } from 'kysely';
import type { RequestBase } from '../serve/request.js';
import { BadUserInput } from './bad-user-input.js';
import { idOf } from './arguments.js';

/** A mutation as its caller sent it: under one key, one input has one effect. */
export interface Change {
  /** `Mutation.field`. */
  readonly mutation: string;
  readonly idempotencyKey: string;
  /** Everything that decides the effect. */
  readonly input: readonly (string | number)[];
}

/**
 * Runs a change at most once for a caller and their key, in one transaction (table `change_once`). `run` gives the id of
 * the row that it changed, or null where it may not: then nothing is kept, as if the id were unknown. The same key with
 * the same input gives the same id again, also in parallel, without running; with another input it is `BAD_USER_INPUT`.
 * What the request's loaders have read is forgotten, so that the row is answered as it is now.
 */
export async function changeOnce<DB>(
  request: RequestBase<DB>,
  { mutation, idempotencyKey, input }: Change,
  run: (transaction: Transaction<DB>) => Promise<string | null>,
): Promise<string | null> {
  const key = idOf('idempotencyKey', idempotencyKey);
  const caller = request.agency.sub;
  const hash = sha256(JSON.stringify(input));
  try {
    const id = await request.db.transaction().execute(async (transaction) => {
      // Whoever comes second under a key waits here until the first has ended.
      const claimed = await sql`
        insert into change_once (caller, mutation, key, input_hash, at)
        values (${caller}, ${mutation}, ${key}, ${hash}, ${request.now}) on conflict do nothing returning key`.execute(
        transaction,
      );
      if (claimed.rows.length === 0) {
        const { rows } = await sql<{ input_hash: string; row_id: string }>`
          select input_hash, row_id from change_once
          where caller = ${caller} and mutation = ${mutation} and key = ${key}`.execute(transaction);
        if (rows[0]?.input_hash !== hash)
          throw new BadUserInput('idempotencyKey', 'was used before, for another input: take a new one');
        return rows[0].row_id;
      }
      const changed = await run(transaction);
      if (changed === null) throw new NothingChanged();
      await sql`
        update change_once set row_id = ${changed}
        where caller = ${caller} and mutation = ${mutation} and key = ${key}`.execute(transaction);
      return changed;
    });
    request.forgetLoaded();
    return id;
  } catch (error) {
    if (error instanceof NothingChanged) return null;
    throw error;
  }
}

/** Takes back the claim of a key under which nothing could be changed. */
class NothingChanged extends Error {}
