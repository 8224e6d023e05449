import { readdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  makeEvidence,
  nodesOfTiles,
  parseCanonical,
  parseCheckpoint,
  parseNote,
  parseTrust,
  tilePath,
  verifyEvidence,
  verifyLog,
  type CanonicalObject,
} from '@agency-graph/ledger';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { withClient } from '@agency-graph/postgres';
import request from 'supertest';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openSubjectTable } from '../../gateway/src/audit/subject-table.js';
import { createSubjects, type Subjects } from '../../gateway/src/audit/subjects.js';
import { filesWithin } from '../support/files-within.js';
import { askForCase } from './support/asked-for-case.js';
import { replyOf, startSystem, type System } from './support/system.js';

const BIN = fileURLToPath(new URL('../../shared/cli/bin.mjs', import.meta.url));
const GROUND = 'Decree 13/2023, art. 16';
const ANSWER = '{ done because erasure { id state kept } }';

let system: System;
let log: string;
let auditors: string;
let keys: string;
/** Members that no other test erases. */
let [erased, held, spelledOtherwise, heldOtherwise, opened] = ['', '', '', '', ''];
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  log = join(system.data, 'audit');
  auditors = join(system.data, 'auditors');
  keys = keysOf(log);
  [erased = '', held = '', spelledOtherwise = '', heldOtherwise = '', opened = ''] = [...system.world.members()]
    .filter(({ cellId, secrecy }) => cellId.startsWith('G07.C012.') && secrecy === 'UNCLASSIFIED')
    .map(({ id }) => id)
    .slice(-5);
});

/** How many records of the log are published. */
const publishedSize = (): number => Number(readFileSync(join(log, 'log/checkpoint'), 'utf8').split('\n')[1]);

const keysOf = (directory: string): string => join(system.data, 'keys/audit', openLogDirectory(directory).origin);

interface Step {
  readonly done: boolean;
  readonly because: string | null;
  readonly erasure: { readonly id: string; readonly state: string; readonly kept: readonly string[] } | null;
}
const step = async (who: string, mutation: string, variables: Record<string, unknown>): Promise<Step> => {
  const names = Object.keys(variables).map(
    (name) => `$${name}: ${name === 'ids' ? '[ID!]!' : name === 'of' || name === 'ground' ? 'String!' : 'ID!'}`,
  );
  const given = Object.keys(variables).map((name) => `${name}: $${name}`);
  const query = `mutation(${names.join(', ')}) { step: ${mutation}(${given.join(', ')}) ${ANSWER} }`;
  const reply = await system.ask(who, query, variables);
  expect(reply.errors).toEqual([]);
  return reply.data.step as Step;
};
const shred = async (who: string, ids: readonly string[]) =>
  step(who, 'requestShred', { of: 'Member', ids, ground: GROUND });
const hold = async (of: string, ids: readonly string[]): Promise<string> => {
  const { id } = (await step('P1', 'requestLegalHold', { of, ids, ground: 'Case 12/2026' })).erasure!;
  expect(await approve('P2', id)).toMatchObject({ done: true });
  return id;
};
const approve = (who: string, id: string) => step(who, 'approveErasure', { id });
const read = async (id: string): Promise<void> =>
  expect((await system.ask('P4', `{ member(id: "${id}") { fullName } }`)).data.member).not.toBeNull();

/** As an auditor's search does: from the keys that are there now. */
function subjectsNow(directory = log): Subjects {
  const secret = readFileSync(join(keysOf(directory), 'subjects.key'));
  const table = openSubjectTable(join(directory, 'subjects'));
  return createSubjects(table, { master: secret.subarray(0, 32), lookup: secret.subarray(32) });
}
const tokenOf = (id: string, directory = log): string | null =>
  subjectsNow(directory).known({ of: 'Member', id }, new Date().toISOString());
const recordsWith = (token: string, directory = log) =>
  [...openLogDirectory(directory).iterate()].filter(({ bytes }) => bytes.includes(token));
const lastShred = (directory: string): Record<string, unknown> | undefined =>
  [...openLogDirectory(directory).iterate()]
    .map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>)
    .findLast(({ type }) => type === 'shred');

/** Evidence of what the log holds of a token, under what is published now. */
function evidenceOf(token: string): { readonly file: Buffer; readonly records: number } {
  const published = join(log, 'log');
  const checkpoint = readFileSync(join(published, 'checkpoint'), 'utf8');
  const { origin, size } = parseCheckpoint(parseNote(checkpoint).text);
  const notes = (ending: string): string[] =>
    readdirSync(join(published, 'epochs'))
      .filter((name) => name.endsWith(ending))
      .toSorted()
      .map((name) => readFileSync(join(published, 'epochs', name), 'utf8'));
  const leaves = recordsWith(token).filter(({ index }) => index < size);
  const file = makeEvidence({
    origin,
    question: { about: 'a member' },
    certificates: notes('.certificate'),
    handovers: notes('.handover'),
    checkpoints: [checkpoint],
    node: nodesOfTiles(size, (tile) => readFileSync(join(published, tilePath(tile)))),
    leaves: leaves.map(({ index, bytes }) => ({ index, record: parseCanonical(bytes) as CanonicalObject })),
    disclosures: [],
  });
  return { file, records: leaves.length };
}

/** Values of every JSON type that tell themselves apart wherever they stand. */
const [TEXT, WHOLE, FRACTION] = ['canary-7f3a9c21', 730_194_628, 48_213.609375] as const;
const CANARIES = [TEXT, String(WHOLE), String(FRACTION), 'canary-key'];

/** Requests with them at every place where a client may put a value, about somebody or nobody. */
async function plantCanaries(id: string): Promise<void> {
  const nested = { 'canary-key': [TEXT, WHOLE, FRACTION, true, null, { 'canary-key': TEXT }] };
  const one = 'query($id: ID!) { member(id: $id) { fullName } }';
  await system.ask('P4', one, { id, note: nested });
  await system.ask('P4', one, { id: TEXT });
  await system.ask('P4', one, { id: nested });
  await system.ask('P4', one, { id: WHOLE });
  await system.ask('P4', 'query($f: MemberFilter) { members(filter: $f, first: 1) { nodes { id } } }', { f: nested });
  for (const first of [TEXT, WHOLE, FRACTION, true, null, [WHOLE], nested])
    await system.ask('P4', 'query($first: Int) { members(first: $first) { nodes { id } } }', { first });
  for (const written of [`"${TEXT}"`, WHOLE, FRACTION, `["${TEXT}", ${WHOLE}]`, `{ canary: "${TEXT}" }`])
    await system.ask('P4', `{ member(id: ${written}) { fullName } }`);
  await system.ask('P4', `{ "${TEXT}"`);
  await system.ask(system.as('P4', { purpose: TEXT }), `{ member(id: "${id}") { fullName } }`);
}

/** All that the index holds, as text. */
const indexText = (): Promise<string> =>
  withClient(system.database('gateway'), async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'audit_index'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(name, ...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  });

/** What an auditor of everybody finds of a member, once the index has all that is recorded until now. */
async function searched(id: string): Promise<number> {
  const { token } = system.as('P12');
  const query =
    'query($ask: Ask!) { page: records(ask: $ask, first: 50) { nodes { leaf { index } } searched { indexed } } }';
  const variables = { ask: { subject: { type: 'Member', id } } };
  const upTo = openLogDirectory(log).size();
  let found = 0;
  await vi.waitFor(
    async () => {
      const sent = request(system.url).post('/audit/graphql').set('authorization', `Bearer ${token}`);
      const reply = replyOf(await sent.set('access-case', 'T-1').send({ query, variables }));
      expect(reply.errors).toEqual([]);
      const { nodes, searched: by } = reply.data.page as { nodes: unknown[]; searched: { indexed: number } };
      expect(by.indexed).toBeGreaterThanOrEqual(upTo);
      found = nodes.length;
    },
    { timeout: 30_000, interval: 100 },
  );
  return found;
}

/** What an auditor is told of an erasure of a member. */
async function told(who: string, id: string): Promise<string | null> {
  const query = 'query($ask: Ask!) { page: records(ask: $ask) { erased } }';
  const sent = request(system.url)
    .post('/audit/graphql')
    .set('authorization', `Bearer ${system.as(who).token}`);
  const variables = { ask: { subject: { type: 'Member', id } } };
  return replyOf(await sent.set('access-case', 'T-1').send({ query, variables })).data.page.erased;
}

/** Fails where any of these stands in clear in the log, what is sealed beside it, its index, or a process log. */
async function expectNowhere(texts: readonly string[]): Promise<void> {
  const files = [log, join(system.data, 'logs')].flatMap(filesWithin);
  const index = { path: 'the index', bytes: Buffer.from(await indexText()) };
  expect(index.bytes.includes('audit_index.posting')).toBe(true);
  for (const { path, bytes } of [...files, index]) {
    for (const text of texts) {
      expect(bytes.includes(text), `${text} in ${path}`).toBe(false);
      expect(bytes.includes(Buffer.from(text).toString('hex')), `${text} in ${path}, in hexadecimal`).toBe(false);
      expect(
        bytes.includes(Buffer.from(text).toString('base64url').slice(0, -2)),
        `${text} in ${path}, in base64`,
      ).toBe(false);
    }
  }
}

describe('erasure', () => {
  test('two persons of those who answer for data, and nobody else', async () => {
    expect(await shred('P4', [erased])).toMatchObject({ done: false, because: 'NOT_ENTITLED' });
    const asked = await shred('P2', [erased]);
    expect(asked).toMatchObject({ done: true, erasure: { state: 'ASKED' } });
    const { id } = asked.erasure!;
    expect(await approve('P2', id)).toMatchObject({ because: 'SAME_PERSON' });
    expect(await approve('P11', id)).toMatchObject({ because: 'NO_PERSON' });
    expect(await approve('P1', 'ER-none')).toMatchObject({ because: 'UNKNOWN' });
    expect((await system.ask('P4', '{ erasures { id } }')).data.erasures).toEqual([]);
    const { data } = await system.ask('P1', '{ erasures { id ids ground } }');
    expect(data.erasures).toContainEqual({ id, ids: [erased], ground: GROUND });
  });

  test.each(['', 'x\ny', `because ${'M-000001'}`, 'a'.repeat(201)])(
    'a ground must be a reference: %j',
    async (ground) => {
      const variables = { of: 'Member', ids: ['M-000001'], ground };
      const query = `mutation($of: String!, $ids: [ID!]!, $ground: String!) { requestShred(of: $of, ids: $ids, ground: $ground) ${ANSWER} }`;
      expect((await system.ask('P2', query, variables)).errors).toHaveLength(1);
    },
  );

  test('under a legal hold nothing is destroyed, until two persons lift it', async () => {
    await read(held);
    const before = tokenOf(held)!;
    const inForce = await hold('Member', [held]);
    const wanted = (await shred('P1', [held])).erasure!.id;
    expect(await approve('P2', wanted)).toMatchObject({ done: false, because: 'HELD' });
    expect(tokenOf(held)).toBe(before);
    const lift = (await step('P2', 'requestLiftOfHold', { hold: inForce, ground: 'Case 12/2026 closed' })).erasure!.id;
    expect(await approve('P2', lift)).toMatchObject({ because: 'SAME_PERSON' });
    expect(await approve('P7', lift)).toMatchObject({ done: true });
    expect(await approve('P2', wanted)).toMatchObject({ done: true, erasure: { kept: [] } });
    expect(tokenOf(held)).toBeNull();
    expect(await approve('P2', wanted)).toMatchObject({ because: 'DECIDED' });
  });

  test('a hold keeps its subjects however a shred spells them', async () => {
    await read(spelledOtherwise);
    const before = tokenOf(spelledOtherwise)!;
    await hold('Member', [spelledOtherwise]);
    await hold('Member.fullName', [' Nguyễn  Thử Một ']);
    for (const [of, ids] of [
      ['Member', [`${spelledOtherwise} `]],
      ['Member', [`\t${spelledOtherwise}`, `${spelledOtherwise}\u00a0`]],
      ['Member.fullName', ['NGUYỄN thử một'.normalize('NFD')]],
    ] as const) {
      const { id } = (await step('P1', 'requestShred', { of, ids, ground: GROUND })).erasure!;
      expect(await approve('P2', id)).toMatchObject({ done: false, because: 'HELD' });
    }
    expect(tokenOf(spelledOtherwise)).toBe(before);
  });

  test('a hold that was stored in another spelling keeps its subjects too', async () => {
    await read(heldOtherwise);
    const before = tokenOf(heldOtherwise)!;
    const inForce = await hold('Member', [heldOtherwise]);
    await withClient(system.database('gateway'), (client) =>
      client.query('update erasure set ids = $1 where id = $2', [[`${heldOtherwise} `], inForce]),
    );
    const { id } = (await shred('P1', [heldOtherwise, 'M-none'])).erasure!;
    expect(await approve('P2', id)).toMatchObject({ done: true, erasure: { kept: [heldOtherwise] } });
    expect(tokenOf(heldOtherwise)).toBe(before);
  });

  test.each([
    ['member', 'No type or field of this name is in the graph that is served now.'],
    ['Member.nationalID', 'No type or field of this name is in the graph that is served now.'],
    ['Member.nationalId.', 'No type or field of this name is in the graph that is served now.'],
    ['account', null],
    ['Member.nationalId', null],
  ])('who approves is told whether a hold on “%s” may keep nobody', async (of, unknown) => {
    const query = `mutation($of: String!) { step: requestLegalHold(of: $of, ids: ["x"], ground: "Case 12/2026") { erasure { id } } }`;
    const reply = await system.ask('P1', query, { of });
    const { id } = (reply.data.step as Step).erasure!;
    const { data } = await system.ask('P2', '{ erasures { id of unknown } }');
    expect(data.erasures).toContainEqual({ id, of, unknown });
  });

  test('a shred by what was searched by also destroys what the request itself was named by', async () => {
    const ids = ['  Trần  THỬ Hai '];
    const { id } = (await step('P1', 'requestShred', { of: 'Member.fullName', ids, ground: GROUND })).erasure!;
    const named = { of: 'ErasureAnswer', id: ids[0]! };
    expect(subjectsNow().known(named, new Date().toISOString())).not.toBeNull();
    expect(await approve('P2', id)).toMatchObject({ done: true });
    expect(subjectsNow().known(named, new Date().toISOString())).toBeNull();
  });

  test('a shred also destroys what requests for an emergency that named no type named its subjects by', async () => {
    const mutation = `mutation R($ids: [ID!]!) {
      requestBreakGlass(incident: "INC-8", reason: "flood", type: "Membre", ids: $ids, minutes: 30) { done }
    }`;
    const id = 'M-none-1';
    expect((await system.ask('P4', mutation, { ids: [id] })).data.requestBreakGlass.done).toBe(false);
    const isKnown = (): boolean =>
      subjectsNow().known({ of: 'BreakGlassAnswer', id }, new Date().toISOString()) !== null;
    expect(isKnown()).toBe(true);
    expect(await approve('P2', (await shred('P1', [id])).erasure!.id)).toMatchObject({ done: true });
    expect(isKnown()).toBe(false);
  });

  test('a shred also destroys what operations named its subjects by that were explained', async () => {
    const query =
      'query($query: String!, $variables: String) { explain(query: $query, variables: $variables) { purpose } }';
    const id = 'M-none-2';
    const member = 'query($id: ID!) { member(id: $id) { fullName } }';
    await system.ask('P4', query, { query: member, variables: JSON.stringify({ id }) });
    expect(tokenOf(id)).not.toBeNull();
    expect(recordsWith(tokenOf(id)!)).toHaveLength(1);
    expect(await approve('P2', (await shred('P1', [id])).erasure!.id)).toMatchObject({ done: true });
    expect(tokenOf(id)).toBeNull();
  });

  test.each([
    ['Member', 'M-000001 ', 'because M-000001'],
    ['Member.fullName', 'Nguyễn Thử Ba', 'because NGUYỄN THỬ BA'],
  ])('a ground names nobody in another spelling: %s %j', async (of, id, ground) => {
    const query = `mutation($of: String!, $ids: [ID!]!, $ground: String!) { requestShred(of: $of, ids: $ids, ground: $ground) ${ANSWER} }`;
    expect((await system.ask('P2', query, { of, ids: [id], ground })).errors).toHaveLength(1);
  });

  test('what was sealed about somebody opens for nobody any more, whoever approved it before', async () => {
    const look = 'query($id: ID!) { member(id: $id) { fullName } }';
    const { origin, index } = (await askForCase(system, 'P4', 'KN-1', look, { id: opened }, '/graphql')).extensions
      .audit;
    await vi.waitFor(() => expect(publishedSize()).toBeGreaterThan(index), { timeout: 10_000, interval: 50 });
    const ask =
      'mutation($o: String!, $i: Int!) { requestOpening(origin: $o, index: $i, reason: "r") { approval { id } } }';
    const asked = await askForCase(system, 'P12', 'INS-E', ask, { o: origin, i: index });
    const { id } = asked.data.requestOpening.approval as { readonly id: string };
    await askForCase(system, 'P15', null, 'mutation($id: ID!) { approve(id: $id) { done } }', { id });
    const OPENED = 'query($id: ID!) { opened(id: $id) { details { path proven value blind because says } } }';
    const open = async () => {
      const { data, extensions } = await askForCase(system, 'P12', 'INS-E', OPENED, { id });
      const { bytes } = openLogDirectory(auditors).entry(extensions.audit.index)!;
      const read = JSON.parse(bytes.toString()) as {
        readonly opened: readonly { readonly paths: readonly string[] }[];
      };
      return {
        details: new Map((data.opened.details as { path: string }[]).map((one) => [one.path, one])),
        recorded: read.opened.flatMap(({ paths }) => paths).toSorted(),
      };
    };
    const before = await open();
    expect(before.recorded).toEqual(['arguments', 'case', 'client']);
    expect(before.details.get('arguments')).toMatchObject({
      proven: true,
      value: expect.stringContaining(opened) as string,
    });

    expect(await approve('P1', (await shred('P2', [opened])).erasure!.id)).toMatchObject({ done: true });
    const after = await open();
    expect(after.details.get('arguments')).toEqual({
      path: 'arguments',
      proven: false,
      value: null,
      blind: null,
      because: 'ERASED',
      says: expect.stringContaining('was erased') as string,
    });
    expect(after.recorded).toEqual(['case', 'client']);
    expect(after.details.get('case')).toEqual(before.details.get('case'));
  });

  test('a search finds nothing any more, its id is in no file, and all that was proven stays so', async () => {
    await read(erased);
    await plantCanaries(erased);
    const token = tokenOf(erased)!;
    expect(recordsWith(token).length).toBeGreaterThan(0);
    expect(await searched(erased)).toBeGreaterThan(0);
    const asked = tokenOf(erased, auditors)!;
    expect(recordsWith(asked, auditors).length).toBeGreaterThan(0);
    await expectNowhere([erased, ...CANARIES]);
    const trust = parseTrust(readFileSync(join(keys, 'root.pub'), 'utf8'), undefined);
    const last = recordsWith(token).at(-1)!.index;
    await vi.waitFor(() => expect(publishedSize()).toBeGreaterThan(last), { timeout: 10_000, interval: 50 });
    const evidence = evidenceOf(token);
    expect(evidence.records).toBeGreaterThan(0);

    const { id } = (await shred('P2', [erased])).erasure!;
    expect(await approve('P1', id)).toMatchObject({ done: true, erasure: { state: 'APPROVED' } });
    expect(tokenOf(erased)).toBeNull();
    expect(lastShred(log)).toMatchObject({ ground: GROUND, keys: 1, refused: 0 });
    // Nor does the auditors' log say any more that they asked about this person.
    expect(tokenOf(erased, auditors)).toBeNull();
    expect(lastShred(auditors)).toMatchObject({ ground: GROUND, keys: 1, refused: 0 });

    expect(verifyEvidence(evidence.file, trust).verdict).toMatchObject({
      records: evidence.records,
      verdict: 'VERIFIED-UNWITNESSED',
    });
    expect(verifyLog(log, trust).verdict.verdict).toBe('VERIFIED-UNWITNESSED');
    expect(await searched(erased)).toBe(0);
    expect(await told('P12', erased)).toContain(`Erasure ${id} was carried out`);
    expect([await told('P15', erased), await told('P12', 'M-none-3')]).toEqual([null, null]);
    await expectNowhere([erased, ...CANARIES]);
    // Whoever is read again is a new subject: nothing leads back to the old one.
    await read(erased);
    expect(tokenOf(erased)).not.toBe(token);
  });

  test('by the command', async () => {
    const child = spawn(process.execPath, [
      BIN,
      'erasure',
      'list',
      '--as',
      'P1',
      '--gateway',
      system.url,
      '--data',
      system.data,
    ]);
    expect(await text(child.stdout)).toMatch(/^ER-\S+ {2}(SHRED|HOLD|LIFT) {2}/m);
  });
});
