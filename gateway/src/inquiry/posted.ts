import { readRecord, type LogRecord } from '@agency-graph/ledger/records';
import type { Entries } from './entry.js';
import { keysOf, referencesOf, type Key } from './posting.js';

/** What of some leaves goes into the index. */
export interface Posted {
  /** Time, leaf and its keys. */
  readonly postings: readonly { readonly at: string; readonly index: number; readonly keys: readonly Key[] }[];
  readonly fieldsets: readonly (readonly [index: number, says: string, value: string])[];
  readonly operations: readonly (readonly [index: number, value: string])[];
}

/** What of the leaves from one to another goes into the index. A leaf that is no record is posted under nothing. */
export function postedOf(entries: Entries, first: number, next: number): Posted {
  const postings: Posted['postings'][number][] = [];
  const fieldsets: Posted['fieldsets'][number][] = [];
  const operations: Posted['operations'][number][] = [];
  let parts: LogRecord<'outcome_part'>[] = [];
  for (const leaf of entries.source.leaves(first)) {
    if (leaf.index >= next) break;
    const read = readRecord(leaf.bytes);
    if (read.kind !== 'record') continue;
    const { record } = read;
    if (record.type === 'outcome_part') {
      parts.push(record);
      continue;
    }
    if (record.type === 'define') {
      entries.learn(leaf.index, record);
      if (record.operation !== undefined) operations.push(...operationRows(leaf.index, record.operation));
      if (record.fieldset !== undefined) fieldsets.push(...fieldsetRows(leaf.index, record.fieldset));
      continue;
    }
    const entry = entries.of(leaf, record);
    if (entry !== null) {
      const lacking = record.type === 'outcome' && (record.parts ?? 0) > parts.length;
      const own = lacking ? entries.parts(leaf.index, record) : parts;
      postings.push({ at: record.at, index: leaf.index, keys: keysOf(entry, referencesOf(record, own)) });
    }
    parts = [];
  }
  return { postings, fieldsets, operations };
}

const operationRows = (
  index: number,
  { hash, name }: NonNullable<LogRecord<'define'>['operation']>,
): Posted['operations'] => [hash, ...(name === null || name === hash ? [] : [name])].map((value) => [index, value]);

function fieldsetRows(
  index: number,
  { agency, source, type, grants }: NonNullable<LogRecord<'define'>['fieldset']>,
): Posted['fieldsets'] {
  const said = new Map<string, readonly [string, string]>();
  const say = (says: string, value: string): void => void said.set(`${says}\0${value}`, [says, value]);
  say('agency', agency);
  say('agency', source);
  for (const { agreement, fields } of grants) {
    // Asked for by its id alone, or with its version.
    if (agreement !== null) for (const name of [agreement, agreement.split('/')[0]!]) say('agreement', name);
    for (const field of fields) say('field', `${type}.${field}`);
  }
  return [...said.values()].map(([says, value]) => [index, says, value]);
}
