import { OWN_SUBGRAPH } from '@agency-graph/composition';
import type { RowsFacts } from './execute.js';
import { idOf } from './leaf-text.js';

/** Rows that exist but that an agency kept back by their condition, of those it was asked for by id. */
export interface Kept {
  readonly subgraph: string;
  readonly type: string;
  readonly ids: ReadonlySet<string>;
}

/** Ids taken at most from a note beside what an agency chose itself, and their characters; of entities, as many as were asked for. */
const MOST_IDS = 1_000;
const MOST_CHARACTERS = 128;

/**
 * Reads what an agency tells the gateway beside its answer: `withheld`, ids by type, and `register`, the version of its
 * copy of the organisations register. Goes into the record and into the judging of rows, never to a client. An agency
 * is believed only of types whose row fields it gives. The gateway's own subgraph also says which mutations were `undone`.
 *
 * `asked` holds the keys of an `_entities` question by type; null for a root field, whose ids only the agency knows.
 */
export function noteAnswer(
  rows: RowsFacts,
  subgraph: string,
  extensions: unknown,
  asked: ReadonlyMap<string, ReadonlySet<string>> | null,
): void {
  // attacker-controlled: whatever is not of this form says nothing.
  const { withheld, register, undone } = objectOf(extensions);
  if (subgraph === OWN_SUBGRAPH && Array.isArray(undone)) for (const key of undone) rows.undone.add(String(key));
  if (Number.isSafeInteger(register) && Number(register) >= 0) {
    rows.copies.set(subgraph, Math.min(rows.copies.get(subgraph) ?? Infinity, Number(register)));
  }
  const { permitted, compiled } = rows.intent.plan;
  for (const [type, listed] of Object.entries(objectOf(withheld))) {
    if (!Array.isArray(listed) || !permitted.rows.has(type) || !compiled.judgesOf(type).has(subgraph)) continue;
    const ids = (listed as unknown[])
      .slice(0, asked === null ? MOST_IDS : undefined)
      .map(idOf)
      .filter((id): id is string => id !== null && id !== '')
      .filter((id) => (asked === null ? id.length <= MOST_CHARACTERS : asked.get(type)?.has(id) === true));
    if (ids.length > 0) rows.kept.push({ subgraph, type, ids: new Set(ids) });
  }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
