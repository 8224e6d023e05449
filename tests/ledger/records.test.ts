import { canonicalJson, type CanonicalValue } from '@agency-graph/ledger';
import {
  COMMON,
  createDictionary,
  readRecord,
  RECORD_SAYS,
  recordMisfit,
  RECORDS,
  writeRecord,
  type LogRecord,
  type RecordType,
} from '@agency-graph/ledger/records';
import { describe, expect, test } from 'vitest';

type Described = {
  readonly [member: string]: { readonly says: string; readonly members?: Described; readonly optional?: true };
};

const COMMON_OF = { v: 1, at: '2026-03-15T02:00:00.000001Z', nonce: 'AAAAAAAAAAAAAAAAAAAAAA' };
const TOKEN = 'BBBBBBBBBBBBBBBBBBBBBB';
const INTENT = {
  ...COMMON_OF,
  type: 'intent',
  txn: 'CCCCCCCCCCCCCCCC',
  trace: '0'.repeat(32),
  context: 1,
  operation: 2,
  agencies: ['members'],
};
const bytes = (value: unknown): Buffer => Buffer.from(canonicalJson(value as CanonicalValue));

describe('the page of records', () => {
  /** One table a record or object: its members, what they are, and the objects within. */
  function table(title: string, says: string, members: Described): string {
    const rows = Object.entries(members).map(
      ([name, field]) => `| \`${name}\` | ${field.says} | ${field.optional === true ? 'may be missing' : ''} |`,
    );
    const inner = Object.entries(members).flatMap(([name, field]) =>
      field.members === undefined ? [] : [table(`${title}.${name}`, '', field.members)],
    );
    return [`### ${title}`, says, ['| member | what it is | |', '|---|---|---|', ...rows].join('\n'), ...inner]
      .filter((one) => one !== '')
      .join('\n\n');
  }

  test('lists every type and every member, as the schema has them', async () => {
    const tables = Object.entries(RECORDS).map(([type, members]) =>
      table(type, RECORD_SAYS[type as RecordType], members as Described),
    );
    const page = [
      '# Records of the audit log',
      'Every leaf of the log is one of these, in canonical JSON (RFC 8785) of at most 60,000 bytes. No record holds the value of a field or of an argument, or the id of a person.',
      'An *index* is that of another record of the same log, a `define`. A *token* is 128 bits in base64url; a person’s is the same throughout one month. A *transaction* is what the records of one request have in common: 96 bits, in older ones 128. A *digest* is 256 bits; under `sealed` it is the commitment to a value that stands, encrypted, outside of the tree.',
      table('Every record', '', COMMON as Described),
      ...tables,
    ].join('\n\n');
    await expect(`${page}\n`).toMatchFileSnapshot('../../shared/ledger/RECORDS.md');
  });
});

describe('who asked', () => {
  const define = (body: object): LogRecord => ({ ...COMMON_OF, type: 'define', ...body }) as unknown as LogRecord;
  const who = { account: TOKEN, purpose: 'INSPECTION' };
  const dictionary = createDictionary();
  dictionary.learn(3, define({ context: who }));
  dictionary.learn(4, define({ token: { id: 't-1', context: 3 } }));
  dictionary.learn(5, define({ token: { id: 't-2', context: 4 } }));
  dictionary.learn(6, define({ token: { id: 't-3', context: 9 } }));
  dictionary.learn(7, define({ context: { ...who, token: 't-4' } }));

  test.each<[string, number, object | null]>([
    ['a context', 3, who],
    ['a token, with the context that it is brought in', 4, { ...who, token: 't-1' }],
    ['a context of before that names its token', 7, { ...who, token: 't-4' }],
    ['a token in another token', 5, null],
    ['a token in what is not known', 6, null],
    ['nothing', 8, null],
  ])('%s', (_what, index, expected) => {
    expect(dictionary.context(index)).toEqual(expected);
  });
});

describe('the schema is closed', () => {
  test('a record of it is read', () => {
    expect(readRecord(bytes(INTENT))).toEqual({ kind: 'record', record: INTENT });
  });

  test.each<[string, unknown]>([
    ['an unknown type', { ...INTENT, type: 'note' }],
    ['a type that every object has', { ...INTENT, type: 'toString' }],
    ['another version', { ...INTENT, v: 2 }],
    ['a member more', { ...INTENT, value: 'Nguyễn' }],
    ['a member less', { ...COMMON_OF, type: 'intent' }],
    ['a member of another kind', { ...INTENT, context: '1' }],
    ['a negative index', { ...INTENT, context: -1 }],
    ['a null', { ...INTENT, agencies: null }],
    ['a time without microseconds', { ...INTENT, at: '2026-03-15T02:00:00Z' }],
    ['a definition of nothing', { ...COMMON_OF, type: 'define' }],
    [
      'a definition of two things',
      {
        ...COMMON_OF,
        type: 'define',
        token: { id: 't-1', context: 3 },
        fieldset: { agency: 'a', type: 'C', effect: 'allow', grants: [] },
      },
    ],
    ['no object', [INTENT]],
  ])('not %s', (_what, value) => {
    expect(recordMisfit(value)).not.toBeNull();
    expect(readRecord(bytes(value)).kind).toBe('misfit');
    expect(() => writeRecord(value as LogRecord)).toThrow(TypeError);
  });

  test.each<[string, object]>([
    ['an intent', INTENT],
    ['one of before', { ...INTENT, txn: TOKEN }],
    [
      'texts that are escaped',
      { ...COMMON_OF, type: 'node_start', origin: 'a"\\\n\u2028é', version: '', runtime: '😀', size: 0 },
    ],
    ['a token', { ...COMMON_OF, type: 'define', token: { id: 'é"', context: 3 } }],
    ['nothing in lists', { ...INTENT, agencies: [] }],
    ['nulls', { ...COMMON_OF, type: 'denied', code: 'X', n: null, tally: TOKEN }],
    [
      'objects in lists',
      {
        ...COMMON_OF,
        type: 'outcome_part',
        outcome: 9,
        agency: 'members',
        access: [{ fieldset: 3, n: 2, records: ['b', 'a'] }],
      },
    ],
    [
      'commitments',
      {
        ...COMMON_OF,
        type: 'define',
        sealed: { b: 'C'.repeat(43), a: 'D'.repeat(43) },
        fieldset: { agency: 'a', type: 'C', effect: 'allow', grants: [] },
      },
    ],
  ])('%s: written as RFC 8785 has it', (_what, value) => {
    expect(writeRecord(value as LogRecord)).toBe(canonicalJson(value as CanonicalValue));
  });

  test.each<[string, object]>([
    ['a lone surrogate', { ...COMMON_OF, type: 'heartbeat', size: 1, at: '\ud800' }],
    [
      'a lone surrogate in a text',
      { ...COMMON_OF, type: 'node_start', origin: '\ud800', version: '', runtime: '', size: 0 },
    ],
    ['a member that is undefined', { ...INTENT, value: undefined }],
    ['minus zero', { ...INTENT, context: -0 }],
    ['more than a record holds', { ...INTENT, agencies: Array.from({ length: 1_000 }, () => 'a'.repeat(100)) }],
  ])('%s is not written', (_what, value) => {
    expect(() => writeRecord(value as LogRecord)).toThrow(TypeError);
  });

  test.each<[string, Buffer]>([
    ['other white space', Buffer.from(JSON.stringify(INTENT, null, 1))],
    ['another order', Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(INTENT).toReversed())))],
    ['a key twice', Buffer.from(canonicalJson(INTENT).replace('"v":1', '"v":1,"v":1'))],
    ['no JSON', Buffer.from('{')],
    ['no UTF-8', Buffer.from([0xff, 0xfe])],
    ['nothing', Buffer.alloc(0)],
    ['10 MB', Buffer.alloc(10_000_000, 0x20)],
  ])('nor %s', (_what, given) => {
    expect(readRecord(given).kind).toBe('misfit');
  });
});
