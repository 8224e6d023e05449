import { withClient } from '@agency-graph/postgres';
import type { AccountRecord, TaskRecord } from '@agency-graph/world';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { join } from 'node:path';
import { readAll } from '../gateway/fixture/read-log.js';
import { startSystem, type Reply, type System } from './support/system.js';

/** A task under way, an account of its lead agency, and one of another agency: nothing that other tests compare is changed. */
let system: System;
let task: TaskRecord;
let led: AccountRecord;
let other: AccountRecord;
const KEY = `test-${process.pid}`;

beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  const accounts = [...system.world.accounts()].filter(
    ({ status, kind, purposes }) =>
      status === 'ACTIVE' && kind === 'PERSON' && purposes.some((one) => one.value === 'TASK_MONITORING'),
  );
  const ofLead = (one: TaskRecord): AccountRecord | undefined => accounts.find(({ orgId }) => orgId === one.leadOrgId);
  task = [...system.world.tasks()].find(
    (one) => one.secrecy === 'UNCLASSIFIED' && one.status === 'IN_PROGRESS' && ofLead(one) !== undefined,
  )!;
  led = ofLead(task)!;
  other = accounts.find(({ orgId }) => orgId !== task.leadOrgId && orgId !== 'VPTW' && !task.coOrgIds.includes(orgId))!;
});
afterAll(async () => {
  await withClient(system.database('tasks'), (client) =>
    client.query("delete from change_once where key like 'test-%'"),
  );
  await withClient(system.database('members'), (client) =>
    client.query('delete from correction_request where reason = $1', [KEY]),
  );
});

const report = (account: string, key: string): Promise<Reply> =>
  system.ask(
    system.as(account, { purpose: 'TASK_MONITORING' }),
    'mutation ($t: ID!, $p: Int!, $n: String!, $k: ID!) { reportProgress(task: $t, percent: $p, note: $n, idempotencyKey: $k) { id progressPct } }',
    { t: task.id, p: task.progressPct, n: KEY, k: key },
  );
const reports = async (): Promise<number> =>
  withClient(system.database('tasks'), async (client) => {
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int as n from progress_update where note = $1',
      [KEY],
    );
    return rows[0]!.n;
  });

const takeBack = async (): Promise<void> => {
  await withClient(system.database('tasks'), (client) =>
    client.query('delete from progress_update where note = $1', [KEY]),
  );
};

describe('through the gateway', () => {
  test('an account of the lead agency reports on its task, once for a key', async () => {
    // At once: other tests read the same tasks, and compare them.
    onTestFinished(takeBack);
    const first = await report(led.id, `${KEY}-a`);
    expect([first.status, first.errors]).toEqual([200, []]);
    expect(first.data).toEqual({ reportProgress: { id: task.id, progressPct: task.progressPct } });
    await Promise.all([1, 2, 3].map(() => report(led.id, `${KEY}-a`)));
    expect(await reports()).toBe(1);
  });

  test('an account of another agency is answered as for an unknown task, and changes nothing', async () => {
    const before = await reports();
    const refused = await report(other.id, `${KEY}-b`);
    expect([refused.status, refused.data, refused.errors]).toEqual([200, { reportProgress: null }, []]);
    expect(await reports()).toBe(before);
  });

  test('for another purpose it is refused with the reason, and no agency is asked', async () => {
    const refused = await system.ask(
      'P3',
      `mutation { reportProgress(task: "${task.id}", percent: 1, note: "${KEY}", idempotencyKey: "${KEY}") { id } }`,
    );
    expect(refused.data).toBeNull();
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  });

  const correct = (caller: string, member: string, purpose?: string): Promise<Reply> =>
    system.ask(
      system.as(caller, purpose === undefined ? {} : { purpose }),
      'mutation ($m: ID!, $r: String!, $k: ID!) { requestCorrection(member: $m, field: "phone", reason: $r, idempotencyKey: $k) { id } }',
      { m: member, r: KEY, k: `${KEY}-${caller}-${member}` },
    );

  test('a member asks for corrections of their own file, an officer of those of their line, nobody of others’', async () => {
    expect((await correct('P6', 'M-000124')).data).toEqual({ requestCorrection: { id: 'M-000124' } });
    expect((await correct('P6', 'M-000125')).data).toEqual({ requestCorrection: null });
    expect((await correct('P4', 'M-000123')).data).toEqual({ requestCorrection: { id: 'M-000123' } });
    const refused = await correct('P1', 'M-000123', 'TASK_MONITORING');
    expect([refused.data, refused.errors.length]).toEqual([null, 1]);
  });

  test('a correction is asked for of what the asker knows to exist: what is hidden from them is named like nothing', async () => {
    const named = (field: string): Promise<Reply> =>
      system.ask(
        'P6',
        'mutation ($f: String!, $r: String!, $k: ID!) { requestCorrection(member: "M-000124", field: $f, reason: $r, idempotencyKey: $k) { id } }',
        { f: field, r: KEY, k: `${KEY}-${field}` },
      );
    const [hidden, inner, nothing, again] = await Promise.all(
      ['discipline', 'rowSecrecy', 'nonsense', 'phone'].map(named),
    );
    const bare = ({ text }: Reply): string => text.replace(/"traceId":"\w+"/, '').replace(/"audit":\{[^}]*\}/, '');
    expect(nothing!.status).toBe(400);
    expect([bare(hidden!), bare(inner!)]).toEqual([bare(nothing!), bare(nothing!)]);
    expect(again!.data).toEqual({ requestCorrection: { id: 'M-000124' } });
  });

  test('the answer to an opinion is the handling agency’s own, and what was written stands in the record', async () => {
    // Answered with the words that it has, so that nothing which other tests compare is changed.
    const opinion = [...system.world.feedback()].find(
      ({ handledById, reply, status }) => handledById === 'VPTW' && reply !== null && status === 'ANSWERED',
    )!;
    const answered = (caller: string, item: string): Promise<Reply> =>
      system.ask(
        system.as(caller, { purpose: 'TASK_MONITORING' }),
        'mutation ($i: ID!, $r: String!, $k: ID!) { answerFeedback(item: $i, reply: $r, idempotencyKey: $k) { id } }',
        { i: item, r: opinion.reply, k: `${KEY}-${caller}-${item}` },
      );
    const [own, theirs, nobodys] = [
      await answered('P1', opinion.id),
      await answered(other.id, opinion.id),
      await answered(other.id, 'F-none'),
    ];
    expect(own.data).toEqual({ answerFeedback: { id: opinion.id } });
    expect([theirs.data, theirs.errors]).toEqual([{ answerFeedback: null }, []]);
    expect(nobodys.data).toEqual(theirs.data);

    const records = readAll(join(system.data, 'audit'));
    const outcome = records.find(({ index }) => index === own.extensions.audit.index)!;
    const intent = records.find(({ type, txn }) => type === 'intent' && txn === outcome['txn'])!;
    expect([outcome.type, intent.index < outcome.index]).toEqual(['outcome', true]);
    expect(intent.asked).toMatchObject({ kind: 'mutation' });
    // Of the agency whose data was changed, whichever serves it.
    expect(records.find(({ type, txn }) => type === 'write' && txn === outcome['txn'])).toMatchObject({
      agency: 'VPTW',
      source: 'tasks',
      field: 'Mutation.answerFeedback',
      effect: 'done',
      of: 'FeedbackItem',
    });
    expect(JSON.stringify([outcome, intent])).not.toContain(opinion.reply);
  });
});
