import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseTrust, verifyEvidence } from '@agency-graph/ledger';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startPythonVerifier } from '../ledger/python-verifier.js';
import { filesWithin } from '../support/files-within.js';
import { ROOT } from '../support/root.js';
import { askForCase } from './support/asked-for-case.js';
import { startSystem, type Reply, type System } from './support/system.js';

/** The case of an officer, which stands sealed beside what they did; and that of the auditor who opens it. */
const [CASE, INSPECTION] = ['KN-CANARY-7/2026', 'INS-OPEN-1'];
const REASON = 'A complaint says that the case was invented';

let system: System;
let log: string;
let auditors: string;
/** A member whom no other test erases. */
let member = '';
const folder = mkdtempSync(join(tmpdir(), 'agency-graph-opening-'));
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  log = join(system.data, 'audit');
  auditors = join(system.data, 'auditors');
  member = [...system.world.members()]
    .filter(({ cellId, secrecy }) => cellId.startsWith('G07.C012.') && secrecy === 'UNCLASSIFIED')
    .map(({ id }) => id)
    .at(-7)!;
});
afterAll(async () => {
  await run(`delete from audit_asked where case_reference = '${INSPECTION}'`);
  rmSync(folder, { recursive: true });
});

const run = (sql: string) => withClient(system.database('gateway'), (client) => client.query(sql));

interface Place {
  readonly origin: string;
  readonly index: number;
}

/** An officer looks at a member for a case; where that stands in the log, once it is published. */
async function looked(id: string, who = 'P4'): Promise<Place> {
  const query = 'query Look($id: ID!) { member(id: $id) { fullName } }';
  const { data, extensions } = await askForCase(system, who, CASE, query, { id }, '/graphql');
  expect(data.member).not.toBeNull();
  const { origin, index } = extensions.audit as Place;
  const published = () => openLogDirectory(log).checkpoint()!.checkpoint.size;
  await vi.waitFor(() => expect(published()).toBeGreaterThan(index), { timeout: 10_000, interval: 50 });
  return { origin, index };
}

const REQUEST = `mutation R($origin: String!, $index: Int!, $reason: String!) {
  step: requestOpening(origin: $origin, index: $index, reason: $reason) {
    done because approval { id caseReference state approvedBy opens { origin index reason } }
  }
}`;
const APPROVE = 'mutation A($id: ID!) { step: approve(id: $id) { done because approval { state } } }';
const OPENED = `query O($id: ID!) {
  step: opened(id: $id) { done because details { index path commitment proven value blind because says } }
}`;
const EXPORT = `mutation E($id: ID!) { step: exportOpened(id: $id) { done because evidence { file records sha256 } } }`;

const inquire = (who: string, query: string, variables: object, reference: string | null = INSPECTION) =>
  askForCase(system, who, reference, query, variables);
const ask = (who: string, place: Place) => inquire(who, REQUEST, { ...place, reason: REASON });
const approve = (who: string, id: string) => inquire(who, APPROVE, { id }, null);
const opened = (who: string, id: string) => inquire(who, OPENED, { id });

/** Asked by one auditor, approved by another. */
async function approved(place: Place): Promise<string> {
  const { id } = (await ask('P12', place)).data.step.approval as { id: string };
  expect((await approve('P15', id)).data.step).toMatchObject({ done: true, approval: { state: 'IN_FORCE' } });
  return id;
}

interface Detail {
  readonly index: number;
  readonly path: string;
  readonly commitment: string;
  readonly proven: boolean;
  readonly value: string | null;
  readonly blind: string | null;
  readonly because: string | null;
}
const detailsOf = ({ data }: Reply): readonly Detail[] => data.step.details as Detail[];

/** What a reader finds in a leaf of a log. */
const leafAt = (directory: string, index: number) =>
  JSON.parse(openLogDirectory(directory).entry(index)!.bytes.toString()) as Record<string, unknown>;

const refusedWith = (because: string) => ({ done: false, because });

describe('what is sealed for a record', () => {
  test('is opened by who asked, once another person approved, and each value is the one that was sealed', async () => {
    const place = await looked(member);
    const request_ = await ask('P12', place);
    const { id } = request_.data.step.approval as { id: string };
    expect(request_.data.step).toMatchObject({
      done: true,
      approval: { caseReference: INSPECTION, state: 'ASKED', opens: { ...place, reason: REASON } },
    });
    expect((await ask('P12', place)).data.step.approval.id).toBe(id);
    expect((await opened('P12', id)).data.step).toEqual({ ...refusedWith('NOT_APPROVED'), details: [] });
    expect((await approve('P12', id)).data.step).toMatchObject(refusedWith('SAME_PERSON'));
    expect((await approve('P15', id)).data.step).toMatchObject({ done: true });

    const reply = await opened('P12', id);
    const details = detailsOf(reply);
    const valueOf = (path: string) => JSON.parse(details.find((one) => one.path === path)!.value!) as unknown;
    expect(details.map(({ path }) => path).toSorted()).toEqual(['arguments', 'case', 'client']);
    expect(valueOf('case')).toBe(CASE);
    expect(valueOf('client')).toMatch(/127\.0\.0\.1/);
    expect(valueOf('arguments')).toMatchObject({ variables: JSON.stringify({ id: member }) });
    for (const { index, path, commitment, proven, value, blind } of details) {
      const { sealed } = leafAt(log, index) as { readonly sealed: Readonly<Record<string, string>> };
      const again = createHmac('sha256', Buffer.from(blind!, 'base64url')).update(`audit/v1\0${path}\0${value}`);
      expect([proven, commitment, again.digest('base64url')]).toEqual([true, sealed[path], sealed[path]]);
    }
    expect(details.find(({ path }) => path === 'arguments')!.index).toBe(place.index);

    const read = leafAt(auditors, reply.extensions.audit.index);
    const said = Map.groupBy(details, ({ index }) => index);
    expect(read).toMatchObject({
      type: 'audit_read',
      kind: 'opened',
      results: 3,
      opened: [...said].map(([index, all]) => ({ origin: place.origin, index, paths: all.map(({ path }) => path) })),
    });
    const steps = [...openLogDirectory(auditors).iterate()]
      .map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>)
      .filter(({ type, about }) => type === 'four_eyes' && about === id);
    expect(steps.map(({ action, step, opens, because }) => ({ action, step, opens, because }))).toEqual(
      [['requested'], ['refused', 'NOT_APPROVED'], ['refused', 'SAME_PERSON'], ['approved']].map(([step, because]) => ({
        action: 'audit_opening',
        step,
        opens: place,
        because,
      })),
    );
    const values = [CASE, member, REASON];
    for (const { path, bytes } of [log, auditors, join(system.data, 'logs')].flatMap(filesWithin))
      for (const value of values) expect(bytes.includes(value), `${value} in ${path}`).toBe(false);
  });

  test('stays shut to everybody else, under another case, and once the time is over', async () => {
    const place = await looked(member);
    const { id } = (await ask('P12', place)).data.step.approval as { id: string };
    await run(`update audit_opening set lapses_at = now() where id = '${id}'`);
    expect((await approve('P15', id)).data.step).toMatchObject(refusedWith('LAPSED'));
    expect((await opened('P12', id)).data.step).toMatchObject(refusedWith('LAPSED'));

    const another = await approved(place);
    expect(another).not.toBe(id);
    expect((await opened('P15', another)).data.step).toEqual((await opened('P15', 'AO-none')).data.step);
    expect((await inquire('P12', OPENED, { id: another }, 'INS-OTHER')).data.step).toMatchObject(
      refusedWith('OTHER_CASE'),
    );
    expect((await inquire('P4', OPENED, { id: another })).errors[0]?.extensions?.['code']).toBe(
      'OPERATION_NOT_ALLOWED',
    );
    expect((await opened('P12', another)).data.step).toMatchObject({ done: true });
    await run(`update audit_opening set ends_at = now() where id = '${another}'`);
    expect((await opened('P12', another)).data.step).toEqual({ ...refusedWith('ENDED'), details: [] });
    expect((await inquire('P12', EXPORT, { id: another })).data.step).toEqual({
      ...refusedWith('ENDED'),
      evidence: null,
    });
  });

  test('needs a case, and something that is sealed', async () => {
    const place = await looked(member);
    const { errors } = await inquire('P12', REQUEST, { ...place, reason: REASON }, null);
    expect(errors[0]?.extensions?.['code']).toBe('CASE_NEEDED');
    expect(leafAt(log, 0)).not.toHaveProperty('sealed');
    expect((await ask('P12', { ...place, index: 0 })).data.step).toMatchObject(refusedWith('NOTHING_SEALED'));
    for (const wrong of [{ origin: 'another-node' }, { index: -1 }]) {
      expect((await ask('P12', { ...place, ...wrong })).errors[0]?.extensions?.['code']).toBe('BAD_REQUEST');
    }
  });

  test('of a record out of line is asked for as if there were none', async () => {
    const place = await looked(member, 'P2');
    const unknown = await ask('P15', { ...place, index: 2_000_000_000 });
    expect(unknown.data.step).toEqual({ ...refusedWith('NO_RECORD'), approval: null });
    const outOfLine = await ask('P15', place);
    expect([outOfLine.status, outOfLine.data, outOfLine.errors]).toEqual([
      unknown.status,
      unknown.data,
      unknown.errors,
    ]);
    expect((await ask('P15', { ...place, index: 0 })).data).toEqual(unknown.data);
    expect((await ask('P12', place)).data.step).toMatchObject({ done: true });
    expect((await ask('P15', await looked(member))).data.step).toMatchObject({ done: true });
  });

  test('is not opened of another record that got the index of the approved one', async () => {
    const id = await approved(await looked(member));
    await run(`update audit_opening set opens_leaf = 'of the record before the crash' where id = '${id}'`);
    expect((await opened('P12', id)).data.step).toEqual({ ...refusedWith('NO_RECORD'), details: [] });
    expect((await inquire('P12', EXPORT, { id })).data.step).toEqual({ ...refusedWith('NO_RECORD'), evidence: null });
  });

  test('may be opened by approval, and no more persons asked about by the same', async () => {
    await approved(await looked(member));
    const RECORDS = 'query Q($ask: Ask!) { records(ask: $ask, first: 1) { endCursor } }';
    const about = (n: number) => ({ ask: { subject: { type: 'Member', id: `M-00080${n}` } } });
    for (let n = 0; n < 10; n += 1) expect((await inquire('P12', RECORDS, about(n))).errors).toEqual([]);
    const { errors } = await inquire('P12', RECORDS, about(10));
    expect(errors[0]?.extensions).toMatchObject({ code: 'APPROVAL_NEEDED' });
    const { id } = errors[0]!.extensions!['approval'] as { readonly id: string };
    expect((await opened('P12', id)).data.step).toMatchObject(refusedWith('UNKNOWN'));
  });
});

describe('evidence of what was opened', () => {
  test('holds each value against its commitment offline, by both verifiers; by the command too', async () => {
    const place = await looked(member);
    const id = await approved(place);
    const { data, extensions } = await inquire('P12', EXPORT, { id });
    const file = Buffer.from(data.step.evidence.file as string, 'base64');
    const roots = readFileSync(join(system.data, 'keys/audit', place.origin, 'root.pub'), 'utf8');
    const { verdict, leaves } = verifyEvidence(file, parseTrust(roots, undefined));
    expect(verdict).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED', disclosed: 3, sealed: 0 });
    const disclosed = leaves.flatMap((leaf) => (leaf.kind === 'record' ? [...leaf.disclosed] : []));
    expect(Object.fromEntries(disclosed)).toMatchObject({
      case: CASE,
      arguments: { variables: JSON.stringify({ id: member }) },
    });
    const python = startPythonVerifier();
    expect(await python.verify(file, roots)).toEqual(JSON.parse(JSON.stringify(verdict)));
    python.close();
    expect(leafAt(auditors, extensions.audit.index)).toMatchObject({
      type: 'audit_export',
      bundle: data.step.evidence.sha256,
      opened: expect.arrayContaining([{ origin: place.origin, index: place.index, paths: ['arguments'] }]) as unknown,
    });

    const out = join(folder, 'opened.tar');
    const as = ['--as', 'P12', '--case', INSPECTION, '--gateway', system.url, '--data', system.data];
    const audit = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(ROOT, 'shared/cli/bin.mjs'), 'audit', ...args, ...as]);
    const { stdout: line } = await audit('open', place.origin, String(place.index), '--reason', REASON);
    expect(line).toMatch(
      new RegExp(`^${id} .* to open record ${place.index} of ${place.origin}: ${REASON}, approved by`),
    );
    const shown = (await audit('opened', id)).stdout.trimEnd().split('\n');
    expect(shown).toEqual(Array(3).fill(expect.stringMatching(/^record \d+ {2}\w+ {2}proven: \S+$/)));
    expect(shown).toContainEqual(expect.stringMatching(new RegExp(`  case  proven: "${CASE}"$`)));
    expect((await audit('opened', id, '--out', out)).stdout).toMatch(/ records, with what was opened\. SHA-256 /);
    expect(verifyEvidence(readFileSync(out), parseTrust(roots, undefined)).verdict.disclosed).toBe(3);
  });
});
