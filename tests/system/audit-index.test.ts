import { withClient } from '@agency-graph/postgres';
import { describe, expect, test } from 'vitest';
import { auditedSystem, SUBJECT } from './support/audited-system.js';

const audited = auditedSystem();
const { audit, found, run } = audited;

describe('the index of the log', () => {
  const settled = async (): Promise<void> => {
    await expect
      .poll(
        async () => {
          const { searched } = await found('alarms', '--as', 'P12');
          return searched.size - searched.indexed;
        },
        { timeout: 20_000 },
      )
      .toBeLessThan(10);
  };

  test(
    'that lost rows is said to have, and what they pointed at is found all the same',
    { timeout: 180_000 },
    async () => {
      await settled();
      const before = await found('account', 'A-P4', '--as', 'P12');
      expect(before.records.length).toBeGreaterThan(0);
      await run('delete from audit_index.posting');
      const { records, searched } = await found('account', 'A-P4', '--as', 'P12');
      expect(records).toEqual(before.records);
      expect(searched.distrusted).not.toEqual([]);
      await run('drop schema audit_index cascade');
      expect((await found('account', 'A-P4', '--as', 'P12')).records).toEqual(before.records);
      await expect.poll(async () => (await audit('gaps', '--as', 'P12')).out, { timeout: 20_000 }).toContain('(42P01)');
      expect((await audit('rebuild')).code).toBe(0);
      const after = await found('account', 'A-P4', '--as', 'P12');
      expect([after.records, after.searched.distrusted]).toEqual([before.records, []]);
      expect(after.searched.indexed).toBeGreaterThan(0);
    },
  );

  test('whose database lets nobody in is told of; the gateway serves on, and the log is searched', async () => {
    await settled();
    const before = await found('account', 'A-P4', '--as', 'P12');
    await letIn(false);
    try {
      const { data } = await audited.system.ask('P4', `{ member(id: "${SUBJECT}") { fullName } }`);
      expect(data.member.fullName).toEqual(expect.any(String));
      const { records, searched } = await found('account', 'A-P4', '--as', 'P12');
      expect([records.slice(1), searched.indexed]).toEqual([before.records, 0]);
      await expect.poll(async () => (await audit('gaps', '--as', 'P12')).out).toContain('(28000)');
    } finally {
      await letIn(true);
    }
    await settled();
    expect((await found('account', 'A-P4', '--as', 'P12')).searched.indexed).toBeGreaterThan(0);
  });

  /** Whether the two roles of the index may log in; who is in it and may not is shown out. */
  const letIn = async (allowed: boolean): Promise<void> => {
    const roles = ['gateway_index_writer', 'gateway_index_reader'];
    const login = allowed ? 'login' : 'nologin';
    await withClient(audited.system.database('gateway', 'postgres'), async (admin) => {
      for (const role of roles) await admin.query(`alter role ${role} ${login}`);
      // Once that holds, so that nobody slips in again.
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = any($1)', [roles]);
    });
  };
});
