import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { scanSegment, type Frame } from '@agency-graph/ledger';
import { accessOf, type Context } from '@agency-graph/ledger/records';
import { DatabaseUnavailable } from '@agency-graph/postgres';
import { accessRows } from '../../../gateway/src/audit/access-rows.js';
import { Batch } from '../../../gateway/src/audit/batch.js';
import { alarmsOf, divide, merged } from '../../../gateway/src/audit/outcome.js';
import { unseal } from '../../../gateway/src/audit/seal.js';
import { segmentPath, segmentsOf } from '../../../gateway/src/audit/segments.js';
import { openSubjectTable } from '../../../gateway/src/audit/subject-table.js';
import { createSubjects } from '../../../gateway/src/audit/subjects.js';
import type { CheckedRows } from '../../../gateway/src/execute/check-rows.js';
import { readSecrets } from '../../../gateway/src/start/audit.js';
import { CANARY } from '../fixture/opinions.js';
import { breakDescriptor } from '../fixture/break-descriptor.js';
import { checkLog } from '../fixture/check-log.js';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import { readAll, type LogRecord } from '../fixture/read-log.js';
import { filesWithin } from '../../support/files-within.js';

let gateway: GatewayUnderTest;
let before = 0;
const STEWARDS = [
  { sub: 'steward', memberId: 'M-9' },
  { sub: 'other-steward', memberId: 'M-8' },
];
const ACCOUNTS = [{ sub: 'clerk' }, { sub: 'barred', status: 'SUSPENDED' }, ...STEWARDS];
const open = async (): Promise<void> => {
  gateway = await startGateway({ accounts: ACCOUNTS });
};
beforeAll(open);
beforeEach(() => (before = gateway.records().length));
afterAll(() => gateway?.close());

const OPINIONS = '{ opinions(first: 3) { id title } viewer { account } }';
const recorded = (): LogRecord[] => gateway.since(before);
interface Body {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { audit: { index: number; leaf: string } };
}
const ask = async (query: string, headers: Record<string, string> = {}) => {
  const response = await gateway.post({ query }, headers);
  return { status: response.status, body: (await response.json()) as Body };
};

/** Numbers that are asked with, and stand in no log. */
const [NUMBER, FRACTION] = [1_873_196_427, 48_151_623.4275];
/** A citizen's number, which names of an operation are made of, and which stands in no log either. */
const CITIZEN = '001099000123';

/** Values that are written like names of the schema, and stand in no log all the same. */
const NAMES =
  '{ opinions(first: 1, filter: { mood: BLAMING_MOOD, like: { canary_key: [canary_word, false, null] } }) { id } }';

/** What is sealed of a record's arguments. */
function argumentsOf({ index }: LogRecord): { readonly variables: string; readonly literals: readonly string[] } {
  const subjects = openSubjectTable(join(gateway.logPath, 'subjects'));
  onTestFinished(() => subjects.close());
  const opens = createSubjects(subjects, readSecrets(join(gateway.logPath, '../keys/audit')));
  const frames: Frame[] = [];
  const wal = join(gateway.logPath, 'wal');
  for (const first of segmentsOf(wal))
    scanSegment(readFileSync(segmentPath(wal, first)), (frame) => {
      if (frame.kind === 'sealed' && frame.index === index) frames.push(frame);
    });
  const opened = frames.flatMap(({ bytes }) => {
    const all = unseal(bytes, 'gateway-1', index, opens);
    return typeof all === 'string' ? [] : all;
  });
  return opened.find(({ path }) => path === 'arguments')!.value as ReturnType<typeof argumentsOf>;
}

describe('what a record holds', () => {
  test('who, what, on what basis, and whose records; one trace through all', async () => {
    const { body } = await ask(OPINIONS);
    const [intent, outcome, ...others] = recorded();
    expect(others).toEqual([]);
    expect(intent).toMatchObject({ v: 1, type: 'intent', agencies: ['gateway', 'opinions'], trace: outcome!['trace'] });
    expect(outcome).toMatchObject({
      type: 'outcome',
      txn: intent!['txn'],
      who: { issuer: 'https://issuer.agency-graph.example', organisation: 'VPTW', purpose: 'TASK_MONITORING' },
      asked: { kind: 'query', name: null },
      access: expect.arrayContaining([
        expect.objectContaining({ source: 'opinions', type: 'Query', fields: ['opinions'], effect: 'allow' }),
      ]) as unknown,
    });
    expect(outcome!['nonce']).toMatch(/^[\w-]{22}$/);
    expect(outcome!['nonce']).not.toBe(intent!['nonce']);
    expect(body.extensions!.audit).toMatchObject({ index: outcome!.index, leaf: outcome!.leaf });
  });

  test('each token by itself, and once what all have in common that one caller brings', async () => {
    const [one, other] = [gateway.bearer({ jti: 't-one' }), gateway.bearer({ jti: 't-other' })];
    await ask(OPINIONS, { authorization: gateway.bearer() });
    for (const authorization of [one, other, one]) await ask(OPINIONS, { authorization });
    const outcomes = recorded().filter(({ type }) => type === 'outcome');
    const [first, ...brought] = outcomes.map(({ who }) => who as Context);
    expect(brought.map(({ token }) => token)).toEqual(['t-one', 't-other', 't-one']);
    for (const who of brought) expect({ ...who, token: null }).toEqual({ ...first, token: null });
    const defined = readAll(gateway.logPath).filter(({ index }) => index > outcomes[0]!.index);
    expect(defined.filter(({ context }) => typeof context === 'object')).toEqual([]);
    expect(defined.flatMap(({ token }) => (token === undefined ? [] : (token as { id: string }).id))).toEqual([
      't-one',
      't-other',
    ]);
  });

  test('how the caller showed who they are, where one account has tokens of both kinds', async () => {
    for (const amr of [['pwd'], ['pwd', 'hwk'], ['pwd']])
      await ask(OPINIONS, { authorization: gateway.bearer({ amr }) });
    const levels = recorded().flatMap(({ type, who }) => (type === 'outcome' ? (who as Context).level : []));
    expect(levels).toEqual(['token', 'hardware-key', 'token']);
  });

  test('who asked is what the intent says, and is said anew where somebody was erased meanwhile', async () => {
    const references = (): unknown[] => recorded().flatMap(({ type, context }) => (type === 'shred' ? [] : [context]));
    const authorization = gateway.bearer();
    await ask(OPINIONS, { authorization });
    const [context] = references();
    expect(references()).toEqual([context, context]);
    gateway.agency.delay = 1_000;
    const answered = ask(OPINIONS, { authorization });
    await expect.poll(references).toEqual([context, context, context]);
    const four = { requestedBy: 'A'.repeat(22), approvedBy: 'B'.repeat(22), ground: 'for a test', refused: 0 };
    await gateway.rooms.audit.shred([{ of: 'account', id: 'A-nobody' }], [], four);
    await answered;
    gateway.agency.delay = 0;
    const [, , , anew] = references();
    expect(references()).toEqual([context, context, context, anew]);
    expect(anew).not.toBe(context);
    const [, , before, after] = recorded().filter(({ type }) => type !== 'shred');
    expect(after!.who).toEqual(before!.who);
  });

  test('no value of a field or an argument, no token, no person’s id', async () => {
    const secret = 'Nguyễn Văn Bí Mật';
    const bearer = gateway.bearer({ act: { sub: 'M-000124' } });
    for (const query of [
      OPINIONS,
      `{ opinion(id: "${secret}") { id title } }`,
      `{ nothing(a: "${secret}") }`,
      `{ opinions(first: "${secret}") { id } }`,
      `{ "${secret}"`,
      '{ opinions { draft } }',
    ]) {
      await ask(query, { authorization: bearer });
    }
    for (const a of [secret, NUMBER, -NUMBER, FRACTION, [NUMBER], { [secret]: [secret, NUMBER, true] }])
      await gateway.post({ query: 'query($a: Int) { opinions(first: $a) { id } }', variables: { a } });
    await ask(`{ opinions(first: ${NUMBER}) { id } }`);
    await ask(`{ opinion(id: ${NUMBER}) { id title } }`);
    await ask(`{ nothing(a: ${FRACTION}, b: { c: [${NUMBER}] }) }`);
    expect((await ask(NAMES)).body.errors).toBeUndefined();
    for (const id of [CITIZEN, CITIZEN.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, '_')]) {
      const query = `query q_${id}($v_${id}: ID!) { a_${id}: opinion(id: $v_${id}) { ...f_${id} } } fragment f_${id} on PublishedFeedback { id title }`;
      const named = await gateway.post({ query, variables: { [`v_${id}`]: 'O-1' }, operationName: `q_${id}` });
      expect(((await named.json()) as Body).data).toHaveProperty(`a_${id}.id`, 'O-1');
    }
    await ask(OPINIONS, { authorization: `${bearer}x` });
    await ask(OPINIONS, { 'access-purpose': secret.normalize('NFD').replaceAll(/[^\u0020-\u007E]/g, '') });
    const log = filesWithin(gateway.logPath)
      .map(({ bytes }) => bytes.toString('latin1'))
      .join('\n');
    expect(log).toContain('opinions');
    for (const text of [
      CANARY,
      'BLAMING_MOOD',
      'canary_key',
      'canary_word',
      String(NUMBER),
      String(FRACTION),
      CITIZEN,
      '001_099_000_123',
      secret,
      Buffer.from(secret).toString('latin1'),
      'Nguy',
      bearer.slice(7),
      bearer.split('.')[2]!,
      'A-clerk',
      'M-000124',
      '"clerk"',
    ])
      expect(log, text).not.toContain(text);
  });

  test('whom an input names that leads back to itself, however deep', async () => {
    const query = 'query($f: OpinionFilter!) { opinions(first: 1, filter: { anyOf: [{ about: "O-2" }, $f] }) { id } }';
    const f = { anyOf: [{ kind: 'O-4', anyOf: { about: 'O-3' } }] };
    const answer = (await (await gateway.post({ query, variables: { f } })).json()) as Body;
    expect(answer.errors).toBeUndefined();
    const [{ tokens }] = recorded().find(({ type }) => type === 'outcome')!['identifiers'] as [{ tokens: string[] }];
    expect(tokens).toHaveLength(2);
  });

  test('sealed, what was written like a name of the schema', async () => {
    await ask(NAMES);
    const outcome = recorded().find(({ type }) => type === 'outcome');
    const words = ['1', 'BLAMING_MOOD', 'canary_key', 'canary_word', 'false'];
    expect(argumentsOf(outcome!)).toEqual({ literals: words, variables: '{}' });
  });

  test('sealed, what was given to be explained; of which nobody can say whom it names, only the hash', async () => {
    const query =
      'query($query: String!, $variables: String) { explain(query: $query, variables: $variables) { purpose } }';
    const whole = { query: '# of O-2\nquery($id: ID!) { opinion(id: $id) { id } }', variables: '{"id":"O-1"}' };
    const cut = { ...whole, query: '{ opinion(id: "O-1"' };
    for (const variables of [whole, cut]) await gateway.post({ query, variables });
    const [first, second] = recorded().filter(({ type }) => type === 'outcome');
    expect(JSON.parse(argumentsOf(first!).variables)).toEqual({
      query: '{"text":"query($v0:ID!){opinion(id:$v0){id}}","literals":[]}',
      variables: '{"v0":"O-1"}',
    });
    const hash = expect.stringMatching(/^sha256:/) as string;
    expect(JSON.parse(argumentsOf(second!).variables)).toEqual({ query: hash, variables: hash });
  });

  test('whose record was refused, where nothing was asked for but whether there is one', async () => {
    await ask('{ opinions(first: 1) { author { __typename } } }');
    expect(recorded().at(-1)).toMatchObject({
      type: 'outcome',
      access: expect.arrayContaining([
        expect.objectContaining({
          source: 'opinions',
          type: 'Author',
          fields: ['__typename'],
          effect: 'deny',
          records: [expect.stringMatching(/^[\w-]{22}$/)],
          n: 1,
        }),
      ]) as unknown,
    });
  });

  test('an agency that fails: the outcome says that a part failed', async () => {
    gateway.agency.delay = 2_400;
    const { status, body } = await ask(OPINIONS);
    gateway.agency.delay = 0;
    expect(status).toBe(200);
    expect(body.errors![0]!.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(recorded().at(-1)).toMatchObject({
      type: 'outcome',
      access: expect.arrayContaining([expect.objectContaining({ effect: 'error', fields: ['opinions'] })]) as unknown,
    });
  });

  test('a request that is turned away when agencies have answered: whose records they gave, as withheld and why', async () => {
    const lost = new DatabaseUnavailable(new Error('Connection terminated unexpectedly'));
    vi.spyOn(gateway.rooms.volume, 'admit').mockRejectedValueOnce(lost);
    const { status, body } = await ask('{ opinion(id: "O-1") { title author { __typename } } }');
    expect([status, body.errors![0]!.extensions.code, body.data]).toEqual([503, 'DIRECTORY_UNAVAILABLE', undefined]);
    const [intent, outcome, ...others] = recorded();
    expect(others).toEqual([]);
    const turnedAway = { type: 'outcome', code: 'DIRECTORY_UNAVAILABLE' };
    expect(outcome).toMatchObject({ ...turnedAway, txn: intent!['txn'], trace: intent!['trace'], who: intent!.who });
    expect(outcome!['identifiers']).toHaveLength(1);
    const withheld = { effect: 'deny', reason: 'DIRECTORY_UNAVAILABLE', source: 'opinions', n: 1 };
    expect(outcome!.access.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toMatchObject([
      // Which nobody would have been shown.
      { effect: 'deny', reason: 'ROW', type: 'Author', fields: ['__typename'] },
      { ...withheld, type: 'PublishedFeedback', fields: ['author', 'title'] },
      { ...withheld, type: 'Query', fields: ['opinion'] },
    ]);
    expect(argumentsOf(outcome!).literals).toEqual(['"O-1"']);
  });

  test('a client that goes before it is answered: its outcome stands, and that nothing of it was delivered', async () => {
    const client = new AbortController();
    gateway.agency.onAsked = () => client.abort();
    await expect(
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: gateway.bearer() },
        body: JSON.stringify({ query: OPINIONS }),
        signal: client.signal,
      }),
    ).rejects.toThrow('aborted');
    gateway.agency.onAsked = () => {};
    await vi.waitFor(
      () => expect(recorded().map(({ type }) => type)).toEqual(['intent', 'outcome', 'delivery']),
      15_000,
    );
    const [, outcome, delivery] = recorded();
    expect(delivery).toMatchObject({ outcome: outcome!.index, trace: outcome!['trace'], sent: 0 });
    expect(delivery!['bytes']).toBeGreaterThan(100);
  });

  test('each request has one outcome, whatever it comes to', async () => {
    for (const [query, headers, type] of [
      ['{ __typename }', {}, 'outcome'],
      ['{ viewer { account } }', {}, 'outcome'],
      ['{ nothing }', {}, 'denied'],
      ['{', {}, 'denied'],
      [OPINIONS, { authorization: 'Bearer x' }, 'auth_fail'],
      [OPINIONS, { authorization: gateway.bearer({ sub: 'barred' }) }, 'denied'],
      [OPINIONS, { accept: 'text/html' }, 'denied'],
    ] as const) {
      before = gateway.records().length;
      await ask(query, headers);
      expect(
        recorded()
          .filter((one) => one.type !== 'intent')
          .map((one) => one.type),
        query,
      ).toEqual([type]);
    }
  });
});

describe('a change that was asked for', () => {
  const CHANGE =
    'mutation { one: publish(id: "O-1") { id } ...Two } fragment Two on Mutation { two: publish(id: "O-2") { title } }';

  test('and of which nobody can tell what came: it is recorded as unknown, and nobody is invited to repeat it', async () => {
    const lost = new DatabaseUnavailable(new Error('Connection terminated unexpectedly'));
    vi.spyOn(gateway.rooms.volume, 'admit').mockRejectedValueOnce(lost);
    const asked = gateway.agency.asked.length;
    const response = await gateway.post({ query: CHANGE });
    const { errors, data } = (await response.json()) as Body;
    expect([response.status, errors![0]!.extensions.code, data]).toEqual([500, 'CHANGE_UNKNOWN', undefined]);
    expect(response.headers.get('retry-after')).toBeNull();
    expect(gateway.agency.asked.length).toBeGreaterThan(asked);
    const [intent, ...after] = recorded();
    const write = { type: 'write', txn: intent!['txn'], who: intent!.who, source: 'opinions' };
    const unknown = (id: string) => {
      const token = gateway.rooms.audit.known({ of: 'PublishedFeedback', id }, String(intent!['at']));
      // Whoever asks who changed it is told of whoever may have.
      const identifiers = [{ argument: 0, tokens: [token] }];
      return { ...write, field: 'Mutation.publish', effect: 'unknown', records: [], identifiers };
    };
    const outcome = { type: 'outcome', txn: intent!['txn'] };
    expect(after).toEqual(
      [unknown('O-1'), unknown('O-2'), outcome].map((one) => expect.objectContaining(one) as unknown),
    );
  });

  test('and was not, because it was refused before: it may be asked for again', async () => {
    vi.spyOn(gateway.rooms.volume, 'calls').mockRejectedValueOnce(new DatabaseUnavailable(new Error('lost')));
    const response = await gateway.post({ query: CHANGE });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(recorded().map(({ type }) => type)).toEqual(['denied']);
  });

  test('of the gateway itself, and was refused with a reason: recorded as refused, whatever of the answer was asked for', async () => {
    const authorization = gateway.bearer({ sub: 'steward' });
    const asked = 'requestShred(of: "Member", ids: ["M-1"], ground: "Decree 13/2023")';
    const query = `mutation {
      done: ${asked} { done }
      refused: approveErasure(id: "ER-none") { says }
      also: approveErasure(id: "ER-none") { __typename }
    }`;
    const { body } = await ask(query, { authorization });
    expect(body).toMatchObject({ data: { done: { done: true }, refused: { says: expect.any(String) as string } } });
    const writes = recorded().flatMap(({ type, field, effect }) => (type === 'write' ? [[field, effect]] : []));
    expect(writes).toEqual([
      ['Mutation.requestShred', 'done'],
      ['Mutation.approveErasure', 'refused'],
      ['Mutation.approveErasure', 'refused'],
    ]);
  });
});

describe('a request of erasure', () => {
  const step = async (sub: string, mutation: string): Promise<string> => {
    const query = `mutation { step: ${mutation} { done erasure { id } } }`;
    const { body } = await ask(query, { authorization: gateway.bearer({ sub }) });
    const { done, erasure } = (body.data as { step: { done: boolean; erasure: { id: string } } }).step;
    expect(done).toBe(true);
    return erasure.id;
  };
  const asked = (mutation: string, of: string, ids: readonly string[]): Promise<string> =>
    step('steward', `${mutation}(of: "${of}", ids: ${JSON.stringify(ids)}, ground: "Case 12/2026")`);
  const known = (of: string, id: string): string | null =>
    gateway.rooms.audit.known({ of, id }, new Date().toISOString());
  const tokens = (): unknown[] =>
    recorded()
      .filter(({ type }) => type === 'outcome')
      .flatMap(({ identifiers }) => (identifiers as { tokens: string[] }[]).flatMap((one) => one.tokens));

  test('stands under whom it is about, whom a hold names for the first time too', async () => {
    for (const of of ['Member', 'Member.accesses', 'account']) {
      before = gateway.records().length;
      await asked('requestLegalHold', of, ['H-1']);
      await asked('requestShred', of, ['H-1']);
      expect([of, ...tokens()]).toEqual([of, known(of, 'H-1'), known(of, 'H-1')]);
    }
  });

  test('names nobody anew by asking that they be erased: there is no key to destroy but that of its own name', async () => {
    const id = await asked('requestShred', 'Member', ['N-1']);
    expect([known('Member', 'N-1'), tokens()]).toEqual([null, [known('ErasureAnswer', 'N-1')]]);
    await step('other-steward', `approveErasure(id: "${id}")`);
    expect(known('ErasureAnswer', 'N-1')).toBeNull();
    expect(readAll(gateway.logPath).findLast(({ type }) => type === 'shred')).toMatchObject({ keys: 0 });
  });

  test('of no kind that there is stands under a name of its own', async () => {
    await asked('requestLegalHold', 'Membre', ['H-2']);
    expect([known('Membre', 'H-2'), tokens()]).toEqual([null, [known('ErasureAnswer', 'H-2')]]);
  });
});

describe('a flood of strangers', () => {
  test('fills no log: one record opened for many, closed with their number', async () => {
    const FLOOD = 600;
    const statuses = new Set<number>();
    const standing = new Set<number>();
    for (let sent = 0; sent < FLOOD; sent += 100) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const { status, body } = await ask(OPINIONS, { authorization: 'Bearer a.b.c' });
          // On a busy machine a record may not be durable in time: then 503 was said, and the refusal counts all the same.
          if (body.extensions === undefined) return;
          statuses.add(status);
          standing.add(body.extensions.audit.index);
        }),
      );
      expect(checkLog(gateway.logPath).length).toBeGreaterThan(Math.max(...standing));
    }
    expect([...statuses]).toEqual([401]);
    const fails = (): LogRecord[] => recorded().filter(({ type }) => type === 'auth_fail');
    expect(fails().length).toBeLessThan(210);
    // A caller who is known is recorded by name, flood or not.
    await ask(OPINIONS, { authorization: gateway.bearer({ sub: 'barred' }) });
    expect(recorded().at(-1)).toMatchObject({ type: 'denied', who: { organisation: 'VPTW' } });
    // Closing writes the counts that are open; the database's folder goes with it, so the log is read in between.
    await gateway.rooms.audit.close();
    const failed = fails();
    const single = failed.filter((one) => one['tally'] === undefined).length;
    const counted = failed.reduce((sum, one) => sum + (typeof one['n'] === 'number' ? one['n'] : 0), 0);
    expect(single + counted).toBe(FLOOD);
    await gateway.close();
    await open();
  });
});

test('rows that an agency kept back, of which no field was asked for, are a line that names them, refused', () => {
  const kept = [{ subgraph: 'tasks', type: 'Task', ids: new Set(['T-1', 'T-2']) }];
  const shape = { type: 'Query', possible: null, entries: [] };
  const permitted = { refusals: [], shape, operation: { values: {} }, keys: new Map() };
  const rows = { seen: [], kept, shared: [], intent: { plan: { permitted } } } as unknown as CheckedRows;
  const named = accessRows(rows, { graph: { labels: { fields: new Map() } } as never, idOf: (_, id) => id });
  const lines = accessOf(
    merged(named, () => 0).map(({ row }) => row),
    { fieldset: () => named[0]!.line.fieldset },
  );
  const basis = { rule: 'none', agreement: null, fields: [], effect: 'deny', reason: 'ROW' };
  expect(lines).toEqual([{ agency: 'tasks', source: 'tasks', type: 'Task', ...basis, records: ['T-1', 'T-2'], n: 2 }]);
});

test('a row of very many records is written in pieces, which together count what it counted', () => {
  const records = Array.from({ length: 2_000 }, (_, n) => String(n).padStart(64, 'T'));
  for (const n of [2_000, 4_000]) {
    const { access, parts } = divide([{ agency: 'tasks', row: { fieldset: 1, n, records } }], []);
    const pieces = parts.flatMap((part) => part.access);
    expect([access, pieces.length]).toEqual([[], 3]);
    expect(pieces.flatMap((piece) => piece.records)).toEqual(records);
    // The last counts what has no record of its own.
    expect(pieces.map((piece) => piece.n - piece.records.length)).toEqual([0, 0, n - records.length]);
  }
});

test('an outcome of much has room for alarms of every kind, and counts those beyond', () => {
  const kinds = Array.from({ length: 300 }, (_, at) => String(at).padStart(120, 'T'));
  const alarms = kinds.flatMap((about) => [`${about}: ${about}`, `${about}: ${about}`]);
  const told = alarmsOf({ alarms, stale: new Map([['Task', 3]]) } as unknown as CheckedRows);
  expect(told[0]).toEqual({ about: 'Task', kind: 'stale', n: 3 });
  expect(told.at(-1)).toMatchObject({ kind: 'more' });
  expect(told.reduce((sum, { n }) => sum + n, 0)).toBe(603);
  const rows = Array.from({ length: 12 }, (_, fieldset) => ({
    agency: 'tasks',
    row: { fieldset, n: 50, records: Array.from({ length: 50 }, (_each, n) => String(n).padStart(64, 'T')) },
  }));
  const named = Array.from({ length: 500 }, (_, argument) => ({ argument, tokens: [] }));
  for (const some of [rows, rows.slice(0, 11)]) {
    const { access, identifiers, parts } = divide(some, named);
    expect([...access, ...parts.flatMap((part) => part.access)]).toEqual(some.map(({ row }) => row));
    const id = 'A'.repeat(22);
    const asked = { txn: id, trace: '0'.repeat(32), context: 0, operation: 0 };
    const batch = new Batch(0, '2026-03-15T02:00:00.000000Z');
    batch.add('outcome', { ...asked, access, identifiers, alarms: told });
    for (const part of parts) batch.add('outcome_part', { outcome: 9, ...part });
    expect(batch.next).toBe(1 + parts.length);
  }
});

describe('no log', () => {
  test('179: when the disk fails everything is refused, also to those who were refused anyway, and it is not ready', async () => {
    const wal = join(gateway.logPath, 'wal');
    breakDescriptor(
      join(
        wal,
        readdirSync(wal).find((name) => name.endsWith('.wal'))!,
      ),
    );
    gateway.agency.asked.length = 0;
    for (const [query, headers] of [
      [OPINIONS, {}],
      ['{ __typename }', {}],
      ['{', {}],
      [OPINIONS, { authorization: 'Bearer x' }],
    ] as const) {
      const { status, body } = await ask(query, headers);
      expect([status, body.errors![0]!.extensions.code, body.data]).toEqual([503, 'AUDIT_UNAVAILABLE', undefined]);
    }
    expect((await fetch(`${gateway.url}/nowhere`)).status).toBe(503);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    expect(gateway.agency.asked).toEqual([]);
  });
});
