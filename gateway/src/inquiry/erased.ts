import { sql, type Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { spelled, type SubjectName } from '../subject-name.js';

/** An erasure that was carried out. */
export interface Erased {
  readonly id: string;
  readonly at: Date;
}

/** Finds the last erasure of a subject that was carried out in a log; null where none was. */
export type ErasureOf = (subject: SubjectName, log: string) => Promise<Erased | null>;

/** Finds them among what was asked for, approved and carried out; what a hold keeps is not erased. */
export const erasuresIn =
  (db: Kysely<GatewayDatabase>): ErasureOf =>
  async (subject, log) => {
    const asked = spelled(subject);
    const isAsked = (id: string): boolean => spelled({ ...subject, id }) === asked;
    const all = db
      .selectFrom('erasure')
      .innerJoin('erasure_done', 'erasure_done.erasure', 'erasure.id')
      .select(['id', 'ids', 'kept', 'waiting', 'done_at'])
      .where('kind', '=', 'SHRED')
      .where('of_type', '=', subject.of)
      .where('log', '=', log)
      .orderBy('done_at', 'desc')
      .orderBy('approved_at', 'desc');
    // A value is the same however it was typed; of ids, as they are stored, there is one spelling.
    const rows = await (subject.of.includes('.') ? all : all.where(sql<boolean>`${asked} = any(ids)`)).execute();
    const carriedOut = rows.find(({ ids, kept, waiting }) =>
      ids.some((id) => isAsked(id) && !kept.includes(id) && !waiting.includes(id)),
    );
    return carriedOut === undefined ? null : { id: carriedOut.id, at: carriedOut.done_at };
  };
