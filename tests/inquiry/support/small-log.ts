import { createEntries, createSearch, type Leaf, type Search } from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createPool } from '@agency-graph/postgres';
import { onTestFinished } from 'vitest';

/** When every record was made. */
export const AT = '2026-03-01T00:00:00.000000Z';

/** A token, or a nonce, that says what it is of. */
export const token = (name: string): string => name.padEnd(21, '0') + 'A';

/** Refers to the definitions of a context and an operation. */
export const REQUEST = { txn: token('txn'), trace: '0'.repeat(32), context: 0, operation: 0 };

/** Searches a log of these records for one test. Nothing listens where its index would be: the log itself is looked through. */
export function searchIn(records: readonly object[]): Search {
  const reader = createPool({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' });
  onTestFinished(() => reader.end());
  const leafAt = (index: number): Leaf => {
    const record = { at: AT, ...records[index], v: 1, nonce: token('') } as unknown as LogRecord;
    const bytes = Buffer.from(writeRecord(record));
    return { index, bytes, leaf: leafHash(bytes) };
  };
  const entries = createEntries({
    origin: 'small',
    size: () => records.length,
    published: () => records.length,
    leaf: (index) => (index >= 0 && index < records.length ? leafAt(index) : null),
    *leaves(from) {
      for (let index = from; index < records.length; index += 1) yield leafAt(index);
    },
  });
  return createSearch({ entries, reader, check: null });
}

/** The definition of a context: of an account of an organisation, by its token of a month. */
export const contextOf = (account: string, organisation: string, application = false): object => ({
  type: 'define',
  context: {
    issuer: 'https://issuer.agency-graph.example',
    level: ['token'],
    account: token(account),
    application,
    endUser: null,
    organisation,
    functions: ['ORG_WORK'],
    clearance: 'UNCLASSIFIED',
    zone: 'PARTY_WAN',
    purpose: 'MEMBER_ADMIN',
    case: null,
    emergency: null,
    policy: 'p1',
    supergraph: 's1',
  },
});

/** The definition of a field of which an agency came to one fate. */
export const fieldset = (type: string, agency: string, field: string, fate: object): object => ({
  type: 'define',
  fieldset: { agency, type, ...fate, grants: [{ source: agency, rule: 'R6', agreement: null, fields: [field] }] },
});
