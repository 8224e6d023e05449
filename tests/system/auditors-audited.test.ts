import { beforeAll, describe, expect, test } from 'vitest';
import { auditedSystem, member } from './support/audited-system.js';

const audited = auditedSystem();
const { audit, found, inquire, run } = audited;

/** An account of the directory that no other test uses; made a second one of the auditor's. */
const SECOND_ACCOUNT = 'A-000016';
beforeAll(async () => {
  await run(`update account set member_id = (select member_id from account where id = 'A-P12'), org_id = 'UBKTTW',
    functions = (select functions from account where id = 'A-P12'), purposes = '[]', kind = 'PERSON', status = 'ACTIVE',
    valid_from = '2020-01-01', valid_to = null where id = '${SECOND_ACCOUNT}'`);
});

describe('what auditors do', () => {
  test('is in their own log, each search and export, before they see anything', async () => {
    const { data, extensions } = await inquire('P12', { ask: { field: 'Member.nationalId' } });
    expect(data.page.nodes.length).toBeGreaterThan(0);
    expect(data.page.unknown).toBeNull();
    const { records } = await found('reads', '--as', 'P12', '--most', '5');
    const read = records.find(({ leaf }) => leaf.index === extensions.audit.index);
    expect(read).toMatchObject({
      kind: 'audit_read',
      leaf: { hash: extensions.audit.leaf },
      who: { account: 'A-P12' },
    });
    expect(read?.says).toBe(`field: ${data.page.nodes.length} shown`);
  });

  test('is found by the index, as what others did is', async () => {
    const query = `query Q($ask: Ask!, $first: Int!) {
      page: records(ask: $ask, first: $first, log: AUDITORS) {
        nodes { kind who { account } } searched { indexed distrusted { from } }
      }
    }`;
    const own = async () => (await inquire('P12', { ask: { account: 'A-P12' }, first: 3 }, {}, query)).data.page;
    await expect
      .poll(async () => (await own()).searched, { timeout: 20_000 })
      .toMatchObject({
        indexed: expect.toSatisfy((leaves: number) => leaves > 0) as number,
        distrusted: [],
      });
    const read = { kind: 'audit_read', who: { account: 'A-P12' } };
    expect((await own()).nodes).toEqual([read, read, read]);
  });

  test(
    'beyond ten persons under a case is approved by another auditor of another organisation, once',
    { timeout: 180_000 },
    async () => {
      const headers = { 'access-case': 'INS-MANY' };
      const counted = async () => (await run(`select 1 from audit_asked where case_reference = 'INS-MANY'`)).length;
      const mistyped = { ask: { subject: { type: 'member', id: 'M-000200' } } };
      const { data } = await inquire('P12', mistyped, headers);
      expect([data.page.unknown, await counted()]).toEqual([expect.stringContaining('No type of this name'), 0]);
      expect((await inquire('P12', mistyped, {})).errors[0]?.extensions?.['code']).toBe('CASE_NEEDED');
      // Whether the log knows of somebody out of line cannot be told by who is counted, either.
      expect((await inquire('P15', mistyped, headers)).data.page).toMatchObject({
        nodes: [],
        unknown: data.page.unknown,
      });
      expect(await counted()).toBe(1);
      for (let n = 0; n < 10; n += 1) expect((await inquire('P12', member(`M-00020${n}`), headers)).status).toBe(200);
      const refused = await inquire('P12', member('M-000300'), headers);
      expect(refused.errors[0]?.extensions).toMatchObject({ code: 'APPROVAL_NEEDED' });
      const { id } = refused.errors[0]!.extensions!['approval'] as { id: string };

      const approve = (as: string) => audit('approve', id, '--as', as);
      await run(`update audit_approval set lapses_at = now() where id = '${id}'`);
      expect((await approve('P15')).err).toContain('LAPSED');
      expect((await inquire('P12', member('M-000300'), headers)).errors[0]?.extensions).not.toMatchObject({
        approval: { id },
      });
      await run(`update audit_approval set lapses_at = now() + interval '1 hour' where id = '${id}'`);
      const second = audited.system.as(SECOND_ACCOUNT);
      expect((await audit('approve', id, '--token', second.token)).err).toContain('SAME_PERSON');
      expect((await approve('P12')).err).toContain('SAME_PERSON');
      expect((await approve('P4')).err).toContain('OPERATION_NOT_ALLOWED');
      await run(`update account set org_id = 'VPTW', member_id = 'M-000050' where id = '${SECOND_ACCOUNT}'`);
      // What the gateway knows of an account is at most a second old.
      await expect
        .poll(async () => (await audit('approve', id, '--token', second.token)).err, { timeout: 20_000 })
        .toContain('SAME_UNIT');
      expect((await inquire('P12', member('M-000300'), headers)).status).toBe(403);

      expect((await approve('P15')).out).toContain('IN_FORCE');
      expect((await approve('P15')).err).toContain('DECIDED');
      expect((await inquire('P12', member('M-000300'), headers)).status).toBe(200);
      await run(`update audit_approval set ends_at = now() where id = '${id}'`);
      expect((await inquire('P12', member('M-000301'), headers)).status).toBe(403);

      await run(`update audit_approval set lapses_at = now() where approved_by is null`);
      const listed = async (who: string) =>
        (await inquire(who, {}, {}, '{ approvals { id state } }')).data.approvals as { id: string; state: string }[];
      expect((await listed('P12')).map(({ state }) => state)).toContain('LAPSED');
      expect(await listed('P15')).toEqual([{ id, state: 'ENDED' }]);
    },
  );

  test('beyond thirty persons is approved too, however many cases are named, and is asked for once', async () => {
    const asked = async (n: number) => {
      const reply = await inquire('P12', member(`M-0004${n}`), { 'access-case': `INVENTED-${Math.floor(n / 5)}` });
      return reply.status === 200 ? null : (reply.errors[0]!.extensions!['approval'] as { readonly id: string }).id;
    };
    let answered = 10;
    while (answered < 41 && (await asked(answered)) === null) answered += 1;
    expect(answered).toBeLessThanOrEqual(40);
    const one = Array.from({ length: 5 }, () => asked(answered));
    expect(new Set(await Promise.all(one)).size).toBe(1);
    await run(`delete from audit_asked where case_reference like 'INVENTED-%'`);
  });
});
